from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from shapely.geometry import LineString, Point, box

from sensing.property import PROPERTIES
from simulators.network import MAKES, datastreams, invented

if TYPE_CHECKING:
    from sensing.station import StationKind

AREAS = {"411528000000": box(114.0, 32.0, 114.5, 32.5)}
RIVERS = {"淮河": ((114.0, 32.2), (114.5, 32.3))}


def make(seed: int = 1, **counts: int):
    return invented({"411528000000": counts}, areas=AREAS, names={"411528000000": "息县"}, rivers=RIVERS, seed=seed)


@pytest.mark.parametrize("kind", MAKES)
def test_datastreams_are_canonical_and_say_how_often_they_come(kind: StationKind):
    streams = datastreams(kind)
    assert all(stream.unit == PROPERTIES[stream.property].unit for stream in streams)
    assert streams[0].interval.total_seconds() == MAKES[kind].every_s
    assert {"battery_voltage", "signal_strength"} <= {stream.property for stream in streams}


def test_invented_stations_are_marked_and_stand_inside_their_county():
    stations = make(rain_gauge=6, camera=2)
    assert [station.id for station in stations][:2] == ["XY-P01", "XY-P02"]
    for station in stations:
        assert station.is_demo
        assert station.name.startswith("演示")
        assert station.division == "411528000000"
        assert AREAS[station.division].covers(Point(station.lon, station.lat))


def test_the_seed_decides_the_places():
    assert make(seed=3, air=4) == make(seed=3, air=4)
    assert make(seed=3, air=4) != make(seed=4, air=4)


def test_stations_of_a_county_keep_apart():
    places = [Point(station.lon, station.lat) for station in make(rain_gauge=8)]
    assert min(a.distance(b) for i, a in enumerate(places) for b in places[:i]) > 0.02


def test_a_water_quality_station_stands_on_a_river():
    (station,) = make(water_quality=1)
    assert station.river == "淮河"
    assert LineString(RIVERS["淮河"]).distance(Point(station.lon, station.lat)) < 1e-3
