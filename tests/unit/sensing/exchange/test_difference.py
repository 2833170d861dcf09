from dataclasses import replace

from sensing.exchange.difference import differences
from sensing.limits import Limits
from tests.unit.sensing.exchange.tables import a_station

STATION = a_station("A", "water_level", "flow")


def test_the_same_station_differs_in_nothing():
    assert differences(STATION, STATION) == {}


def test_a_new_station_differs_in_everything():
    assert differences(None, STATION)["name"] == (None, "息县")


def test_fields_are_named_by_their_path():
    stream = replace(STATION.datastreams[0], unit="cm", limits=Limits(rise=0.5))
    changed = replace(STATION, lon=115.0, datastreams=(stream, STATION.datastreams[1]))
    assert differences(STATION, changed) == {
        "lon": (114.74, 115.0),
        "datastreams.water_level.unit": ("m", "cm"),
        "datastreams.water_level.limits": (None, {"rise": 0.5}),
    }


def test_a_datastream_that_goes_is_told():
    changed = replace(STATION, datastreams=STATION.datastreams[:1])
    assert differences(STATION, changed)["datastreams"] == (["water_level", "flow"], ["water_level"])


def test_numbers_of_the_store_are_no_difference():
    numbered = replace(STATION, datastreams=tuple(replace(s, number=7) for s in STATION.datastreams))
    assert differences(STATION, numbered) == {}
