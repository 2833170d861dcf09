"""Addresses: what a cell says of the address of a device in its own protocol.

Spreadsheets take an address for a number: leading zeros go, and the last digits of a long one. A device whose address
is not the registered one is never heard, so what such a cell shows is refused.

Source:
    SL 651-2014 and SZY 206-2016: five bytes, written with ten hexadecimal digits. HJ 212-2017: MN, up to 24 characters.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from sensing.exchange.value import CellError, texts_of

if TYPE_CHECKING:
    from collections.abc import Mapping

#: Codecs whose address is five bytes.
_FIVE_BYTES = frozenset({"sl651", "szy206"})
#: Codecs that have a column of their own.
_COLUMNS = ("sl651", "hj212")
_HEX = re.compile(r"[0-9A-F]{10}")
_CODEC = re.compile(r"[a-z0-9+_-]{1,32}")
#: How a spreadsheet shows a long number: ``1.23E+10``, ``12345678.0``.
_NUMBER = re.compile(r"[0-9.]+[eE]\+[0-9]+|[0-9]+\.[0-9]+")
_LONGEST = 64


def read_addresses(cells: Mapping[str, str]) -> dict[str, str]:
    """Return address by codec, as the cells of a row say.

    Raises:
        CellError: If a cell does not fit, or holds what a spreadsheet made of an address.
    """
    found = dict(_listed(cells["addresses"])) if "addresses" in cells else {}
    found |= {codec: cells[codec] for codec in _COLUMNS if codec in cells}
    return {codec: _address(codec, text) for codec, text in found.items()}


def _address(codec: str, text: str) -> str:
    if _NUMBER.fullmatch(text) or len(text) > _LONGEST:
        raise CellError(f"{codec}: expected an address, got {text[:80]!r}: format the column as text")
    if codec not in _FIVE_BYTES:
        return text
    if not _HEX.fullmatch(text.upper()):
        hint = ": leading zeros lost? format the column as text" if text.isdigit() else ""
        raise CellError(f"{codec}: expected ten digits 0-9 A-F such as 0012345678, got {text[:80]!r}{hint}")
    return text.upper()


def _listed(cell: str) -> Mapping[str, str]:
    """Return the addresses of a cell: a JSON object, or ``codec=address`` with ``;`` between them."""
    found = texts_of(cell) if cell.startswith("{") else dict(_pairs(cell))
    if not found or not all(_CODEC.fullmatch(codec) and text for codec, text in found.items()):
        raise CellError(f"addresses: expected codec=address such as sl651=0012345678, got {cell[:80]!r}")
    return found


def _pairs(cell: str) -> list[tuple[str, str]]:
    parts = [part.partition("=") for part in re.split(r"[;；]", cell) if part.strip()]
    return [(codec.strip(), address.strip()) for codec, _, address in parts]
