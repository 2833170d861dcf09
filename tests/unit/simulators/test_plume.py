from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulators.plume import Stability, Wind, concentration, rise_m

WEST = Wind(speed=3, come_from=270)


def at(east: float, north: float, **over):
    given_ = {"emission": 100.0, "height_m": 50.0, "wind": WEST, "stability": Stability.NEUTRAL} | over
    return concentration(east, north, **given_)


def test_the_plume_lies_downwind():
    assert at(5000, 0) > 1
    assert at(-5000, 0) == 0
    assert at(5000, 0) > at(5000, 2500) > 0


def test_concentration_falls_with_distance_once_the_plume_touches_the_ground():
    far = [at(x, 0) for x in (3000, 6000, 12_000, 24_000)]
    assert far == sorted(far, reverse=True)


def test_concentration_grows_with_the_emission_and_shrinks_with_wind():
    assert at(5000, 0, emission=200.0) == pytest.approx(2 * at(5000, 0))
    assert at(5000, 0, wind=Wind(speed=6, come_from=270)) == pytest.approx(at(5000, 0) / 2)


def test_a_published_point_of_the_formula():
    """On the axis from the ground without turns: Q/(π·u·σy·σz); turns only lower it."""
    sigma_y = 0.08 * 1000 / 1.1**0.5
    sigma_z = 0.06 * 1000 / 2.5**0.5
    plain = 1e6 / (3.141592653589793 * 3 * sigma_y * sigma_z)
    assert 0.1 * plain < at(1000, 0, emission=1.0, height_m=0.0) < plain


@given(
    st.floats(-50_000, 50_000),
    st.floats(-50_000, 50_000),
    st.sampled_from(Stability),
    st.floats(0, 30),
    st.floats(0, 360),
)
def test_nothing_is_ever_negative(east: float, north: float, stability: Stability, speed: float, come_from: float):
    assert at(east, north, stability=stability, wind=Wind(speed=speed, come_from=come_from)) >= 0


def test_a_bigger_fire_rises_higher_and_wind_bends_it_down():
    heights = [rise_m(heat, wind_speed=6) for heat in (0, 1, 10, 100, 1000)]
    assert heights[0] == 0
    assert heights == sorted(heights)
    assert rise_m(100, wind_speed=12) < rise_m(100, wind_speed=6)
