from __future__ import annotations

from datetime import timedelta

import pytest

from fenghuo import station_file
from fenghuo.station_file import parse_stations, station_json
from sensing.errors import DocumentError
from sensing.station import StationKind
from tests.unit.fenghuo.conftest import STATIONS

MINIMAL = '- {id: A, name: 甲, kind: river_gauge, division: "411528000000", lon: 114, lat: 32, datastreams: [%s]}'


def mistake(text: str) -> str:
    with pytest.raises(DocumentError) as caught:
        parse_stations(text, origin="s.yaml")
    return str(caught.value)


def test_a_station_is_read_with_all_its_fields():
    (station,) = parse_stations(STATIONS, origin="s.yaml")
    assert (station.id, station.name, station.kind) == ("XY-H03", "息县", StationKind.RIVER_GAUGE)
    assert (station.lon, station.lat, station.division) == (114.73, 32.33, "411528000000")
    (stream,) = station.datastreams
    assert (stream.property, stream.unit, stream.interval) == ("water_level", "m", timedelta(minutes=5))


def test_the_example_in_the_documentation_of_the_module_is_itself_good():
    example = (station_file.__doc__ or "").split("\n\n", 1)[1]
    assert [station.id for station in parse_stations(example, origin="doc")] == ["XY-H03"]


def test_a_datastream_left_short_has_the_canonical_unit_and_five_minutes():
    ((stream,),) = (
        station.datastreams for station in parse_stations(MINIMAL % "{property: water_level}", origin="s.yaml")
    )
    assert (stream.unit, stream.interval) == ("m", timedelta(minutes=5))


def test_what_is_sent_to_the_api_can_be_read_as_a_file_again():
    (station,) = parse_stations(STATIONS, origin="s.yaml")
    document = station_json(station)
    assert document["datastreams"] == [{"property": "water_level", "unit": "m", "interval_s": 300}]
    assert (document["kind"], document["river"], document["demo"]) == ("river_gauge", "", False)


@pytest.mark.parametrize(
    ("wrong", "right", "message"),
    [
        ("id: XY-H03", "id: XY H03", "s.yaml:2: id: expected 1 to 64 of A-Z a-z 0-9 . _ -, got 'XY H03'"),
        ('"411528000000"', '"4115"', "s.yaml:5: division: expected 12 digits, got '4115'"),
        ("lon: 114.73", "lon: 214.73", "s.yaml:6: lon, lat: expected degrees (lon, lat), got 214.73, 32.33: swapped?"),
        ("unit: m", "unit: °C", "s.yaml:9:"),
        ("kind: river_gauge", "kind: river_gage", "river_gauge"),
        ("datastreams", "datastream", 'unknown key "datastream"'),
        ("property: water_level", "property: water_levle", "water_level"),
    ],
)
def test_each_mistake_has_its_line_and_says_what_was_expected(wrong, right, message):
    assert message in mistake(STATIONS.replace(wrong, right))


def test_a_property_given_twice_at_a_station_is_refused():
    text = MINIMAL % "{property: water_level}, {property: water_level}"
    assert mistake(text) == 's.yaml:1: property "water_level" occurs twice at this station'


def test_an_id_given_twice_is_refused_with_both_lines():
    assert mistake(STATIONS + STATIONS) == 's.yaml:11: station id "XY-H03" occurs twice, first on line 2'


def test_a_file_that_is_no_list_is_refused():
    assert mistake("id: A") == "s.yaml:1: expected a list of stations"


def test_an_empty_file_holds_no_stations():
    assert parse_stations("", origin="s.yaml") == []


def test_documents_of_a_provisioning_folder_are_stations_as_well():
    facts = "name: a\ntype: other\ndivision: '411528000000'\nlon: 114\nlat: 32\n"
    text = "".join(f"---\napiVersion: fenghuo/v1\nkind: Station\nid: {key}\n{facts}" for key in ("A", "B"))
    assert [station.id for station in parse_stations(text, origin="s.yaml")] == ["A", "B"]
