from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sensing.property import PROPERTIES
from simulators.ambience import AMBIENT, Sky, ambient, rounded, wobble

skies = st.builds(Sky, at_h=st.floats(0, 500), rain_1h=st.floats(0, 80), rain_24h=st.floats(80, 400))
DRY, WET = Sky(at_h=5, rain_1h=0, rain_24h=0), Sky(at_h=5, rain_1h=20, rain_24h=90)


@given(sky=skies, key=st.sampled_from(sorted(AMBIENT)), station=st.text(max_size=8))
def test_every_value_is_plausible_for_its_property(sky: Sky, key: str, station: str):
    value = ambient(key, station=station, sky=sky)
    assert PROPERTIES[key].low <= value <= PROPERTIES[key].high


@given(key=st.text(max_size=20), at=st.floats(0, 1000))
def test_a_wobble_stays_small_and_is_the_same_again(key: str, at: float):
    assert abs(wobble(key, at)) <= 1.2
    assert wobble(key, at) == wobble(key, at)


def test_rain_washes_the_air_muddies_the_water_and_wets_the_soil():
    for key, rises in {"pm25": False, "turbidity": True, "soil_moisture_10cm": True, "humidity": True}.items():
        dry, wet = (ambient(key, station="s", sky=sky) for sky in (DRY, WET))
        assert (wet > dry) is rises, key


def test_two_stations_differ():
    assert ambient("pm25", station="a", sky=DRY) != ambient("pm25", station="b", sky=DRY)


@pytest.mark.parametrize(("key", "expected"), [("water_level", 41.23), ("flow", 41.0), ("humidity", 41.2)])
def test_values_have_the_decimals_of_a_device(key: str, expected: float):
    assert rounded(key, 41.2345) == expected
