from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from shapely.geometry import LineString, Point

from simulators.patrol import ROUND_TRIP_H, along, boat_place

COURSE = ((114.0, 32.0), (114.4, 32.3), (114.9, 32.3))
LINE = LineString(COURSE)


@given(at=st.floats(0, 1000))
def test_a_boat_stays_on_its_course_and_comes_back_every_round_trip(at: float):
    here = boat_place(COURSE, at_h=at)
    assert LINE.distance(Point(here)) < 1e-9
    assert boat_place(COURSE, at_h=at + ROUND_TRIP_H) == pytest.approx(here)


def test_a_boat_reaches_both_ends():
    places = [boat_place(COURSE, at_h=hour / 4) for hour in range(97)]
    assert min(places)[0] == pytest.approx(114.0)
    assert max(places)[0] == pytest.approx(114.9)


@given(part=st.floats(0, 1))
def test_parts_of_a_course_are_measured_along_it(part: float):
    expected = LINE.interpolate(part, normalized=True)
    assert along(COURSE, part) == pytest.approx((expected.x, expected.y))
