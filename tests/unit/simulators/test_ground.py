from __future__ import annotations

import pytest

from simulators.ground import distance_m, moved, offset_m, seats_of, towards
from tests.unit.simulators.parts import the_city

HOME = (114.9, 32.0)


def test_a_hundredth_of_a_degree_north_is_about_1112_m():
    assert distance_m(HOME, (114.9, 32.01)) == pytest.approx(1112, abs=1)


def test_moving_and_measuring_are_each_others_reverse():
    assert offset_m(HOME, moved(HOME, east_m=1200, north_m=-300)) == pytest.approx((1200, -300))


def test_towards_east_goes_east():
    east, north = offset_m(HOME, towards(HOME, bearing=90, distance=500))
    assert (east, north) == pytest.approx((500, 0), abs=1e-6)


def test_every_county_has_a_seat():
    assert {"411523000000", "411526000000"} <= set(seats_of(the_city()))
