from __future__ import annotations

from datetime import timedelta

from sensing.station import Registry, StationKind
from simulators.city import demo_city
from simulators.field import EVERY, field_city, in_the_field
from simulators.world import HEALTH

FIELD = field_city()


def test_stations_report_as_often_as_in_service():
    assert set(EVERY) == set(StationKind)
    for station in FIELD.stations:
        for stream in station.datastreams:
            assert stream.interval >= timedelta(minutes=2)
            assert (stream.interval == timedelta(hours=1)) >= (stream.property in HEALTH)
    gauge = next(station for station in FIELD.stations if station.id == "XY-H03")
    assert gauge.datastreams[0].interval == timedelta(minutes=5)


def test_the_demo_city_stays_as_it_is_inside_the_field():
    demo = demo_city()
    assert [station.id for station in FIELD.stations][: len(demo.stations)] == [station.id for station in demo.stations]
    assert demo.stations[0].datastreams[0].interval == timedelta(seconds=5)
    Registry(FIELD.stations)


def test_further_stations_come_once_and_keep_their_pace():
    more = demo_city().stations[0]
    assert in_the_field(FIELD, more) == FIELD, "it is there already"
    small = in_the_field(demo_city(), *FIELD.stations[-2:])
    assert small.stations[-2:] == FIELD.stations[-2:]
