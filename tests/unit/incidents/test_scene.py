from __future__ import annotations

from dataclasses import replace

from incidents.scene import scene_of
from sensing.station import Registry
from tests.builders import a_station, a_transition

PLACE = {"place": "东区", "division": "411502000000", "lon": 114.1, "lat": 32.1}


def test_a_station_is_its_own_scene():
    station = a_station()
    scene = scene_of(a_transition(), registry=Registry([station]))
    assert (scene.station, scene.name, scene.division) == (station.id, station.name, station.division)


def test_a_moving_station_is_where_the_transition_says():
    moved = replace(a_transition(), facts={"lon": 114.0, "lat": 32.0})
    scene = scene_of(moved, registry=Registry([a_station()]))
    assert (scene.lon, scene.lat) == (114.0, 32.0)


def test_an_area_brings_its_place_along():
    told = replace(a_transition(), facts=PLACE)
    scene = scene_of(told, registry=Registry([a_station()]))
    assert (scene.station, scene.name, scene.division, scene.lon) == ("", "东区", "411502000000", 114.1)


def test_a_station_that_left_has_no_scene():
    assert scene_of(a_transition(), registry=Registry()) is None
