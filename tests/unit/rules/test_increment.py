from __future__ import annotations

import numpy as np
import pytest

from rules.increment import COUNTER, LIMIT, Steps, increments, whole

MINUTE = 60_000_000


def one(*, gap, before, after, interval, rollover=0.0):
    """Return (added, minutes covered) of one reading; without ``before`` it is the first of all."""
    column = np.array([0])
    added, covered = increments(
        Steps(
            time=column + round(gap * MINUTE),
            value=whole(np.array([after])),
            time_before=column,
            value_before=whole(np.array([before or 0.0])),
            has_before=np.array([before is not None]),
            interval=column + (interval * MINUTE if interval > 0 else interval),
            rollover=whole(np.array([rollover])),
        )
    )
    return int(added[0]) / 1e6, int(covered[0]) / MINUTE


@pytest.mark.parametrize(
    ("gap", "before", "after", "said"),
    [
        (5, 1.0, 2.5, (2.5, 5)),
        (5, None, 2.5, (2.5, 5)),
        (60, 1.0, 2.5, (2.5, 5)),
        # The clock jitters.
        (4.9, 1.0, 2.5, (2.5, 4.9)),
        # Two that overlap share what fell.
        (2, 1.0, 2.5, (1.5, 2)),
        (2, 2.5, 1.0, (0.0, 2)),
    ],
)
def test_an_increment_adds_its_value_and_covers_its_interval(gap, before, after, said):
    assert one(gap=gap, before=before, after=after, interval=5) == said


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        (100.0, 103.5, (3.5, 60)),
        (None, 103.5, (0.0, 0)),
        (9_998.0, 3.0, (5.0, 60)),
        # Set back: nobody can tell what fell meanwhile.
        (5_000.0, 0.0, (0.0, 0)),
        (103.5, 103.4, (0.0, 0)),
    ],
)
def test_a_counter_adds_what_it_has_grown_by(before, after, said):
    assert one(gap=60, before=before, after=after, interval=COUNTER, rollover=10_000.0) == said


def test_a_counter_that_does_not_roll_over_was_set_back():
    assert one(gap=5, before=9_998.0, after=3.0, interval=COUNTER) == (0.0, 0)


def test_six_decimals_are_exact_and_nothing_overflows():
    assert whole(np.array([0.1, 41.32, -0.000001])).tolist() == [100_000, 41_320_000, -1]
    assert whole(np.array([1e300, -1e300])).tolist() == [LIMIT, -LIMIT]
