"""Dialling: stations that speak a field protocol call its TCP listener, each on a line of its own, as in the field.

Everything else goes to the broker. A station keeps its line; beyond ``MOST_LINES`` the one that was silent longest
hangs up. What the centre answers is read and forgotten: a simulated station sends each frame once, as one without
memory does.
"""

from __future__ import annotations

import socket
from collections import OrderedDict
from typing import TYPE_CHECKING, Final, Protocol

from simulators.errors import SimulatorError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

#: Protocols that are spoken over TCP.
OVER_TCP: Final = ("hj212", "sl651")
#: Lines that are open at once: well below the usual limit of open files.
MOST_LINES: Final = 500
#: How long a call, or a full line, is waited for, and how long nobody calls a listener that did not answer, s.
PATIENCE_S: Final = 1.0
REST_S: Final = 5.0
_HIGHEST_PORT: Final = 65_535


class Outlet(Protocol):
    """Where everything else goes."""

    def publish(self, topic: str, payload: bytes, *, retain: bool = False, timeout: float = 0.0) -> bool:
        """Send a message; return whether it was taken."""


class Dialling:
    """A way out that calls listeners for the protocols that have one."""

    def __init__(
        self,
        listeners: Mapping[str, tuple[str, int]],
        *,
        others: Outlet,
        clock: Callable[[], float],
        most: int = MOST_LINES,
    ) -> None:
        """Take the listeners by protocol; nobody is called before the first frame.

        Args:
            listeners: Host and port by protocol.
            others: Way of everything else.
            clock: Reads monotonic seconds.
            most: Lines that are open at once.
        """
        self._listeners = dict(listeners)
        self._others = others
        self._clock = clock
        self._most = most
        #: Line by protocol and station, the one that spoke last at the end.
        self._lines: OrderedDict[tuple[str, str], socket.socket] = OrderedDict()
        self._rests: dict[str, float] = {}
        #: Frames that left over TCP.
        self.sent = 0

    def publish(self, topic: str, payload: bytes, *, retain: bool = False, timeout: float = 0.0) -> bool:
        """Send a message the way its protocol goes; return whether it left."""
        place, _, codec = topic.partition("/raw/")
        if codec not in self._listeners:
            return self._others.publish(topic, payload, retain=retain, timeout=timeout)
        return self._say(codec, place.rpartition("/")[2], payload)

    def close(self) -> None:
        """Hang up everywhere."""
        while self._lines:
            self._lines.popitem()[1].close()

    def _say(self, codec: str, station: str, frame: bytes) -> bool:
        key = codec, station
        # A line that the other side has closed meanwhile is called anew, once.
        for _ in range(2):
            is_fresh = key not in self._lines
            try:
                line = self._line(key)
                if line is None:
                    return False
                _read_off(line)
                line.sendall(frame)
            except OSError:
                self._hang_up(key)
                if is_fresh:
                    self._rests[codec] = self._clock() + REST_S
                    return False
            else:
                self.sent += 1
                return True
        return False

    def _line(self, key: tuple[str, str]) -> socket.socket | None:
        """Return the line of a station; None while its listener is left alone."""
        line = self._lines.get(key)
        if line is None:
            if self._clock() < self._rests.get(key[0], 0.0):
                return None
            line = self._lines[key] = socket.create_connection(self._listeners[key[0]], timeout=PATIENCE_S)
            if len(self._lines) > self._most:
                self._lines.popitem(last=False)[1].close()
        self._lines.move_to_end(key)
        return line

    def _hang_up(self, key: tuple[str, str]) -> None:
        if line := self._lines.pop(key, None):
            line.close()


def _read_off(line: socket.socket) -> None:
    """Read what the centre has said; raise where it has hung up.

    Raises:
        OSError: If the line is dead.
    """
    line.settimeout(0.0)
    try:
        while line.recv(4096):
            pass
        raise ConnectionResetError("the listener has hung up")
    except BlockingIOError:
        pass
    finally:
        line.settimeout(PATIENCE_S)


def parse_listener(text: str, *, option: str) -> tuple[str, int]:
    """Return host and port of ``HOST:PORT``.

    Raises:
        SimulatorError: If it is none; names the option.
    """
    host, _, port = text.rpartition(":")
    if not host or not (port.isascii() and port.isdigit() and 0 < int(port) <= _HIGHEST_PORT):
        raise SimulatorError(f"{option}: expected HOST:PORT such as 127.0.0.1:6512, got {text!r}")
    return host.strip("[]"), int(port)
