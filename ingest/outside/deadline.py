"""Deadline: the end of one exchange with a host, however slowly it drips.

A time-out of the client begins anew with every byte, so a host that sends one every few seconds, in its headers say,
holds a connection for as long as it likes. Here the connection itself is cut when time is over.
"""

from __future__ import annotations

import socket
import threading
from contextlib import suppress
from typing import TYPE_CHECKING, Any, Self

if TYPE_CHECKING:
    from collections.abc import Mapping
    from types import TracebackType

_CONNECTED = "connection.connect_tcp.complete"


class Deadline:
    """Time for one exchange; ``trace`` is the client's extension of that name."""

    def __init__(self, seconds: float) -> None:
        """Take how long the exchange may last; time runs from ``with``."""
        self._timer = threading.Timer(seconds, self._cut)
        self._timer.daemon = True
        self._lock = threading.Lock()
        self._connection: socket.socket | None = None
        #: Whether time was over before the exchange was.
        self.is_over = False

    def trace(self, event: str, info: Mapping[str, Any]) -> None:
        """Take the connection once there is one."""
        if event != _CONNECTED:
            return
        with self._lock:
            # A handle of its own: TLS takes the first one over, and this one cuts it just the same.
            self._connection = info["return_value"].get_extra_info("socket").dup()
        if self.is_over:
            self._cut()

    def __enter__(self) -> Self:
        """Begin."""
        self._timer.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Let go of the connection."""
        self._timer.cancel()
        with self._lock:
            if self._connection is not None:
                self._connection.close()
                self._connection = None

    def _cut(self) -> None:
        with self._lock:
            self.is_over = True
            if self._connection is not None:
                with suppress(OSError):
                    self._connection.shutdown(socket.SHUT_RDWR)
