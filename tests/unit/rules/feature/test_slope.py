from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.feature.slope import MOST, slopes
from tests.unit.rules.builders import MINUTE
from tests.unit.rules.feature.plain import slope
from tests.unit.rules.feature.worlds import a_past, column


def found(rows, at, window):
    number, known = slopes(a_past(rows), column(0), column(at * MINUTE), column(window * MINUTE))
    return number[0] * MINUTE / 1e6 if known[0] else None


@given(
    steps=st.lists(st.tuples(st.sampled_from([1, 5, 10, 40]), st.integers(0, 50)), min_size=1, max_size=20),
    window=st.sampled_from([10, 30, 60]),
)
def test_slopes_are_those_of_a_plain_loop(steps, window):
    minute, rows = 0, []
    for step, tenths in steps:
        minute += step
        rows.append((minute, tenths / 10))
    expected = slope(rows, minute, window=window)
    number = found(rows, minute, window)
    assert (number is None) == (expected is None)
    if expected is not None:
        assert number == pytest.approx(expected, abs=1e-9)


def test_a_quarter_of_wrong_readings_does_not_turn_the_slope():
    rows = [(minute, 40 + minute / 100) for minute in range(0, 60, 5)]
    for place in (3, 7, 11):
        rows[place] = (rows[place][0], 0.0)
    assert found(rows, 55, 60) == pytest.approx(0.01)


def test_of_very_many_readings_an_even_choice_is_compared():
    rows = [(minute / 10, 40 + minute / 1000) for minute in range(40 * MOST)]
    past = a_past(rows)
    number, known = slopes(past, column(0), column(round(rows[-1][0] * MINUTE)), column(10**4 * MINUTE))
    assert not known[0]
    number, known = slopes(past, column(0), column(round(rows[-1][0] * MINUTE)), column(120 * MINUTE))
    assert known[0]
    assert number[0] * MINUTE / 1e6 == pytest.approx(0.01)


def test_rows_without_a_reading_have_no_slope():
    number, known = slopes(a_past([]), column(0), column(0), column(MINUTE))
    assert not known[0]
    assert np.isfinite(number[0])
