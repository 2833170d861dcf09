from __future__ import annotations

import numpy as np
import pytest

from ingest.quality.steps import is_stuck, run_starts, step_bits
from sensing.quality import Check
from tests.unit.ingest.quality.series import STEP, T0, a_gauge, controls

ONE = controls()


def found(values: list[float], *, places: list[int] | None = None, rows: list[int] | None = None) -> list[Check]:
    time = T0 + np.array(places or range(len(values))) * STEP
    row = np.array(rows or [0] * len(values), dtype=np.intp)
    columns = ONE if rows is None else controls(a_gauge(), a_gauge("B", number=2))
    return [Check(int(bits)) for bits in step_bits(columns, row, time=time, value=np.array(values, dtype=float))]


NO = Check.NONE


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ([0, 1, 3, 5], [NO, NO, NO, NO]),
        ([0, 2.5, 0], [NO, Check.SPIKE, NO]),
        ([0, -2.5, 0], [NO, Check.SPIKE, NO]),
        ([0, 2.5, 2.6], [NO, NO, NO]),
        ([0, 2.5], [NO, Check.SPIKE]),
        ([0, 2.5, 0.4, 0.5], [NO, Check.SPIKE, NO, NO]),
        ([0, 2, 0], [NO, NO, NO]),
    ],
    ids=["rises", "returns", "dips", "stays", "open", "returns not quite", "at the limit"],
)
def test_a_spike_is_one_reading_that_leaves_both_neighbours(values: list[float], expected: list[Check]) -> None:
    assert found(values) == expected


def test_a_pause_is_no_neighbourhood() -> None:
    assert found([0, 2.5, 2.4], places=[0, 10, 11]) == [NO, NO, NO]
    assert found([0, 2.5, 0], places=[0, 1, 12]) == [NO, Check.SPIKE, NO]


def test_a_missed_reading_widens_the_limits() -> None:
    assert found([0, 3, 0], places=[0, 2, 4]) == [NO, NO, NO]
    assert found([0, 4.5, 0], places=[0, 2, 4]) == [NO, Check.SPIKE, NO]


def test_a_shift_stands_still_before_and_after() -> None:
    assert found([0, 0.1, 0, 4, 4.1, 4, 4])[2:] == [NO, Check.SHIFT, Check.SHIFT, Check.SHIFT, NO]
    assert found([0, 0.1, 0, 4, 4.5, 5, 5.5]) == [NO] * 7


def test_swings_are_five_readings_to_and_fro() -> None:
    assert found([0, 1.6, 0, 1.6]) == [NO] * 4
    assert found([0, 1.6, 0, 1.6, 0]) == [Check.OSCILLATION] * 5


def test_a_rate_is_taken_over_five_minutes_at_least() -> None:
    fast = controls(a_gauge(spike=None, shift=None, oscillation=None, rise=12, fall=12))
    value = np.array([0.0, 0.9, 2.0, 4.1])
    time = T0 + np.array([0, STEP // 300, 2 * STEP, 3 * STEP])
    bits = step_bits(fast, np.zeros(4, dtype=np.intp), time=time, value=value)
    assert bits.tolist() == [0, 0, 0, Check.RATE]


def test_datastreams_do_not_touch_each_other() -> None:
    assert found([0, 0, 9, 9], places=[0, 1, 2, 3], rows=[0, 0, 1, 1]) == [NO] * 4


def test_a_run_begins_with_its_first_reading_or_before_the_series() -> None:
    row = np.array([0, 0, 0, 1, 1], dtype=np.intp)
    is_same = np.array([True, True, False, False, True])
    starts = run_starts(row, time=np.array([10, 11, 12, 20, 21]), is_same=is_same, began=np.full(5, 3))
    assert starts.tolist() == [3, 3, 12, 20, 20]
    assert len(run_starts(row[:0], time=row[:0], is_same=is_same[:0], began=row[:0])) == 0


def test_standing_still_is_counted_beyond_its_limit() -> None:
    standing = np.array([20, 21]) * 60_000_000
    assert is_stuck(ONE, np.zeros(2, dtype=np.intp), standing=standing, value=np.ones(2)).tolist() == [False, True]
