from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulators.fire.spread import Weather, burnt, heat_mw, slenderness, speed
from simulators.plume import Wind

WEATHER = Weather(wind=Wind(speed=9, come_from=315), temperature=24, humidity=25)


def windy(metres: float) -> Weather:
    return replace(WEATHER, wind=Wind(speed=metres, come_from=0))


def test_the_speed_of_the_formula():
    """0.03·24 + 0.05·5 + 0.01·75 − 0.3 = 1.42 m/min, × e^(0.1783·9) = 4.976: 424 m/h."""
    assert speed(WEATHER) == pytest.approx(424, abs=1)


def test_wind_and_dryness_drive_a_fire():
    assert speed(windy(2)) < speed(windy(8)) < speed(windy(15))
    assert speed(replace(WEATHER, humidity=80)) < speed(WEATHER)
    assert speed(replace(WEATHER, temperature=-30, humidity=100)) == 0


def test_a_fire_without_wind_is_round_and_one_in_wind_is_slender():
    assert slenderness(0) == pytest.approx(1)
    calm = burnt(windy(0), 3)
    assert calm.ahead == pytest.approx(calm.behind) == pytest.approx(calm.half_breadth)
    blown = burnt(windy(12), 3)
    assert blown.ahead > 5 * blown.behind
    assert blown.ahead + blown.behind > 3 * blown.half_breadth


@given(st.floats(0, 20), st.floats(0, 48), st.floats(0, 48))
def test_what_has_burnt_only_grows(metres: float, early: float, late: float):
    before, after = sorted((early, late))
    assert 0 <= burnt(windy(metres), before).area_ha <= burnt(windy(metres), after).area_ha
    assert 0 <= heat_mw(windy(metres), before) <= heat_mw(windy(metres), after)


def test_the_start_is_slower_than_the_run():
    assert burnt(WEATHER, 0.1).ahead < 0.05 * burnt(WEATHER, 1).ahead
    assert burnt(WEATHER, -1).area_ha == 0


def test_the_ellipse_covers_its_start_and_its_head():
    area = burnt(WEATHER, 4)
    assert area.covers(0, 0)
    assert area.covers(area.ahead - 1, 0)
    assert not area.covers(area.ahead + 50, 0)
    assert area.covers(area.ahead + 50, 0, margin=100)
    assert not area.covers(0, 3 * area.half_breadth)
