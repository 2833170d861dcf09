import pytest

from sensing.exchange.comma import decoded, read_csv, write_csv
from sensing.exchange.table import MOST_ROWS, TableError

TEXT = "站码,站名\nA,息县\n"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_files_open_in_every_encoding_that_offices_write(encoding):
    text, _ = decoded(TEXT.encode(encoding))
    assert read_csv(text).rows[0].cells == ("A", "息县")


def test_a_rare_character_of_gb18030_is_read():
    assert decoded("𠮷".encode("gb18030")) == ("𠮷", "gb18030")


@pytest.mark.parametrize("data", [b"\xff\xff\xff", b"a\x00b", b"\x80"])
def test_bytes_that_are_no_text_are_refused(data):
    with pytest.raises(TableError, match="file: expected text in UTF-8, UTF-16 or GB18030, got other bytes"):
        decoded(data)


@pytest.mark.parametrize("data", ["A,息县水文站".encode()[:-1], "A,息县水文站\n".encode() + b"\xff"])
def test_utf_8_with_a_broken_byte_is_not_taken_for_gb18030(data):
    with pytest.raises(TableError, match="got other bytes"):
        decoded(data)


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "，"])
def test_the_delimiter_is_the_one_that_the_header_uses(delimiter):
    assert read_csv(f"id{delimiter}name{delimiter}lon\nA{delimiter}b{delimiter}1\n").rows[0].cells == ("A", "b", "1")


def test_rows_are_numbered_as_a_spreadsheet_does():
    table = read_csv('id,name\n\nA,"two\nlines"\nB,x\n')
    assert [(row.number, row.cells[0]) for row in table.rows] == [(3, "A"), (4, "B")]


def test_a_short_row_is_filled_up_and_a_long_one_is_faulty():
    short, blank, long = read_csv("id,name\nA\nB,x,, \nC,x,y,z\n").rows
    assert (short.cells, short.fault, blank.cells, blank.fault) == (("A", ""), "", ("B", "x"), "")
    assert long.fault.startswith("expected 2 cells as in the header, got 4: a text with a comma in it")


def test_too_many_rows_are_refused():
    with pytest.raises(TableError, match=f"expected at most {MOST_ROWS} rows"):
        read_csv("id\n" + "A\n" * (MOST_ROWS + 1))
    with pytest.raises(TableError, match=f"expected at most {MOST_ROWS} rows, got more"):
        read_csv("id\n" + "\n" * (2 * MOST_ROWS + 1))


def test_a_cell_without_end_is_refused():
    with pytest.raises(TableError, match=r"row 2: expected cells of at most 131072 characters"):
        read_csv('id\n"' + "x" * 200_000)


def test_a_file_for_spreadsheets_carries_the_mark_that_they_need():
    assert write_csv(("id", "lon"), [("=A", 114.5)]) == "\ufeffid,lon\r\n'=A,114.5\r\n".encode()
