"""Table: what every kind of file is read into, a header and rows of texts; and how large one may be."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sensing.errors import FenghuoError

if TYPE_CHECKING:
    from collections.abc import Sequence

#: Most rows of a table, its header not counted.
MOST_ROWS = 50_000
#: Most columns of a table.
MOST_COLUMNS = 200
#: Characters a cell may hold; the longest is a station's notes.
LONGEST_CELL = 131_072
_ODD = re.compile("[\0\ud800-\udfff]")


class TableError(FenghuoError):
    """A file cannot be read as a table at all, or is too large to be one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One row that says something."""

    #: Number that a spreadsheet shows beside it; the header is row 1. In GeoJSON the feature, from 1.
    number: int
    #: Texts in the order of the header, as many as it has.
    cells: tuple[str, ...]
    #: Why it can only be refused; empty for a row that can be read.
    fault: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """A header and its rows."""

    #: Name of the sheet; empty where files have none.
    name: str = ""
    header: tuple[str, ...]
    rows: tuple[Row, ...]


def make_table(lines: Sequence[tuple[int, Sequence[str]]], *, name: str = "", is_shifting: bool = False) -> Table:
    """Return the table of numbered lines: the first that says something is the header, empty ones are left out.

    Args:
        lines: Number and cells.
        name: Of the sheet.
        is_shifting: Whether a cell too many moves those behind it into wrong columns, as in a text.

    Raises:
        TableError: If there is no header, or the table is too large.
    """
    filled = [(number, cells) for number, cells in lines if any(cell.strip() for cell in cells)]
    if not filled:
        raise TableError(f"{name or 'table'}: expected a header and rows, got nothing")
    _, header = filled[0]
    width = max((place for place, cell in enumerate(header, start=1) if cell.strip()), default=0)
    if width > MOST_COLUMNS or len(filled) - 1 > MOST_ROWS:
        size = f"{len(filled) - 1} rows of {width}"
        raise TableError(f"{name or 'table'}: expected at most {MOST_ROWS} rows of {MOST_COLUMNS} columns, got {size}")
    rows = tuple(
        Row(number=number, cells=_fitted(cells, width), fault=_fault(cells, width) if is_shifting else "")
        for number, cells in filled[1:]
    )
    return Table(name=storable(name), header=tuple(storable(cell.strip()) for cell in header[:width]), rows=rows)


def _fault(cells: Sequence[str], width: int) -> str:
    if not any(cell.strip() for cell in cells[width:]):
        return ""
    return f"expected {width} cells as in the header, got {len(cells)}: a text with a comma in it needs quotation marks"


def _fitted(cells: Sequence[str], width: int) -> tuple[str, ...]:
    return (*map(storable, cells[:width]), *("" for _ in range(width - len(cells))))


def storable(text: str) -> str:
    """Return a text with U+FFFD for what no database and no answer can hold: NUL, half a surrogate pair."""
    return _ODD.sub("\ufffd", text)
