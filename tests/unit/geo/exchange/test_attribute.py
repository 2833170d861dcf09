import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.errors import DivisionError, ExchangeError
from geo.exchange.attribute import code_of, columns_of


@pytest.mark.parametrize(
    ("value", "code"),
    [
        (411502, "411502000000"),
        (411502.0, "411502000000"),
        ("411502.0", "411502000000"),
        (" 411502 ", "411502000000"),
        ("４１１５０２", "411502000000"),
        ("411528100", "411528100000"),
        (411528100201, "411528100201"),
        ("41", "410000000000"),
        ("4115", "411500000000"),
    ],
)
def test_codes_as_tables_hold_them(value, code: str):
    assert code_of(value) == code


def test_the_number_of_china_in_front_is_taken_off_where_the_national_map_puts_it():
    assert code_of("156411502", column="gb") == "411502000000"
    with pytest.raises(DivisionError):
        code_of("1564115021")


@pytest.mark.parametrize(
    "value", [None, "", "息县", "41150", "011502", True, "-411502", "411502.5", [], "4115021234567"]
)
def test_what_is_no_code_is_refused(value):
    with pytest.raises(DivisionError):
        code_of(value)


def test_a_code_that_a_spreadsheet_rounded_is_refused_as_such():
    with pytest.raises(DivisionError, match="a spreadsheet has rounded it, the digits are lost"):
        code_of("4.11528E+11")


def columns(*rows, **given):
    return columns_of(rows, given=given, wanted=("code", "name", "parent"))


@pytest.mark.parametrize("header", ["XZQDM", "adcode", "行政区划代码", "PAC", "xzqdm", "AD_CODE", "gb"])
def test_the_column_of_codes_is_known_by_its_names(header: str):
    assert columns({"OBJECTID": 7, header: 411528, "MC": "息县"}) == {"code": header, "name": "MC"}


def test_the_column_of_codes_is_found_by_its_values_where_no_name_tells_it():
    assert columns({"序号": 1, "F3": 411528.0}, {"序号": 2, "F3": 411527.0})["code"] == "F3"


def test_an_id_that_counts_is_not_taken_for_a_code():
    assert columns({"id": 1, "dm": "411528"}, {"id": 2, "dm": "411527"})["code"] == "dm"
    assert "code" not in columns({"id": 1}, {"id": 2})


def test_a_column_of_codes_may_hold_a_broken_one():
    assert columns({"code": "411528"}, {"code": "x"})["code"] == "code"


def test_what_is_said_comes_first():
    assert columns({"a": "411528", "code": "411527"}, code="a")["code"] == "a"


def test_a_column_that_is_not_there_is_suggested():
    with pytest.raises(ExchangeError, match=r'code field: no column "XZQDN", did you mean "XZQDM"\?'):
        columns({"XZQDM": 1}, code="XZQDN")


def test_no_features_have_no_columns():
    assert columns() == {}


@given(st.none() | st.booleans() | st.integers() | st.floats() | st.text())
def test_anything_is_a_full_code_or_refused(value):
    with contextlib.suppress(DivisionError):
        assert len(code_of(value)) == 12
