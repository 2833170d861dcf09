"""Line: one connected device as the listener keeps it: the socket, the conversation and what waits in between."""

from __future__ import annotations

import selectors
import socket
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from ingest.listener.conversation import Conversation
    from sensing.instant import Micros

#: Bytes read at once.
READ_SIZE: Final = 16 * 1024


class Line:
    """One connection, for the listener's thread only."""

    __slots__ = (
        "conversation",
        "due",
        "heard_at",
        "held",
        "is_ending",
        "number",
        "opened_at",
        "outgoing",
        "pending",
        "requests",
        "socket",
        "turned_away",
    )

    def __init__(self, connected: socket.socket, *, number: int, conversation: Conversation, at: float) -> None:
        """Take an accepted socket.

        Args:
            connected: The socket; made non-blocking.
            number: Number of the connection, never used again.
            conversation: The protocol spoken on it.
            at: Monotonic time, seconds.
        """
        connected.settimeout(0)
        connected.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        connected.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
        self.socket = connected
        self.number = number
        self.conversation = conversation
        #: Instant at which the conversation wants to be called, None for never.
        self.due: Micros | None = None
        #: Monotonic time of the beginning and of the last bytes, seconds.
        self.opened_at = self.heard_at = at
        self.outgoing = bytearray()
        #: Memory of its messages that are not durable yet, bytes.
        self.pending = 0
        #: Memory of what its conversation keeps for later, bytes.
        self.held = 0
        #: Frames that were turned away unread.
        self.turned_away = 0
        #: Ids of requests that run on it.
        self.requests: set[str] = set()
        #: True when nothing more is read, and it closes once everything owed has been sent.
        self.is_ending = False

    @property
    def is_settled(self) -> bool:
        """Tell whether nothing is owed any more."""
        return not self.pending and not self.outgoing

    def interest(self, *, is_reading: bool) -> int:
        """Return what the selector should wait for; 0 for nothing."""
        wants_read = is_reading and not self.is_ending
        return wants_read * selectors.EVENT_READ | bool(self.outgoing) * selectors.EVENT_WRITE

    def read(self) -> bytes | None:
        """Return what has come in, ``b""`` at the end of the connection, None when there is nothing yet."""
        try:
            return self.socket.recv(READ_SIZE)
        except (BlockingIOError, InterruptedError):
            return None
        except OSError:
            return b""

    def flush(self) -> bool:
        """Send what the network takes; False when the connection is broken."""
        try:
            while self.outgoing:
                del self.outgoing[: self.socket.send(self.outgoing)]
        except (BlockingIOError, InterruptedError):
            return True
        except OSError:
            self.outgoing.clear()
            return False
        return True
