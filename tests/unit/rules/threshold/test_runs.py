from __future__ import annotations

import numpy as np

from rules.threshold.runs import Runs
from sensing.batch import concat
from tests.unit.rules.builders import readings


def test_readings_are_taken_datastream_by_datastream_in_order_of_time():
    batch = concat([readings([(5, 1.0), (3, 9.0)], stream=2), readings([(4, 7.0)]), readings([(1, 2.0)], stream=1)])
    runs = Runs(3, batch, streams=np.array([0, 2]))
    assert [batch.value[runs.row[a : a + n]].tolist() for a, n in zip(runs.start, runs.length, strict=True)] == [
        [7.0],
        [9.0, 1.0],
    ]
    assert (runs.highest.tolist(), runs.lowest.tolist()) == ([7.0, 9.0], [7.0, 1.0])


def test_a_round_counts_the_runs_that_still_have_a_reading():
    batch = concat([readings([(i, 0.0) for i in range(n)], stream=stream) for stream, n in enumerate((3, 1, 2))])
    runs = Runs(3, batch, streams=np.arange(3))
    assert runs.rounds(np.array([0, 2, 1])) == [3, 2, 1]
    assert runs.rounds(np.array([], dtype=np.int64)) == []
