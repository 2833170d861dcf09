from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulators.ground import distance_m
from simulators.moving.round import Round, Stop

COURSE = ((114.90, 31.60), (114.95, 31.60), (114.95, 31.65))
ROUND = Round(course=COURSE, speed=20_000, stops=(Stop(part=0.5, lasts_h=0.2),))


def test_a_round_goes_there_and_back_with_its_stops():
    assert ROUND.length_m == pytest.approx(0.05 * 94_200 + 0.05 * 111_200)
    assert ROUND.lasts_h == pytest.approx(2 * (ROUND.length_m / 20_000 + 0.2))
    assert ROUND.place(0) == COURSE[0]
    assert ROUND.place(ROUND.lasts_h / 2) == pytest.approx(COURSE[-1])
    assert ROUND.place(ROUND.lasts_h) == pytest.approx(COURSE[0])


def test_it_stands_still_at_a_stop_each_way():
    arrives = ROUND.length_m / 2 / 20_000
    assert ROUND.place(arrives + 0.01) == ROUND.place(arrives + 0.19)
    assert ROUND.place(arrives + 0.25) != ROUND.place(arrives + 0.19)
    assert ROUND.place(ROUND.lasts_h - arrives - 0.1) == pytest.approx(ROUND.place(arrives + 0.1))


@given(st.floats(0, 100), st.floats(0, 0.5))
def test_it_is_never_faster_than_its_speed(hours: float, later: float):
    assert distance_m(ROUND.place(hours), ROUND.place(hours + later)) <= 20_000 * later + 0.01
