from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sensing.exchange.comma import decoded, read_csv, write_csv
from sensing.exchange.feature import read_features, write_features
from sensing.exchange.plan import Change
from sensing.exchange.station_row import HEADER, station_cells
from sensing.exchange.table import TableError
from sensing.exchange.workbook import read_workbook, write_workbook
from sensing.property import PROPERTIES
from tests.unit.sensing.exchange.tables import a_station, planned, stations

FACTS = "站码,站名,站类,行政区划,经度,纬度,监测要素,单位\n"
A_ROW = "A,息县,水文站,411528,114.74,32.34,水位,cm\n"


def table(text: str):
    return read_csv(FACTS + text)


def told(plan) -> list[tuple[int, str, str, str]]:
    return [(one.row, one.id, one.change.value, one.detail) for one in plan.outcomes]


several = st.lists(
    stations(), min_size=1, max_size=3, unique_by=(lambda s: s.id, lambda s: s.addresses.get("sl651", s.id + "-"))
).filter(lambda found: len(pairs := [pair for s in found for pair in s.addresses.items()]) == len(set(pairs)))


@settings(max_examples=40, deadline=None)
@given(several)
def test_what_is_exported_as_csv_comes_back_as_it_was(found):
    data = write_csv(HEADER, station_cells(found))
    text, encoding = decoded(data)
    assert (list(planned(read_csv(text)).stations), encoding) == (found, "utf-8-sig")


@settings(max_examples=15, deadline=None)
@given(several)
def test_what_is_exported_as_a_workbook_comes_back_as_it_was(found):
    (sheet,) = read_workbook(write_workbook({"stations": (HEADER, station_cells(found))}))
    assert list(planned(sheet).stations) == found


@settings(max_examples=40, deadline=None)
@given(several)
def test_what_is_exported_as_geojson_comes_back_as_it_was(found):
    text = write_features(HEADER, station_cells(found)).decode()
    assert list(planned(read_features(text)).stations) == found


@settings(max_examples=20, deadline=None)
@given(several)
def test_what_is_exported_changes_nothing_where_it_came_from(found):
    text, _ = decoded(write_csv(HEADER, station_cells(found)))
    plan = planned(read_csv(text), *found)
    assert {one.change for one in plan.outcomes} == {Change.UNCHANGED}
    assert plan.stations == ()


def test_a_table_of_an_office_is_understood():
    (station,) = planned(table(A_ROW)).stations
    assert (station.name, station.kind.value, station.division) == ("息县", "river_gauge", "411528000000")
    assert [(s.property, s.unit) for s in station.datastreams] == [("water_level", "cm")]


def test_rows_of_one_station_add_up_whether_they_repeat_its_facts_or_not():
    (station,) = planned(table(A_ROW + "A,,,,,,流量,\nA,息县,,,,,水温,\n")).stations
    assert [s.property for s in station.datastreams] == ["water_level", "flow", "water_temperature"]


def test_a_bad_row_never_keeps_a_good_one():
    plan = planned(
        table(A_ROW + "B,淮滨,水文站,411527,32.4,115.4,水位,m\nA,,,,,,雨,\nC,潢川,水文站,411526,115,32,水位,V\n")
    )
    assert told(plan) == [
        (2, "A", "new", ""),
        (3, "B", "refused", "row 3: lon, lat: expected degrees (lon, lat), got 32.4, 115.4: swapped?"),
        (4, "A", "refused", "row 4: property: unknown property '雨'"),
        (
            5,
            "C",
            "refused",
            "row 5: unit: property 'water_level' does not accept unit 'V', expected one of m, cm, mm, ft",
        ),
    ]
    assert [station.id for station in plan.stations] == ["A"]


def test_rows_that_contradict_each_other_are_refused():
    plan = planned(table(A_ROW + "A,淮滨,,,,,流量,\nA,,,,,,水位,\n"))
    assert [one.detail for one in plan.outcomes[1:]] == [
        "row 3: name: expected what row 2 says of 'A', '息县', got '淮滨'",
        "row 4: property: 'water_level' occurs twice at station 'A'",
    ]


def test_a_new_station_needs_a_place():
    plan = planned(table("A,息县,,411528,,,水位,\n"))
    assert told(plan)[0][2:] == ("refused", "row 2: lon, lat: expected a value, 'A' is a new station")


def test_an_empty_cell_leaves_what_is_stored():
    known = a_station("A", "water_level", river="淮河")
    plan = planned(read_csv("id,name,river\nA,新站名,\n"), known)
    assert [(s.name, s.river, len(s.datastreams)) for s in plan.stations] == [("新站名", "淮河", 1)]
    assert plan.outcomes[0].changes == {"name": ("息县", "新站名")}


def test_a_list_of_some_datastreams_takes_no_other_away():
    known = a_station("A", "water_level", "flow")
    plan = planned(read_csv("id,property\nA,flow\nA,rain_5m\n"), known)
    assert [s.property for s in plan.stations[0].datastreams] == ["water_level", "flow", "rain_5m"]
    assert planned(read_csv("id,property\nA,flow\n"), known).stations == ()


def test_a_refused_row_leaves_its_datastream_as_it_is():
    known = a_station("A", "water_level", "flow")
    plan = planned(read_csv("id,property,unit\nA,flow,V\nA,water_level,cm\n"), known)
    assert [(s.property, s.unit) for s in plan.stations[0].datastreams] == [("water_level", "cm"), ("flow", "m³/s")]


def test_swapped_coordinates_are_refused_in_the_west_too():
    (swapped,) = planned(read_csv("id,division,lon,lat\nU,6501,43.8,87.6\n")).outcomes
    assert swapped.detail == "row 2: lon, lat: expected degrees (lon, lat), got 43.8, 87.6: swapped?"
    assert planned(read_csv("id,division,lon,lat\nU,6501,87.6,43.8\n")).stations[0].lon == 87.6


def test_a_limit_whose_header_names_another_unit_than_limits_have_is_refused():
    known = a_station("A", "water_level")
    plan = planned(read_csv("id,property,量程下限(m),量程上限(cm)\nA,水位,0,6000\n"), known)
    assert told(plan)[0][3] == "row 2: hard_high: expected m, the header says cm"


def test_a_row_whose_columns_are_shifted_is_refused():
    plan = planned(read_csv("id,name,lon,lat\nA,息县,老站,114.7,32.3\n"), a_station("A"))
    assert told(plan)[0][3].startswith("row 2: expected 4 cells as in the header, got 5")


def test_an_address_that_lost_its_zeros_is_refused():
    plan = planned(read_csv("id,遥测站地址\nA,12345678\n"), a_station("A"))
    assert told(plan)[0][3].startswith("row 2: sl651: expected ten digits")


def test_the_upper_bound_alone_goes_with_the_stored_lower_one():
    first = planned(read_csv("id,division,lon,lat,property,量程下限,量程上限\nA,4115,114,32,水位,0,50\n")).stations[0]
    (second,) = planned(read_csv("id,property,hard_high\nA,水位,60\n"), first).stations
    assert second.datastreams[0].limits.hard == (0.0, 60.0)
    plan = planned(read_csv("id,division,lon,lat,property,hard_high\nB,4115,114,32,水位,60\n"))
    assert plan.outcomes[0].detail == "row 2: hard_low, hard_high: expected both or none"


def test_coordinates_are_converted_as_a_column_or_the_caller_says():
    moved = planned(
        read_csv("id,division,lon,lat,坐标系\nA,4115,114,32,GCJ-02\n"),
        place=lambda datum, lon, lat: (lon - 1, lat - 1) if datum == "GCJ-02" else (lon, lat),
    )
    assert (moved.stations[0].lon, moved.stations[0].lat) == (113, 31)
    refused = planned(read_csv("id,division,lon,lat,坐标系\nA,4115,114,32,mars\n"))
    assert refused.outcomes[0].detail == "row 2: datum: unknown datum 'mars'"


def test_addresses_have_columns_of_their_own():
    text = "站码,行政区划,经度,纬度,MN号,遥测站地址\nA,4115,114,32,88888880000001,0012345678\n"
    assert planned(read_csv(text)).stations[0].addresses == {"hj212": "88888880000001", "sl651": "0012345678"}


def test_a_table_without_ids_is_no_table_of_stations():
    with pytest.raises(TableError, match="table: expected a column with the id of the station, got '甲', '乙'"):
        planned(read_csv("甲,乙\n1,2\n"))


def test_a_column_may_be_named_by_hand():
    plan = planned(read_csv("甲,行政区划,经度,纬度\nA,4115,114,32\n"), mapping={"id": "甲"})
    assert [station.id for station in plan.stations] == ["A"]


def test_every_property_is_known_by_its_chinese_name_unless_two_share_it():
    shared = {name for name, count in Counter(row.zh for row in PROPERTIES.values()).items() if count > 1}
    names = "\n".join(f"A,{row.zh}" for row in PROPERTIES.values())
    plan = planned(read_csv(f"站码,监测要素\n{names}\n"), a_station())
    expected = [row.key for row in PROPERTIES.values() if row.zh not in shared]
    assert [s.property for s in plan.stations[0].datastreams] == expected
    assert all("may mean" in one.detail for one in plan.outcomes if one.change is Change.REFUSED)
