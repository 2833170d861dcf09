from __future__ import annotations

import json

from sensing.station import Registry, StationKind
from simulators.crowd import crowd
from simulators.play import Play
from simulators.scenario import scenario
from simulators.world import World


def test_a_crowd_has_so_many_stations_that_say_they_are_invented():
    city = crowd(500, seed=1)
    assert len(Registry(city.stations).stations) == 500
    assert all(station.is_demo and station.name.startswith("演示") for station in city.stations)
    kinds = {station.kind for station in city.stations}
    assert {StationKind.RAIN_GAUGE, StationKind.RIVER_GAUGE, StationKind.AIR, StationKind.CAMERA} <= kinds
    assert {station.division for station in city.stations} <= {division.code for division in city.divisions}


def test_the_seed_decides_the_crowd():
    assert crowd(50, seed=3) == crowd(50, seed=3)
    assert crowd(50, seed=3) != crowd(50, seed=4)


def test_a_larger_crowd_keeps_its_pace_and_every_gauge_its_river():
    city = crowd(2000, seed=1)
    world = World(city, scenario("storm"), seed=1)
    found = Play(world, start_ms=0).due(900)
    said = {each.topic.split("/")[1] for each in found if each.topic.endswith("/obs")}
    slow = {station.id for station in city.stations if station.kind is StationKind.SOIL}
    assert said >= {station.id for station in city.stations} - slow
    gauges = {station.id for station in city.stations if station.kind is StationKind.RIVER_GAUGE}
    assert set(city.reaches) == gauges
    told = [
        json.loads(each.payload)["v"] for each in found if each.topic.split("/")[1] in gauges and "/obs" in each.topic
    ]
    assert all(values["water_level"] > 10 and values["flow"] >= 0 for values in told)
