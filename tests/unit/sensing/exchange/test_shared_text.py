"""What the cells come to is known before they are laid out, however the parts are cut into pieces."""

from __future__ import annotations

import pytest

from sensing.exchange import shared_text as module
from sensing.exchange.shared_text import SharedText
from sensing.exchange.table import TableError

STRINGS = b"<sst><si><t>" + b"a" * 100 + b"</t></si><x:si >" + b"b" * 1000 + b"</x:si></sst>"


def a_sheet(*numbers: int) -> bytes:
    return b"<row>" + b"".join(b'<c r="A1" s="1" t="s"><v>%d</v></c>' % number for number in numbers) + b"</row>"


def taken(*sheets: bytes, size: int = 7) -> SharedText:
    shared = SharedText()
    for start in range(0, len(STRINGS), size):
        shared.take_strings(STRINGS[start : start + size])
    for sheet in sheets:
        shared.take_cells(sheet)
    return shared


@pytest.mark.parametrize("size", [1, 7, 64, 10_000])
def test_each_cell_counts_the_string_that_it_names(monkeypatch: pytest.MonkeyPatch, size: int) -> None:
    monkeypatch.setattr(module, "LARGEST_TEXT", 3000)
    taken(a_sheet(*[0] * 20), size=size).check()
    taken(a_sheet(1, 1), a_sheet(99), size=size).check()
    with pytest.raises(TableError, match="at most 3000 bytes of text together, got 30"):
        taken(a_sheet(1, 1), a_sheet(1), size=size).check()


@pytest.mark.parametrize(
    "cell", [b"<c t = 's' ><v>0</v></c>", b'<c t="s"><v><![CDATA[1]]></v></c>', b'<c t="s"> <v>1</v>']
)
def test_a_cell_that_is_written_oddly_counts_as_the_longest(monkeypatch: pytest.MonkeyPatch, cell: bytes) -> None:
    monkeypatch.setattr(module, "LARGEST_TEXT", 3000)
    with pytest.raises(TableError):
        taken(cell * 3).check()


def test_a_workbook_without_strings_has_no_text() -> None:
    shared = SharedText()
    shared.take_cells(a_sheet(5))
    shared.check()


def test_strings_in_another_encoding_are_refused() -> None:
    with pytest.raises(TableError, match="UTF-8"):
        SharedText().take_strings("<si>".encode("utf-16"))
