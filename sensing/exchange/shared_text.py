"""Shared text of a workbook: how much text its cells come to once each has a copy of the string that it names.

A sheet names strings by their number, and a number costs a few bytes: one long string named by every cell asks for
gigabytes. So the text is added up before anything is laid out.

Source:
    ECMA-376, 18.4.8 (``si``), 18.3.1.4 (``c``, type ``s``).
"""

from __future__ import annotations

import re
from array import array

import numpy as np

from sensing.exchange.table import TableError

#: Bytes of text that the cells of a workbook may come to.
LARGEST_TEXT = 64 * 1024 * 1024

_STRING = re.compile(rb"<(?:\w+:)?si[\s/>]")
#: Cells that name a string, in any writing, and as every spreadsheet program writes them.
_NAMING = re.compile(rb"""\bt\s*=\s*["']s["']""")
_NAMED = re.compile(rb"""\bt=["']s["'][^<>]*><(?:\w+:)?v>([0-9]{1,9})</""")
#: Bytes of the piece before, in which a tag may have begun.
_OVERLAP = 64


class SharedText:
    """The strings of a workbook and the cells that name them, told piece by piece."""

    def __init__(self) -> None:
        """Begin with nothing."""
        #: Where each string begins in its part, bytes.
        self._starts = array("q")
        self._size = 0
        self._before = b""
        self._named = array("q")
        #: Cells of which nobody can say without a parser which string they name.
        self._unclear = 0

    def take_strings(self, piece: bytes) -> None:
        """Take a piece of the part that holds the strings.

        Raises:
            TableError: If it is not in UTF-8.
        """
        if b"\0" in piece:
            raise TableError("workbook: expected strings in UTF-8, got another encoding")
        text, base = self._before + piece, self._size - len(self._before)
        last = self._starts[-1] if self._starts else -1
        self._starts.extend(at for found in _STRING.finditer(text) if (at := base + found.start()) > last)
        self._size += len(piece)
        self._before = text[-_OVERLAP:]

    def take_cells(self, text: bytes) -> None:
        """Take a piece of a sheet; one that overlaps the piece before counts a cell twice, which does no harm."""
        named = _NAMED.findall(text)
        self._named.extend(map(int, named))
        self._unclear += len(_NAMING.findall(text)) - len(named)

    def check(self) -> None:
        """Refuse a workbook whose cells come to too much text; once every part was taken.

        Raises:
            TableError: If they do.
        """
        lengths = np.diff(np.asarray([*self._starts, self._size], dtype=np.int64))
        named = np.asarray(self._named, dtype=np.int64)
        total = int(lengths[named[named < len(lengths)]].sum()) + self._unclear * int(lengths.max(initial=0))
        if total > LARGEST_TEXT:
            raise TableError(f"workbook: expected cells of at most {LARGEST_TEXT} bytes of text together, got {total}")
