"""Excel workbooks (.xlsx): bytes to tables, one per sheet, and back.

A workbook is a ZIP of XML: a few kilobytes can ask for gigabytes. It is unpacked here once, by parts and up to a
limit, and every cell reference is looked at, before the reader that lays sheets out in memory sees it.

Source:
    ECMA-376, 18.3.1.4 (cell references), 22.9.2.19 (escapes of control characters).
"""

from __future__ import annotations

import datetime as dt
import io
import re
import zipfile
import zlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sensing.exchange.cell import escaped
from sensing.exchange.shared_text import SharedText
from sensing.exchange.table import MOST_COLUMNS, MOST_ROWS, TableError, make_table

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from sensing.exchange.table import Table

#: How every ZIP begins.
SIGNATURE = b"PK\x03\x04"
#: Bytes of a workbook once unpacked, and parts it may have.
LARGEST = 128 * 1024 * 1024
MOST_PARTS = 500
#: Cells of the rectangle that a sheet reaches, blank ones included: that much is laid out in memory.
LARGEST_AREA = 5_000_000
#: Most sheets.
MOST_SHEETS = 20
#: Characters that one cell of a sheet can hold.
LONGEST_CELL = 32_767
#: Rows and columns a sheet may reach: some more than a table, for blank ones.
_MOST_ROWS, _MOST_COLUMNS = 2 * MOST_ROWS, 4 * MOST_COLUMNS

_REFERENCE = re.compile(rb"""\br\s*=\s*["']([A-Za-z]*)([0-9]+)["']""")
#: Tags of cells and rows, and of cells that begin with their place, as every spreadsheet program writes them.
_CELL = re.compile(rb"<(?:\w+:)?c[\s/>]")
_PLACED_CELL = re.compile(rb"""<(?:\w+:)?c\s+r=["'][A-Za-z]+[0-9]+["']""")
_ROW = re.compile(rb"<(?:\w+:)?row[\s/>]")
_PIECE = 1024 * 1024


def read_workbook(data: bytes) -> list[Table]:
    """Return the sheets of a workbook that hold something.

    Raises:
        TableError: If it is no workbook, or a sheet is too large.
    """
    _inspect(data)
    try:
        sheets = _sheets(data)
    except TableError:
        raise
    except BaseException as error:
        # The reader is compiled; what it did not foresee arrives as a PanicException, which is no Exception.
        if not isinstance(error, Exception) and type(error).__name__ != "PanicException":
            raise
        raise TableError(f"workbook: expected an .xlsx file, got one that cannot be read: {error}") from None
    return [
        make_table([(number, [_text(cell) for cell in row]) for number, row in enumerate(rows, start=1)], name=name)
        for name, rows in sheets
        if any(_text(cell).strip() for row in rows for cell in row)
    ]


def _sheets(data: bytes) -> list[tuple[str, list[list[Any]]]]:
    import python_calamine

    book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(data))
    names = book.sheet_names
    if len(names) > MOST_SHEETS:
        raise TableError(f"workbook: expected at most {MOST_SHEETS} sheets, got {len(names)}")
    return [(name, book.get_sheet_by_name(name).to_python(skip_empty_area=False)) for name in names]


def _inspect(data: bytes) -> None:
    """Refuse a workbook that would not fit into memory once unpacked and laid out."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            parts = archive.infolist()
            if len(parts) > MOST_PARTS:
                raise TableError(f"workbook: expected at most {MOST_PARTS} parts, got {len(parts)}")
            rest, shared = LARGEST, SharedText()
            for part in parts:
                rest -= _inspect_part(archive, part, rest=rest, shared=shared)
            shared.check()
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, EOFError, ValueError, OSError) as error:
        raise TableError(f"workbook: expected an .xlsx file, got a broken archive: {error}") from None


def _inspect_part(archive: zipfile.ZipFile, part: zipfile.ZipInfo, *, rest: int, shared: SharedText) -> int:
    """Return the true size of a part; what the archive says of it is not believed."""
    size = 0
    extent = _Extent() if "worksheets" in part.filename.lower() else None
    has_strings = "sharedstrings" in part.filename.lower()
    before = b""
    with archive.open(part) as stream:
        while piece := stream.read(_PIECE):
            size += len(piece)
            if size > rest:
                raise TableError(f"workbook: expected at most {LARGEST} bytes once unpacked, got more")
            if has_strings:
                shared.take_strings(piece)
            if extent is not None:
                shared.take_cells(before + piece)
                _inspect_references(before + piece, extent=extent)
                # A reference may lie across two pieces.
                before = piece[-64:]
    return size


@dataclass(slots=True)
class _Extent:
    """How far the cells of a sheet reach."""

    rows: int = 0
    columns: int = 0
    #: Cells and rows that do not say first where they are: each may stand beside the one before it.
    loose_cells: int = 0
    loose_rows: int = 0

    @property
    def area(self) -> int:
        """Return how many cells may be laid out."""
        return max(self.rows, self.loose_rows) * max(self.columns, self.loose_cells)


def _inspect_references(text: bytes, *, extent: _Extent) -> None:
    if b"\0" in text:
        raise TableError("workbook: expected sheets in UTF-8, got another encoding")
    extent.loose_cells += len(_CELL.findall(text)) - len(_PLACED_CELL.findall(text))
    extent.loose_rows += len(_ROW.findall(text))
    for letters, digits in _REFERENCE.findall(text):
        is_far = len(digits) > len(str(_MOST_ROWS)) or int(digits) > _MOST_ROWS
        if is_far or len(letters) > 3 or _column(letters) > _MOST_COLUMNS:  # noqa: PLR2004  XFD is the last column
            place = (letters[:8] + digits[:12]).decode()
            raise TableError(f"sheet: expected at most {MOST_ROWS} rows of {MOST_COLUMNS} columns, got a cell {place}")
        extent.rows = max(extent.rows, int(digits))
        extent.columns = max(extent.columns, _column(letters))
    if extent.area > LARGEST_AREA:
        reach = f"{max(extent.rows, extent.loose_rows)} rows of {max(extent.columns, extent.loose_cells)}"
        expected = f"at most {LARGEST_AREA} cells, blank ones included"
        raise TableError(f"sheet: expected {expected}, got {reach}: delete what stands far out")


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters.upper():
        number = number * 26 + letter - 64
    return number


def _text(cell: object) -> str:
    """Return a cell as text: a whole number has no decimals, because codes are typed as numbers."""
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, dt.date):
        # What was typed, a code such as 3-5 perhaps, is gone: written so that it can be taken for no code.
        return f"{cell:%Y-%m-%d %H:%M}"
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() and abs(cell) < 1e15 else repr(cell)  # noqa: PLR2004  exact below
    return str(cell)


def write_workbook(sheets: Mapping[str, tuple[Sequence[str], Iterable[Sequence[str | float]]]]) -> bytes:
    """Return a workbook with a header and rows under each sheet name.

    Raises:
        TableError: If a cell is longer than a sheet can hold.
    """
    import xlsxwriter

    stream = io.BytesIO()
    book = xlsxwriter.Workbook(stream, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    for name, (header, rows) in sheets.items():
        sheet = book.add_worksheet(name)
        sheet.freeze_panes(1, 0)
        for row, cells in enumerate((header, *rows)):
            for column, cell in enumerate(cells):
                # Numbers are written with 16 digits; one that needs 17 travels as text.
                if isinstance(cell, float) and float(f"{cell:.16G}") == cell:
                    sheet.write_number(row, column, cell)
                    continue
                text = escaped(cell if isinstance(cell, str) else repr(cell))
                if len(text) > LONGEST_CELL:
                    raise TableError(f"{name}: expected cells of at most {LONGEST_CELL} characters; export CSV or YAML")
                if text:
                    sheet.write_string(row, column, text)
    book.close()
    return stream.getvalue()
