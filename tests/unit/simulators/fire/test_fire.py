from __future__ import annotations

from itertools import pairwise

import pytest

from sensing.station import StationKind
from simulators.calm import calm
from simulators.fire.fire import FirePlan
from simulators.fire.lookout import FalseAlarms
from simulators.fire.spread import Weather
from simulators.ground import towards
from simulators.plume import Wind
from tests.unit.simulators.parts import START, a_station, station, the_city

PLAN = FirePlan(
    place=(114.94, 31.61),
    at_h=3,
    contained_h=11,
    weather=Weather(wind=Wind(speed=9, come_from=315), temperature=24, humidity=25),
    false_alarms=FalseAlarms(),
)


def the_fire(plan: FirePlan = PLAN, seed: int = 1):
    return plan.hazard(the_city(), start=START, length_h=24, seed=seed)


FIRE = the_fire()


def test_the_lookouts_see_it_within_the_hour_and_nobody_before_it_burns():
    seen = [
        (turn / 6, each.id)
        for turn in range(6 * 6)
        for each in the_city().stations
        if FIRE.sightings(each, at_h=turn / 6, span_h=1 / 6)
    ]
    assert seen
    assert 3 < seen[0][0] < 4
    assert {"XY-C22", "XY-C23"} <= {name for _, name in seen}
    assert FIRE.sightings(station("XY-A07"), at_h=5, span_h=1) == ()


def test_smoke_is_breathed_downwind_and_less_far_off():
    added = []
    for distance in (8_000.0, 16_000.0, 32_000.0):
        lon, lat = towards(FIRE.smoke(8).place, bearing=135, distance=distance)
        where = a_station(StationKind.AIR, lon=lon, lat=lat)
        found = FIRE.changed(where, {"pm25": 40.0, "o3": 90.0}, at_h=8)
        assert found["o3"] == 90.0
        added.append(found["pm25"] - 40)
    assert all(near > far > 0 for near, far in pairwise(added))
    assert added[0] > 10
    lon, lat = towards(PLAN.place, bearing=315, distance=5_000)
    upwind = a_station(StationKind.AIR, lon=lon, lat=lat)
    assert FIRE.changed(upwind, {"pm25": 40.0}, at_h=8) == {"pm25": 40.0}


def test_weather_stations_feel_the_dry_wind():
    where = station("XY-W03")
    found = FIRE.changed(where, calm(where, [6], start_hour=8)[0], at_h=6)
    assert found["wind_speed"] == pytest.approx(9, abs=1.2)
    assert found["humidity"] < 35


def test_a_camera_beside_the_flames_is_hot_and_one_far_off_is_not():
    lon, lat = towards(PLAN.place, bearing=135, distance=1200)
    near = a_station(StationKind.CAMERA, lon=lon, lat=lat)
    assert FIRE.changed(near, {"device_temperature": 30.0}, at_h=9)["device_temperature"] > 40
    far = station("XY-C01")
    assert FIRE.changed(far, {"device_temperature": 30.0}, at_h=9)["device_temperature"] == 30.0


def test_smoke_fades_once_the_fire_is_contained():
    assert FIRE.smoke(2).height_m == 0
    assert FIRE.smoke(11).height_m > FIRE.smoke(13).height_m > FIRE.smoke(16).height_m > 0
    assert FIRE.smoke(30).height_m == 0
    assert FIRE.burnt(30) == FIRE.burnt(11)


def test_the_same_seed_gives_the_same_fire():
    where = station("XY-C22")
    assert FIRE.sightings(where, at_h=5, span_h=0.5) == the_fire().sightings(where, at_h=5, span_h=0.5)
