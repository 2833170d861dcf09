"""Inbox: what people send back by SMS, decoded; a part of a longer message says which one it is. Pure.

Source:
    SMPP 3.4, 5.2.19 (data_coding); 3GPP TS 23.040, 9.2.3.24 (user data header, 9.2.3.24.1 and .8 concatenation);
    3GPP TS 23.038, 6.2.1 (the default alphabet agrees with ASCII in letters, digits and common signs).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from alerts.outgoing import Part

if TYPE_CHECKING:
    from alerts.channels.smpp_wire import Delivered

_UCS2: Final = 8
_LATIN: Final = frozenset({1, 3})
#: Element identifiers of concatenation with a reference of one and of two octets.
_JOINED: Final = {0x00: 1, 0x08: 2}
#: Signs of the default alphabet that ASCII has elsewhere.
_DEFAULT = bytes.maketrans(b"\x00\x02\x11", b"@$_")


def read(each: Delivered) -> tuple[str, Part | None]:
    """Return the text of what came, and which part of a longer message it is."""
    header, octets = _header(each.octets) if each.has_header else (None, each.octets)
    return decoded(octets, each.data_coding), header


def decoded(octets: bytes, coding: int) -> str:
    """Return the text of a short message; what cannot be read becomes U+FFFD."""
    if coding == _UCS2:
        return octets.decode("utf-16-be", "replace")
    if coding in _LATIN:
        return octets.decode("latin-1")
    return octets.translate(_DEFAULT).decode("ascii", "replace")


def _header(octets: bytes) -> tuple[Part | None, bytes]:
    """Return which part it is, if the header says so, and the octets behind the header."""
    if not octets or len(octets) <= octets[0]:
        return None, octets
    header, rest = octets[1 : octets[0] + 1], octets[octets[0] + 1 :]
    at = 0
    while at + 2 <= len(header):
        element, length = header[at], header[at + 1]
        data = header[at + 2 : at + 2 + length]
        size = _JOINED.get(element)
        if size is not None and len(data) == size + 2 and 0 < data[-1] <= data[-2]:
            return Part(reference=int.from_bytes(data[:size], "big"), count=data[-2], number=data[-1]), rest
        at += 2 + length
    return None, rest
