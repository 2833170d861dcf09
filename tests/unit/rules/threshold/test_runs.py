from __future__ import annotations

import numpy as np

from rules.column import NEVER
from rules.threshold.runs import Readings, Runs
from sensing.batch import concat
from tests.unit.rules.builders import MINUTE, readings


def test_readings_are_taken_datastream_by_datastream_in_order_of_time():
    batch = concat([readings([(5, 1.0), (3, 9.0)], stream=2), readings([(4, 7.0)]), readings([(1, 2.0)], stream=1)])
    runs = Runs(3, batch, streams=np.array([0, 2]))
    assert [batch.value[runs.row[a : a + n]].tolist() for a, n in zip(runs.start, runs.length, strict=True)] == [
        [7.0],
        [9.0, 1.0],
    ]
    assert (runs.highest.tolist(), runs.lowest.tolist()) == ([7.0, 9.0], [7.0, 1.0])


def test_what_is_plain_can_be_told_without_looking_at_the_others():
    rows = [(0, 1.0), (1, 1.0), (1, 1.0), (2, 1.0), (3, 1.0), (9, 1.0)]
    batch = readings(rows, quality=[0, 0, 0, 1, 0, 0], result_time=[0, 1, 1, 2, 3, 4])
    other = readings([(1, 2.0)], stream=1)
    assert Runs(2, concat([other, batch]), streams=np.array([0, 1])).is_plain.tolist() == [
        *[True, True, False, False, True, False],
        True,
    ]


def test_readings_that_are_not_there_any_more_are_older_than_all_others():
    found = Readings.of(readings([(5, 1.0), (6, 2.0)]), np.array([0, 1])).where(np.array([True, False]))
    assert (found.stated.tolist(), found.time.tolist()) == ([5 * MINUTE, NEVER], [5 * MINUTE, NEVER])
