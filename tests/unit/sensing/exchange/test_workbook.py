import contextlib
import io
import re
import zipfile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sensing.exchange import workbook
from sensing.exchange.table import TableError
from sensing.exchange.workbook import read_workbook, write_workbook


def a_workbook(**sheets) -> bytes:
    return write_workbook(sheets or {"站点": (("站码", "经度"), [("A", 114.5)])})


def changed(data: bytes, part: str, change) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as new:
        for info in old.infolist():
            text = old.read(info)
            new.writestr(info.filename, change(text) if info.filename == part else text)
    return stream.getvalue()


SHEET = "xl/worksheets/sheet1.xml"


def test_sheets_are_read_by_name():
    tables = read_workbook(a_workbook(a=(("id",), [("A",)]), b=(("x",), [("1",), ("2",)])))
    assert [(table.name, len(table.rows)) for table in tables] == [("a", 1), ("b", 2)]


def test_codes_typed_as_numbers_have_no_decimals():
    (table,) = read_workbook(a_workbook(s=(("id", "lon"), [(61512001.0, 114.25)])))
    assert table.rows[0].cells == ("61512001", "114.25")


def test_an_empty_sheet_is_passed_over():
    (table,) = read_workbook(a_workbook(a=((), []), b=(("id",), [("A",)])))
    assert table.name == "b"


@pytest.mark.parametrize("place", [b"XFD1048576", b"A1048576", b"ZZZ1", b"A99999999999999999999", b"zzz9"])
def test_a_cell_far_out_is_refused_before_the_sheet_is_laid_out(place):
    data = changed(a_workbook(), SHEET, lambda text: text.replace(b'r="B2"', b'r="' + place + b'"'))
    with pytest.raises(TableError, match="sheet: expected at most 50000 rows of 200 columns, got a cell"):
        read_workbook(data)


def test_a_row_far_down_is_refused():
    data = changed(a_workbook(), SHEET, lambda text: text.replace(b'<row r="2"', b"<row r = '1048576'"))
    with pytest.raises(TableError, match="got a cell 1048576"):
        read_workbook(data)


def test_a_workbook_that_unpacks_to_more_than_fits_is_refused(monkeypatch):
    monkeypatch.setattr(workbook, "LARGEST", 1_000_000)
    data = changed(a_workbook(), "xl/styles.xml", lambda text: text + b" " * 3_000_000)
    assert len(data) < 20_000
    with pytest.raises(TableError, match="expected at most 1000000 bytes once unpacked, got more"):
        read_workbook(data)


def test_too_many_parts_and_sheets_are_refused(monkeypatch):
    monkeypatch.setattr(workbook, "MOST_SHEETS", 1)
    with pytest.raises(TableError, match="expected at most 1 sheets, got 2"):
        read_workbook(a_workbook(a=(("id",), [("A",)]), b=(("x",), [("1",)])))
    monkeypatch.setattr(workbook, "MOST_PARTS", 3)
    with pytest.raises(TableError, match="expected at most 3 parts"):
        read_workbook(a_workbook())


@settings(max_examples=60, deadline=None)
@given(st.binary(max_size=200), st.integers(0, 6000), st.integers(0, 255))
def test_garbage_is_refused_and_nothing_worse(noise, at, value):
    whole = bytearray(a_workbook())
    whole[at % len(whole)] = value
    for data in (noise, workbook.SIGNATURE + noise, bytes(whole), bytes(whole[: at % len(whole)])):
        with contextlib.suppress(TableError):
            read_workbook(data)


def test_a_cell_that_a_sheet_cannot_hold_is_refused():
    with pytest.raises(TableError, match="s: expected cells of at most 32767 characters"):
        a_workbook(s=(("id",), [("x" * 40_000,)]))


def test_a_code_that_became_a_date_cannot_pass_for_a_code():
    import datetime as dt

    import xlsxwriter

    stream = io.BytesIO()
    book = xlsxwriter.Workbook(stream, {"in_memory": True, "default_date_format": "m-d"})
    sheet = book.add_worksheet()
    sheet.write(0, 0, "id")
    sheet.write_datetime(1, 0, dt.datetime(2026, 3, 5))
    book.close()
    (table,) = read_workbook(stream.getvalue())
    assert table.rows[0].cells == ("2026-03-05 00:00",)


def test_a_small_file_that_reaches_far_is_refused_before_it_is_laid_out():
    import xlsxwriter

    stream = io.BytesIO()
    book = xlsxwriter.Workbook(stream, {"in_memory": True})
    sheet = book.add_worksheet()
    sheet.write(0, 0, "id")
    sheet.write(99_999, 799, "x")
    book.close()
    with pytest.raises(TableError, match="expected at most 5000000 cells, blank ones included, got 100000 rows of 800"):
        read_workbook(stream.getvalue())


def test_cells_that_do_not_say_where_they_are_count_as_a_row():
    data = a_workbook(a=(("id",), [("A",)]))
    cells = b"<sheetData><row r='1'>" + b"<c><v>1</v></c>" * 9_000 + b"</row><row r='99000'/></sheetData>"
    with pytest.raises(TableError, match="got 99000 rows of 9000"):
        read_workbook(
            changed(
                data,
                "xl/worksheets/sheet1.xml",
                lambda xml: re.sub(rb"<sheetData.*?(/sheetData>|/>)", cells, xml, flags=re.DOTALL),
            )
        )


def test_one_long_string_that_every_cell_names_is_refused_before_it_is_laid_out() -> None:
    text, cells = "长" * 30_000, 1_000
    small = write_workbook({"stations": (["id"], [[text]] * cells)})
    with pytest.raises(TableError, match="bytes of text together"):
        read_workbook(small)
