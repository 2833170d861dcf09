from __future__ import annotations

import numpy as np
import pytest

from fenghuo.bench import growth
from fenghuo.bench.growth import AGE, SPACING, exponent, the_portion
from fenghuo.bench.rounds import median_of

NOW = 1_784_469_600_000_000


@pytest.mark.parametrize("power", [0.0, 0.5, 1.0])
def test_the_exponent_of_a_power_law_is_found(power: float):
    sizes = [1e3, 1e4, 1e5]
    assert exponent(sizes, [3 * size**power for size in sizes]) == pytest.approx(power)


def test_one_size_has_no_exponent():
    assert exponent([1e6], [2.0]) is None


def test_portions_reach_back_without_a_gap_or_a_repetition(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(growth, "PORTION", 100)
    portions = [the_portion(np.array([7, 9]), newest=NOW - AGE, number=number) for number in range(3)]
    times = np.sort(np.concatenate([part.phenomenon_time[part.datastream == 7] for part in portions]))
    assert (len(times), times[-1]) == (150, NOW - AGE)
    assert set(np.diff(times).tolist()) == {SPACING}
    for part in portions:
        order = np.lexsort((part.phenomenon_time, part.datastream))
        assert order.tolist() == list(range(100)), "sorted as the index is"


def test_a_median_is_of_one_figure():
    assert median_of([{"rate": 1.0}, {"rate": 5.0}, {"rate": 2.0}], "rate") == 2.0
