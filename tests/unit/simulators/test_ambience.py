from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sensing.property import PROPERTIES
from simulators.ambience import AMBIENT, Sky, ambient, phase, rounded, wobble

skies = st.builds(Sky, at_h=st.floats(0, 500), rain_1h=st.floats(0, 80), rain_24h=st.floats(80, 400))
DRY, WET = Sky(at_h=5, rain_1h=0, rain_24h=0), Sky(at_h=5, rain_1h=20, rain_24h=90)


@given(sky=skies, key=st.sampled_from(sorted(AMBIENT)), station=st.text(max_size=8))
def test_every_value_is_plausible_for_its_property(sky: Sky, key: str, station: str):
    value = ambient(key, phases=phase(station), sky=sky)
    assert PROPERTIES[key].low <= value <= PROPERTIES[key].high


@given(key=st.text(max_size=20), at=st.floats(0, 1000))
def test_a_wobble_stays_small_and_is_the_same_again(key: str, at: float):
    assert abs(wobble(phase(key), at)) <= 1.2
    assert wobble(phase(key), at) == wobble(phase(key), at)


def test_rain_washes_the_air_muddies_the_water_and_wets_the_soil():
    for key, rises in {"pm25": False, "turbidity": True, "soil_moisture_10cm": True, "humidity": True}.items():
        dry, wet = (ambient(key, phases=phase("s"), sky=sky) for sky in (DRY, WET))
        assert bool(wet > dry) is rises, key


def test_two_stations_differ():
    assert ambient("pm25", phases=phase("a"), sky=DRY) != ambient("pm25", phases=phase("b"), sky=DRY)


@pytest.mark.parametrize(("key", "expected"), [("water_level", 41.23), ("flow", 41.0), ("humidity", 41.2)])
def test_values_have_the_decimals_of_a_device(key: str, expected: float):
    assert rounded(key, 41.2345) == expected


def test_the_day_begins_at_the_hour_the_scenario_starts():
    night = Sky(at_h=0, rain_1h=0, rain_24h=0, start_hour=3.0)
    noon = Sky(at_h=0, rain_1h=0, rain_24h=0, start_hour=15.0)
    assert ambient("air_temperature", phases=0.0, sky=noon) > ambient("air_temperature", phases=0.0, sky=night) + 5


def test_many_stations_are_told_at_once_and_each_as_alone():
    hours, phases = np.array([1.0, 7.0, 20.0]), np.array([0.1, 2.0, 5.0])
    together = ambient("no2", phases=phases, sky=Sky(at_h=hours, rain_1h=0 * hours, rain_24h=0 * hours))
    alone = [
        ambient("no2", phases=one, sky=Sky(at_h=at, rain_1h=0.0, rain_24h=0.0))
        for one, at in zip(phases, hours, strict=True)
    ]
    assert together == pytest.approx(alone)
