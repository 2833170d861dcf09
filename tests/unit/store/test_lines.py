from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.division import covers
from geo.errors import DivisionError
from store.lines import is_in_line, lines_of

_CODE = st.builds(
    lambda county, town, village: f"4115{county:02}{town:03}{village:03}",
    st.integers(0, 3), st.integers(0, 3), st.integers(0, 3),
)  # fmt: skip


@given(st.lists(_CODE, max_size=4), _CODE)
def test_a_division_is_in_line_with_what_lies_above_or_below_it(aimed, own):
    prefixes, above = lines_of(aimed)
    assert is_in_line(own, prefixes, above) is any(covers(own, each) or covers(each, own) for each in aimed)


def test_what_is_no_code_is_refused():
    with pytest.raises(DivisionError):
        lines_of(["信阳"])
