from __future__ import annotations

import numpy as np
import pytest
import shapely

from fenghuo.bench import fences as bench
from fenghuo.bench.fences import FenceOptions, rough_circles, run, wide_circle
from fenghuo.bench.programs import BenchError


@pytest.mark.parametrize("count", [100, 2000])
def test_the_fences_cover_their_share_however_many_they_are(count):
    areas = rough_circles(count, share=0.5, rng=np.random.default_rng(1))
    assert shapely.is_valid(areas).all()
    assert 0.4 < shapely.area(areas).sum() / 4 < 0.65


def test_the_wide_fence_is_a_fifth_of_the_square_and_another_one_at_each_turn():
    assert abs(wide_circle(0.1).area / 4 - 0.2) < 0.01
    assert wide_circle(0.1) != wide_circle(0.2)


def test_the_figures_tell_rates_bytes_updates_and_growth():
    lines = []
    found = run(FenceOptions(fences=(20, 80), points=500, tree_points=200, updates=2), say=lines.append)
    assert [row["fences"] for row in found["rows"]] == [20, 80]
    for row in found["rows"]:
        assert min(row["points_per_second"].values()) > 0
        assert set(row["update_ms"]) == {"add", "replace", "remove", "wide"}
        assert all(0 < each["p50"] <= each["p95"] <= each["max"] for each in row["update_ms"].values())
        assert row["bytes_per_fence"] > 0
    assert isinstance(found["growth"], float)
    assert len(lines) == 6


def test_one_number_of_fences_has_no_growth():
    assert bench._growth([{"fences": 5, "points_per_second": {"fenghuo": 1}}]) is None


def test_a_cost_that_grows_with_the_root_has_exponent_one_half():
    rows = [{"fences": n, "points_per_second": {"fenghuo": 1e6 / n**0.5}} for n in (100, 10_000)]
    assert bench._growth(rows) == 0.5


def test_answers_that_differ_stop_the_measurement(monkeypatch):
    def nothing(_index, _lon, _lat):
        return np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.int64)

    monkeypatch.setattr("fenghuo.bench.fences.FenceIndex.inside", nothing)
    with pytest.raises(BenchError, match="answer differently"):
        run(FenceOptions(fences=(20,), points=500, tree_points=200, updates=1), say=lambda _: None)
