import json

import pytest

from sensing.exchange.feature import read_features
from sensing.exchange.table import TableError
from tests.unit.sensing.exchange.tables import planned

POINT = {"type": "Point", "coordinates": [114.74, 32.34]}


def features(*found: object) -> str:
    return json.dumps({"type": "FeatureCollection", "features": found}, ensure_ascii=False)


def test_a_feature_of_a_map_program_is_a_station():
    text = features(
        {"type": "Feature", "geometry": POINT, "properties": {"站码": "A", "站名": "息县", "行政区划": 411528}}
    )
    (station,) = planned(read_features(text)).stations
    assert (station.id, station.lon, station.lat, station.division) == ("A", 114.74, 32.34, "411528000000")


def test_the_id_may_be_that_of_the_feature():
    text = features({"type": "Feature", "id": 7, "geometry": POINT, "properties": {"division": "4115"}})
    assert planned(read_features(text)).stations[0].id == "7"


def test_a_geometry_that_is_no_point_refuses_its_station_only():
    line = {"type": "LineString", "coordinates": [[1, 2], [3, 4]]}
    bad = {"type": "Feature", "id": "A", "geometry": line, "properties": {"division": "4115"}}
    good = {"type": "Feature", "id": "B", "geometry": POINT, "properties": {"division": "4115"}}
    plan = planned(read_features(features(bad, good)))
    assert [(one.row, one.change.value) for one in plan.outcomes] == [(1, "refused"), (2, "new")]


@pytest.mark.parametrize("text", ["[]", "{}", '{"type": "FeatureCollection"}', '{"type": "Polygon"}', "[" * 100_000])
def test_what_is_no_collection_is_refused(text):
    with pytest.raises(TableError, match="file: expected"):
        read_features(text)


def test_features_that_are_no_objects_are_named():
    with pytest.raises(TableError, match="feature 2: expected an object"):
        read_features(features({"type": "Feature"}, 7))
    with pytest.raises(TableError, match="feature 1: expected properties to be an object"):
        read_features(features({"type": "Feature", "properties": [1]}))


def test_what_no_database_can_hold_becomes_a_mark():
    text = '{"type": "Feature", "id": "A", "properties": {"name": "a\\ud800b\\u0000", "x\\ud800": 1}}'
    table = read_features(text)
    assert (table.header, table.rows[0].cells) == (("name", "x\ufffd", "id"), ("a\ufffdb\ufffd", "1", "A"))
