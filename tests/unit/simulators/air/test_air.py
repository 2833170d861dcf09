from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest

from sensing.level import Level
from sensing.property import PROPERTIES
from sensing.station import StationKind
from simulators.air.air import AirPlan, Chimney
from simulators.calm import calm
from simulators.plume import Wind
from tests.unit.simulators.parts import START, a_station, station, the_city

PLAN = AirPlan(
    from_h=6,
    until_h=126,
    peak_pm25=300,
    wind=Wind(speed=1.2, come_from=45),
    front=Wind(speed=7, come_from=330),
    levels={Level.YELLOW: 200, Level.ORANGE: 300, Level.RED: 450},
)


def the_air(plan: AirPlan = PLAN, seed: int = 1):
    return plan.hazard(the_city(), start=START, length_h=168, seed=seed)


def told(air, name: str, at_h: float):
    where = station(name)
    return air.changed(where, calm(where, [at_h], start_hour=8)[0], at_h=at_h)


def test_the_air_thickens_day_by_day_until_the_front_clears_it():
    air = the_air()
    days = [np.mean([air.excess(day * 24 + hour) for hour in range(24)]) for day in range(7)]
    assert days[0] < days[1] < days[2] < days[3] < days[4]
    assert days[6] < 0.3 * days[4]
    assert air.excess(5) == 0


def test_the_worst_day_is_the_one_asked_for():
    air = the_air()
    means = [np.mean([air.excess(first + hour) for hour in range(24)]) for first in range(6, 150)]
    assert max(means) == pytest.approx(300 - 42, rel=0.01)


def test_nights_are_worse_than_afternoons():
    air = the_air()
    assert air.excess(72 + 22) > 1.15 * air.excess(72 + 8), "06:00 against 16:00"


def test_all_six_factors_move_and_none_leaves_its_range():
    air, clean = the_air(), calm(station("XY-A02"), [100.0], start_hour=8)[0]
    dirty = told(air, "XY-A02", 100.0)
    assert {key for key in clean if dirty[key] != clean[key]} == {"pm25", "pm10", "so2", "no2", "co", "o3"}
    assert dirty["o3"] < clean["o3"]
    for at_h in range(0, 200, 5):
        for key, value in told(air, "XY-A02", at_h).items():
            assert PROPERTIES[key].low <= value <= PROPERTIES[key].high


def test_the_same_seed_gives_the_same_air_and_another_seed_another():
    assert told(the_air(), "XY-A02", 90.0) == told(the_air(), "XY-A02", 90.0)
    assert told(the_air(), "XY-A02", 90.0) != told(the_air(seed=2), "XY-A02", 90.0)


def test_a_chimney_is_met_downwind_and_less_far_off():
    plan = replace(PLAN, chimneys=(Chimney(place=(114.6, 32.2), height_m=40, emits={"so2": 200.0}),))
    smoky, clear = the_air(plan), the_air()
    # The wind comes from the north-east.
    added = []
    for part in (0.04, 0.08, 0.16):
        where = a_station(StationKind.AIR, lon=114.6 - part, lat=32.2 - part * 0.85)
        values = {"so2": 10.0}
        added.append(smoky.changed(where, values, at_h=30)["so2"] - clear.changed(where, values, at_h=30)["so2"])
    assert all(near > far > 0 for near, far in pairwise(added))
    upwind = a_station(StationKind.AIR, lon=114.68, lat=32.27)
    assert smoky.changed(upwind, {"so2": 10.0}, at_h=30) == clear.changed(upwind, {"so2": 10.0}, at_h=30)


def test_weather_stations_feel_the_light_wind_and_then_the_front():
    air = the_air()
    assert told(air, "XY-W01", 60)["wind_speed"] < 2
    after = told(air, "XY-W01", 132)
    assert after["wind_speed"] > 5
    assert 300 < after["wind_direction"] < 360


def test_other_stations_and_other_times_are_left_alone():
    air = the_air()
    assert told(air, "XY-Q01", 60) == calm(station("XY-Q01"), [60], start_hour=8)[0]
    assert told(air, "XY-A01", 3) == calm(station("XY-A01"), [3], start_hour=8)[0]
    assert air.sightings(station("XY-C01"), at_h=60, span_h=1) == ()
