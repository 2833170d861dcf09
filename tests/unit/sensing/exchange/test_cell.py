import pytest
from hypothesis import given
from hypothesis import strategies as st

from sensing.exchange.cell import DANGEROUS, escaped, unescaped


@given(st.text())
def test_every_text_comes_back(text):
    assert unescaped(escaped(text)) == text


@given(st.text())
def test_no_cell_begins_like_a_formula(text):
    assert not escaped(text).startswith(DANGEROUS)


@pytest.mark.parametrize("text", ["=1+1", "+8613800000000", "-5", "@SUM(A1)", "\t=1", "\r=1", "＝1"])
def test_what_a_spreadsheet_might_run_is_marked(text):
    assert escaped(text) == f"'{text}"


def test_blanks_around_a_cell_that_people_wrote_do_not_count():
    assert unescaped("  息县 ") == "息县"
