from __future__ import annotations

from itertools import pairwise

from simulators.temper import generator, sway, temper


def test_a_temper_belongs_to_seed_station_and_matter():
    assert temper(1, "XY-A01", "haze") == temper(1, "XY-A01", "haze")
    assert len({temper(1, "XY-A01", "haze"), temper(2, "XY-A01", "haze"), temper(1, "XY-A02", "haze")}) == 3
    assert all(-1 <= temper(seed, "XY-A01", "haze") <= 1 for seed in range(50))


def test_dice_fall_otherwise_at_another_moment():
    assert generator(1, "a", "b", moment=1).uniform() != generator(1, "a", "b", moment=2).uniform()


def test_a_sway_is_slow_and_within_one():
    line = [sway("XY-A01", hour / 10) for hour in range(500)]
    assert all(abs(value) <= 1 for value in line)
    assert max(abs(b - a) for a, b in pairwise(line)) < 0.3
