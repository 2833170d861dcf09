"""Inbox: what people send back by SMS, decoded, and long messages put together from their parts. Pure.

A part whose others do not come is told alone after a while, under its sender's name: an answer in pieces is still an
answer.

Source:
    SMPP 3.4, 5.2.19 (data_coding); 3GPP TS 23.040, 9.2.3.24 (user data header, 9.2.3.24.1 and .8 concatenation);
    3GPP TS 23.038, 6.2.1 (the default alphabet agrees with ASCII in letters, digits and common signs).
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from datetime import datetime

    from alerts.channels.smpp_wire import Delivered

_UCS2: Final = 8
_LATIN: Final = frozenset({1, 3})
#: Long messages that wait for parts; the oldest gives way.
MOST_OPEN: Final = 1000
#: How long a part waits for the others.
PATIENCE: Final = timedelta(seconds=30)
#: Element identifiers of concatenation with a reference of one and of two octets.
_JOINED: Final = {0x00: 1, 0x08: 2}
#: Signs of the default alphabet that ASCII has elsewhere.
_DEFAULT = bytes.maketrans(b"\x00\x02\x11", b"@$_")


class Inbox:
    """Messages on their way in."""

    def __init__(self) -> None:
        """Start with nothing waited for."""
        self._open: dict[tuple[str, int, int], tuple[datetime, dict[int, str]]] = {}

    def take(self, each: Delivered, *, at: datetime) -> str | None:
        """Return the text of what came now once it is whole; None while parts are missing."""
        header, octets = _header(each.octets) if each.has_header else (None, each.octets)
        text = decoded(octets, each.data_coding)
        if header is None:
            return text
        reference, count, number = header
        key = (each.source, reference, count)
        _, parts = self._open.setdefault(key, (at, {}))
        parts[number] = text
        if len(parts) < count:
            return None
        del self._open[key]
        return _joined(parts)

    def overdue(self, now: datetime) -> list[tuple[str, str]]:
        """Return sender and text of what has waited too long for its other parts, or has to give way."""
        found: list[tuple[str, str]] = []
        while self._open:
            key = next(iter(self._open))
            since, parts = self._open[key]
            if now - since < PATIENCE and len(self._open) <= MOST_OPEN:
                break
            del self._open[key]
            found.append((key[0], _joined(parts)))
        return found


def _joined(parts: dict[int, str]) -> str:
    return "".join(parts[number] for number in sorted(parts))


def decoded(octets: bytes, coding: int) -> str:
    """Return the text of a short message; what cannot be read becomes U+FFFD."""
    if coding == _UCS2:
        return octets.decode("utf-16-be", "replace")
    if coding in _LATIN:
        return octets.decode("latin-1")
    return octets.translate(_DEFAULT).decode("ascii", "replace")


def _header(octets: bytes) -> tuple[tuple[int, int, int] | None, bytes]:
    """Return (reference, count, number) of a part, if the header says so, and the octets behind the header."""
    if not octets or len(octets) <= octets[0]:
        return None, octets
    header, rest = octets[1 : octets[0] + 1], octets[octets[0] + 1 :]
    at = 0
    while at + 2 <= len(header):
        element, length = header[at], header[at + 1]
        data = header[at + 2 : at + 2 + length]
        size = _JOINED.get(element)
        if size is not None and len(data) == size + 2 and 0 < data[-1] <= data[-2]:
            return (int.from_bytes(data[:size], "big"), data[-2], data[-1]), rest
        at += 2 + length
    return None, rest
