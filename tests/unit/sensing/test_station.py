from __future__ import annotations

from datetime import timedelta

import pytest

from sensing.errors import RegistryError
from sensing.station import Datastream, DatastreamNumber, Registry, Station, StationId, StationKind


def a_station(name: str = "XY-H03", *streams: Datastream) -> Station:
    return Station(
        id=StationId(name),
        name="息县",
        kind=StationKind.RIVER_GAUGE,
        division="411528000000",
        lon=114.73,
        lat=32.33,
        datastreams=streams or (Datastream(number=DatastreamNumber(7), property="water_level", unit="ft"),),
    )


def test_a_channel_knows_where_a_reading_goes_and_how_it_is_converted():
    channel = Registry([a_station()]).channels_of("XY-H03")["water_level"]
    assert (channel.number, channel.scale, channel.offset) == (7, 0.3048, 0.0)
    assert channel.low < 0 < channel.high


def test_an_unknown_station_has_no_channels():
    assert Registry().channels_of("nobody") is None


def test_a_station_id_that_occurs_twice_is_refused():
    with pytest.raises(RegistryError, match="station id 'XY-H03' occurs twice"):
        Registry([a_station(), a_station()])


def test_a_property_that_occurs_twice_at_a_station_is_refused():
    twice = Datastream(property="rain_5m", unit="mm")
    with pytest.raises(RegistryError, match="station 'A' lists property 'rain_5m' twice"):
        Registry([a_station("A", twice, twice)])


def test_a_datastream_is_silent_after_three_missed_readings_but_not_before_a_quarter_of_an_hour():
    assert Datastream(property="pm25", unit="", interval=timedelta(hours=1)).silent_after == timedelta(hours=3)
    assert Datastream(property="pm25", unit="", interval=timedelta(minutes=1)).silent_after == timedelta(minutes=15)
