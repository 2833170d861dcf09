"""CSV: bytes to a table and back, in the encodings that Chinese offices write."""

from __future__ import annotations

import codecs
import csv
import io
from typing import TYPE_CHECKING

from sensing.exchange.cell import escaped
from sensing.exchange.table import LONGEST_CELL, MOST_ROWS, TableError, make_table

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from sensing.exchange.table import Table

#: Byte order marks and the encodings they announce.
_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
#: Characters of UTF-8 beyond ASCII, for each place that is none, which no text in GB18030 has.
_WHOLE = 4
_DELIMITERS = ",\t;，"


def decoded(data: bytes) -> tuple[str, str]:
    """Return the text of a file and the encoding it was read in: UTF-8 with or without mark, UTF-16, or GB18030.

    Text that is valid UTF-8 is read as such: Chinese text in GB18030 practically never is. Text that is UTF-8 but for
    a few bytes is refused: read as GB18030 it would be other characters.

    Raises:
        TableError: If it is none of these.
    """
    marked = next((name for mark, name in _MARKS if data.startswith(mark)), "")
    for encoding in (marked,) if marked else ("utf-8", "gb18030"):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" in text or (encoding == "gb18030" and _is_broken_utf8(data)):
            break
        return text, encoding
    raise TableError("file: expected text in UTF-8, UTF-16 or GB18030, got other bytes")


def _is_broken_utf8(data: bytes) -> bool:
    text = data.decode("utf-8", "replace")
    others = sum(letter > "\x7f" for letter in text)
    return others > _WHOLE * text.count("\ufffd")


def read_csv(text: str) -> Table:
    """Return the table of a CSV text; the delimiter is the one that the header uses most.

    Raises:
        TableError: If it has no header, or is too large.
    """
    header = next((line for line in text.splitlines() if line.strip()), "")
    delimiter = max(_DELIMITERS, key=header.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    lines: list[tuple[int, Sequence[str]]] = []
    try:
        # A spreadsheet numbers records, not lines: a quoted cell may have several.
        for number, cells in enumerate(reader, start=1):
            lines.append((number, cells))
            if number > 2 * MOST_ROWS:
                raise TableError(f"table: expected at most {MOST_ROWS} rows, got more")
    except csv.Error as error:
        raise TableError(
            f"row {len(lines) + 1}: expected cells of at most {LONGEST_CELL} characters: {error}"
        ) from None
    return make_table(lines, is_shifting=True)


def write_csv(header: Sequence[str], rows: Iterable[Sequence[str | float]]) -> bytes:
    """Return a CSV file in UTF-8 with its mark, which is what spreadsheets need to read Chinese."""
    stream = io.StringIO(newline="")
    writer = csv.writer(stream)
    writer.writerow(header)
    writer.writerows([escaped(cell if isinstance(cell, str) else repr(cell)) for cell in row] for row in rows)
    return stream.getvalue().encode("utf-8-sig")
