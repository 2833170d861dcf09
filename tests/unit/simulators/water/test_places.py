from __future__ import annotations

import re

from sensing.station import Registry, StationKind
from simulators.city import demo_city
from simulators.water.places import small_waters

WATERS = small_waters()


def test_every_small_water_has_a_station_that_says_it_is_invented():
    assert [station.id for station in WATERS.stations] == [each.id for each in (*WATERS.torrents, *WATERS.streets)]
    for station in WATERS.stations:
        assert station.is_demo
        assert station.name.startswith("演示")
        assert "虚构" in station.notes["数据"]
        assert re.fullmatch(r"XY-[TL]\d\d", station.id)


def test_they_stand_in_known_counties_and_take_no_id_of_the_city():
    city = demo_city()
    assert {station.division for station in WATERS.stations} <= {each.code for each in city.divisions}
    assert len(Registry([*city.stations, *WATERS.stations]).stations) == len(city.stations) + len(WATERS.stations)


def test_a_brook_s_gauge_measures_rain_and_level_and_a_low_point_its_depth():
    measured = {station.kind: [stream.property for stream in station.datastreams] for station in WATERS.stations}
    assert {"water_level", "rain_5m", "rain_1h", "rain_24h"} <= set(measured[StationKind.RIVER_GAUGE])
    assert "relative_level" in measured[StationKind.OTHER]


def test_people_get_ready_before_they_leave():
    for brook in WATERS.torrents:
        assert brook.zero < brook.ready < brook.leave
