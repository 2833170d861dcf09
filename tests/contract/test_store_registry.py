"""Stations carry their datastreams, and a datastream's number is given once."""

from dataclasses import replace
from datetime import timedelta

import pytest

from sensing.errors import RegistryError
from sensing.limits import Limits
from sensing.station import Datastream, StationKind
from tests.builders import BY_TEST
from tests.contract.records import a_station


def numbers(stations) -> dict[str, list[int]]:
    return {station.id: [stream.number for stream in station.datastreams] for station in stations}


def test_stations_come_back_numbered_and_by_id(store):
    b = a_station("B", "flow", "water_level", is_demo=True, kind=StationKind.MOVING, lon=float(114))
    a = a_station("A", "pm25", datastreams=(Datastream(property="pm25", unit="mg/m3", interval=timedelta(hours=1)),))
    put = store.put_stations([b, a], **BY_TEST)
    assert numbers(put) == {"B": [1, 2], "A": [3]}
    assert store.stations() == [put[1], put[0]]


def test_a_station_without_datastreams_is_a_station(store):
    store.put_stations([a_station("CAM", datastreams=(), kind=StationKind.CAMERA)], **BY_TEST)
    assert [station.datastreams for station in store.stations()] == [()]


def test_numbers_are_kept_dense_and_never_reused(store):
    store.put_stations([a_station("A", "flow", "water_level")], **BY_TEST)
    store.put_stations([a_station("A", "water_level", "rain_1h")], **BY_TEST)
    assert numbers(store.stations()) == {"A": [2, 3]}
    store.put_stations([a_station("A", "flow", "water_level"), a_station("B")], **BY_TEST)
    assert numbers(store.stations()) == {"A": [1, 2], "B": [4]}


def test_a_put_station_replaces_the_one_before(store):
    store.put_stations([a_station("A", name="old", lon=114.0)], **BY_TEST)
    store.put_stations([a_station("A", name="新", lon=115.0)], **BY_TEST)
    assert [(station.name, station.lon) for station in store.stations()] == [("新", 115.0)]


def test_a_file_with_a_station_twice_changes_nothing(store):
    with pytest.raises(RegistryError, match="station id 'A' occurs twice"):
        store.put_stations([a_station("A"), a_station("A")], **BY_TEST)
    assert store.stations() == []


def test_no_stations_at_all_are_fine(store):
    assert store.put_stations([], **BY_TEST) == []


def test_what_stations_list_can_be_asked_for_some_of_them(store):
    store.put_stations([a_station("S1", "water_level", "rain_5m"), a_station("S2")], **BY_TEST)
    assert store.listed(["S1", "nobody"]) == {"S1": frozenset({"water_level", "rain_5m"})}
    assert store.listed(["S1", "S2"]).keys() == {"S1", "S2"}


def test_what_quality_control_and_protocols_need_comes_back_as_it_was_put(store):
    limits = Limits(
        hard=(-1.5, 60.0),
        soft=tuple((float(month), month + 40.25) for month in range(12)),
        rise=0.5,
        fall=0.25,
        stuck=timedelta(hours=6),
        spike=1.0,
        shift=2.0,
        oscillation=0.1,
        neighbours=("XY-H04", "XY-H05"),
        disagreement=3.0,
    )
    stream = Datastream(property="water_level", unit="cm", source="39", limits=limits)
    station = a_station("A", datastreams=(stream,), addresses={"sl651": "0012345678", "hj212": "MN-1"}, gateway="GW")
    (put,) = store.put_stations([station], **BY_TEST)
    assert store.stations() == [put]
    assert put.datastreams[0].limits == limits


def test_an_address_belongs_to_one_station(store):
    store.put_stations([a_station("A", addresses={"sl651": "0012345678"})], **BY_TEST)
    with pytest.raises(RegistryError, match="sl651 address '0012345678' belongs to 'A' and to 'B'"):
        store.put_stations([a_station("B", addresses={"sl651": "0012345678"})], **BY_TEST)
    assert [station.id for station in store.stations()] == ["A"]


def test_an_address_can_be_handed_over_in_one_step(store):
    store.put_stations([a_station("A", addresses={"sl651": "0012345678"})], **BY_TEST)
    store.put_stations([a_station("A"), a_station("B", addresses={"sl651": "0012345678"})], **BY_TEST)
    assert [station.addresses for station in store.stations()] == [{}, {"sl651": "0012345678"}]


def test_what_a_station_shares_with_others_comes_back(store):
    shared = replace(a_station("A"), groups={"power": "P7", "network": "CT-4G"})
    store.put_stations([shared, a_station("B")], **BY_TEST)
    assert [station.groups for station in store.stations()] == [shared.groups, {}]
