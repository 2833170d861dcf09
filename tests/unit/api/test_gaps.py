from __future__ import annotations

import numpy as np

from api.gaps import Gap, find_gaps


def gaps(*times: int, start: int = 0, end: int = 100) -> list[Gap]:
    return find_gaps(np.array(times, dtype=np.int64), start=start, end=end, interval=10)


def test_readings_that_come_as_expected_leave_no_gap():
    assert gaps(5, 15, 25, 35, 49, 60, 70, 80, 90) == []


def test_a_gap_lies_between_two_readings_and_says_how_many_are_missing():
    assert gaps(*range(10, 41, 10), *range(70, 100, 10)) == [Gap(start=40, end=70, missing=2)]


def test_what_is_missing_at_the_edges_of_the_span_is_missing():
    assert gaps(50, start=0, end=62) == [Gap(start=0, end=50, missing=4)]
    assert gaps() == [Gap(start=0, end=100, missing=9)]


def test_a_late_reading_is_no_gap():
    assert gaps(*range(10, 51, 10), 65, 75, 85, 95) == []
