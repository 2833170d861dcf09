"""The connection to the broker: paho for the session, our own frame cutter for the stream.

paho speaks CONNECT, SUBSCRIBE, PING and DISCONNECT and watches the keep-alive. Its socket is replaced by one
that reads in large pieces, takes the PUBLISH frames out, and gives paho the other packets, whole, one at
a time. This is the only module that knows how paho is made inside (``_create_socket``).
"""

from __future__ import annotations

from collections import deque
from typing import TYPE_CHECKING, cast

import paho.mqtt.client as paho
from paho.mqtt.enums import CallbackAPIVersion

from ingest.frames import packet_end, split

if TYPE_CHECKING:
    import socket

    from ingest.frames import Frame

#: Bytes asked of the system at once.
READ_SIZE = 256 * 1024
# How long a closing connection may take to send what was promised, seconds.
_CLOSING = 1.0


class PacketSocket:
    """A socket that holds back PUBLISH frames and buffers what is sent. For one thread."""

    def __init__(self, connected: socket.socket) -> None:
        """Wrap a connected socket."""
        self._socket = connected
        self._input = b""
        self._at = 0
        self._output: deque[bytes] = deque()
        self._is_over = False

    @property
    def has_output(self) -> bool:
        """Tell whether bytes wait for the network."""
        return bool(self._output)

    def fill(self) -> None:
        """Read what the network has."""
        try:
            piece = self._socket.recv(READ_SIZE)
        except (BlockingIOError, InterruptedError):
            return
        except OSError:
            piece = b""
        if piece:
            self._input = self._input[self._at :] + piece
            self._at = 0
        else:
            self._is_over = True

    def take_frames(self) -> list[Frame]:
        """Return the PUBLISH frames that stand next in the stream."""
        frames, self._at = split(self._input, self._at)
        return frames

    @property
    def has_packet(self) -> bool:
        """Tell whether paho has something to read: a whole packet, or the end of the connection."""
        bounds = packet_end(self._input, self._at)
        return self._is_over or (bounds is not None and bounds[1] <= len(self._input))

    def write(self, data: bytes) -> None:
        """Send bytes now or as soon as the network takes them."""
        if data:
            self._output.append(data)
            self.flush()

    def flush(self) -> None:
        """Send what waits, as far as the network takes it."""
        try:
            while self._output:
                data = self._output[0]
                sent = self._socket.send(data)
                self._output.popleft()
                if sent < len(data):
                    self._output.appendleft(data[sent:])
        except (BlockingIOError, InterruptedError):
            return
        except OSError:
            self._output.clear()
            self._is_over = True

    # What paho asks of a socket.

    def recv(self, size: int) -> bytes:
        """Return buffered bytes, none at the end of the connection."""
        piece = self._input[self._at : self._at + size]
        self._at += len(piece)
        if not piece and not self._is_over:
            raise BlockingIOError
        return piece

    def send(self, data: bytes | bytearray) -> int:
        """Take all of the bytes, to be sent in order with everything else."""
        self.write(bytes(data))
        return len(data)

    def fileno(self) -> int:
        """Return the file descriptor to wait on."""
        return self._socket.fileno()

    def setblocking(self, flag: bool) -> None:  # noqa: FBT001 - paho's signature
        """Pass on whether reads and writes wait."""
        self._socket.setblocking(flag)

    def close(self) -> None:
        """Send what waits, for a second at most, and close."""
        if self._output and not self._is_over:
            self._socket.settimeout(_CLOSING)
            self.flush()
        self._socket.close()


class SessionClient(paho.Client):
    """paho with a persistent session, manual acknowledgement and a ``PacketSocket``."""

    def __init__(self, client_id: str) -> None:
        """Prepare a client; the broker keeps the session of ``client_id`` while it is away."""
        super().__init__(
            CallbackAPIVersion.VERSION2,
            client_id=client_id,
            clean_session=False,
            protocol=paho.MQTTv311,
            reconnect_on_failure=False,
            manual_ack=True,
        )

    def _create_socket(self) -> PacketSocket:
        return PacketSocket(cast("socket.socket", super()._create_socket()))

    @property
    def packets(self) -> PacketSocket | None:
        """Return the socket of the present connection, None when there is none."""
        found = self.socket()
        return found if isinstance(found, PacketSocket) else None
