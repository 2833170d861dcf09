"""Cells: a text that a spreadsheet might run as a formula is written so that it cannot, and read back as it was.

A cell that begins with ``'`` is the text behind it, as it stands; every other cell is read without the blanks
around it. So whatever was written comes back.

Source:
    OWASP, "CSV Injection": ``= + - @``, tab and carriage return at the beginning; full-width forms are taken for
    the plain ones by some spreadsheets.
"""

from __future__ import annotations

#: What a cell may not begin with.
DANGEROUS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
_MARK = "'"


def escaped(text: str) -> str:
    """Return a text as a cell holds it."""
    return f"{_MARK}{text}" if text.startswith((*DANGEROUS, _MARK)) or text != text.strip() else text


def unescaped(cell: str) -> str:
    """Return the text of a cell."""
    return cell[len(_MARK) :] if cell.startswith(_MARK) else cell.strip()
