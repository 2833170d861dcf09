from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.feature.sums import sums
from rules.increment import COUNTER
from tests.unit.rules.builders import MINUTE
from tests.unit.rules.feature.plain import counted, total
from tests.unit.rules.feature.worlds import a_past, column

steps = st.lists(st.tuples(st.sampled_from([5, 5, 5, 10, 35]), st.integers(0, 30)), min_size=1, max_size=30)


def timeline(steps):
    minute, rows = 0, []
    for step, tenths in steps:
        minute += step
        rows.append((minute, tenths / 10))
    return rows


def found(past, at, window):
    amount, covered = sums(past, column(0), column(round(at * MINUTE)), column(round(window * MINUTE)))
    return amount[0] / 1e6, covered[0] / MINUTE


@given(steps=steps, window=st.sampled_from([5, 10, 30, 60]))
def test_sums_of_increments_are_those_of_a_plain_loop(steps, window):
    rows = timeline(steps)
    past = a_past(rows, interval=5 * MINUTE)
    for place, (minute, _) in enumerate(rows):
        amount, covered = total(rows[: place + 1], minute, window=window, interval=5)
        assert found(past, minute, window) == (float(amount), covered)


@given(steps=steps, window=st.sampled_from([5, 12, 30, 60]))
def test_sums_of_a_counter_are_those_of_a_plain_loop(steps, window):
    rows = timeline(steps)
    past = a_past(rows, interval=COUNTER, rollover=3_100_000)
    for place, (minute, _) in enumerate(rows):
        amount, covered = counted(rows[: place + 1], minute, window=window, rollover=3.1)
        assert found(past, minute, window) == (float(amount), covered)


@pytest.mark.parametrize("jitter", [-0.6, -0.3, 0.0, 0.3, 0.6])
def test_a_clock_that_jitters_neither_gains_nor_loses_an_interval(jitter):
    rows = [(minute + (jitter if minute % 10 else 0.0), 1.0) for minute in range(5, 125, 5)]
    past = a_past(rows, interval=5 * MINUTE)
    assert found(past, 120, 60)[0] == 12.0


def test_nothing_is_known_of_what_was_never_heard():
    assert [number.tolist() for number in sums(a_past([]), column(0), column(0), column(MINUTE))] == [[0.0], [0.0]]
    assert found(a_past([(100, 1.0)], interval=5 * MINUTE), 50, 60) == (0.0, 0.0)


def test_what_came_later_is_not_looked_at():
    early, late = a_past([(5, 1.0)], interval=5 * MINUTE), a_past([(5, 1.0), (10, 9.0)], interval=5 * MINUTE)
    assert found(early, 5, 60) == found(late, 5, 60) == (1.0, 5.0)
    assert np.isfinite(found(late, 10, 60)[0])
