from __future__ import annotations

import itertools

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from api.chart import lttb


def plain_lttb(time: list[float], value: list[float], points: int) -> list[int]:
    """Do it as the thesis says, one step after the other."""
    n = len(time)
    bounds = np.linspace(1, n - 1, points - 1).astype(int).tolist()
    buckets = [range(a, b) for a, b in itertools.pairwise(bounds)] + [range(n - 1, n)]
    chosen = [0]
    for bucket, following in itertools.pairwise(buckets):
        mean_x = sum(time[i] for i in following) / len(following)
        mean_y = sum(value[i] for i in following) / len(following)
        a = chosen[-1]
        areas = [
            abs((time[a] - mean_x) * (value[i] - value[a]) - (value[a] - mean_y) * (time[i] - time[a])) for i in bucket
        ]
        chosen.append(bucket[areas.index(max(areas))])
    return [*chosen, n - 1]


@given(value=hnp.arrays(np.float64, st.integers(3, 200), elements=st.integers(-50, 50)), points=st.integers(3, 40))
def test_the_readings_are_those_that_the_thesis_takes(value, points):
    time = np.arange(len(value)) * 300
    chosen = lttb(time, value, points=points)
    expected = list(range(len(value))) if len(value) <= points else plain_lttb(time.tolist(), value.tolist(), points)
    assert chosen.tolist() == expected


def test_a_peak_stays_where_it_is():
    value = np.sin(np.arange(50_000) / 900)
    value[31_234] = 40
    chosen = lttb(1_780_000_000_000_000 + np.arange(50_000) * 300_000_000, value, points=300)
    assert 31_234 in chosen
    assert len(chosen) == 300
    assert (chosen[0], chosen[-1]) == (0, 49_999)


@pytest.mark.parametrize("n", [0, 1, 2, 3])
def test_few_readings_are_all_taken(n):
    assert lttb(np.arange(n), np.zeros(n), points=3).tolist() == list(range(n))
