import contextlib
import json
import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.errors import ExchangeError
from geo.exchange import source
from geo.exchange.geojson import read_geojson
from geo.exchange.source import Format
from tests.unit.geo.exchange.files import a_feature, geojson, polygon, square


def only(data: bytes):
    (feature,) = read_geojson(data).features
    return feature


def test_a_collection_a_feature_and_a_bare_geometry_are_read():
    for document in (
        {"type": "FeatureCollection", "features": [a_feature(name="息县")]},
        a_feature(name="息县"),
        polygon(),
        {"type": "GeometryCollection", "geometries": [polygon()]},
    ):
        found = read_geojson(json.dumps(document).encode())
        assert found.form is Format.GEOJSON
        assert found.features[0].geometry.area == pytest.approx(0.16)


def test_a_byte_order_mark_is_passed_over():
    assert only(b"\xef\xbb\xbf" + geojson(a_feature())).geometry is not None


def test_the_crs_member_of_2008_is_honoured():
    name = "urn:ogc:def:crs:EPSG::4547"
    assert read_geojson(geojson(a_feature(), crs={"type": "name", "properties": {"name": name}})).crs == name


def test_a_crs_member_that_names_nothing_is_noted():
    found = read_geojson(geojson(a_feature(), crs={"type": "link", "properties": {"href": "http://x"}}))
    assert (found.crs, found.notes) == ("", ("the crs member names no system and is passed over",))


def test_a_ring_that_is_not_closed_is_closed_and_said_so():
    feature = only(geojson(a_feature(polygon(square()[:-1]))))
    assert feature.geometry.is_valid
    assert feature.repairs == ("a ring that was not closed is closed",)


def test_properties_of_objects_inside_are_flattened():
    feature = only(geojson(a_feature(adcode=411528, parent={"adcode": 411500}, center=[114.74, 32.34])))
    assert feature.attributes == {"adcode": 411528, "parent.adcode": 411500, "center": "[114.74, 32.34]"}


def test_an_id_beside_the_properties_counts_as_one():
    assert only(geojson(a_feature(name="x") | {"id": "411528"})).attributes["id"] == "411528"


@pytest.mark.parametrize(
    ("geometry", "fault"),
    [
        (polygon(square()[:2]), "expected a ring of at least 4 positions, got 2"),
        ({"type": "Circle", "coordinates": []}, "unknown type of geometry 'Circle'"),
        ({"type": "Polygon", "coordinates": [[["a", 1]]]}, "expected a position [x, y], got ['a', 1]"),
        ({"type": "Polygon"}, "expected a list, got None"),
        ({"type": "Point", "coordinates": [1e400, 2]}, "expected a position [x, y], got [inf, 2]"),
        ({"type": ["x"], "coordinates": []}, "unknown type of geometry ['x']"),
        ("nowhere", "expected a geometry, got 'nowhere'"),
    ],
)
def test_a_broken_feature_is_refused_alone(geometry, fault: str):
    bad, good = read_geojson(geojson(a_feature(geometry), a_feature())).features
    assert (bad.fault, bad.geometry) == (fault, None)
    assert good.geometry is not None


def test_a_property_that_is_no_number_is_none_at_all():
    assert only(geojson(a_feature(area=float("nan"), code=2**60))).attributes == {"area": None, "code": str(2**60)}


def test_no_geometry_is_no_fault_of_the_file():
    feature = only(geojson(a_feature(None, code="411528")))
    assert (feature.geometry, feature.fault) == (None, "")


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"\xff\xfe{}", "expected UTF-8"),
        (b"{", "not JSON"),
        (b"[1]", r"expected an object, got \[1\]"),
        (b'{"type": "Topology"}', "expected a FeatureCollection"),
        (b'{"type": "FeatureCollection", "features": 3}', "expected a list under features"),
        (b"[" * 200_000, "not JSON"),
    ],
)
def test_what_is_no_geojson_is_refused(data: bytes, why: str):
    with pytest.raises(ExchangeError, match=why):
        read_geojson(data)


def test_geometry_collections_nest_only_so_deep():
    node = polygon()
    for _ in range(10):
        node = {"type": "GeometryCollection", "geometries": [node]}
    assert only(geojson(a_feature(node))).fault == "expected geometry collections at most 4 deep"


def test_features_are_counted(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(source, "MOST_FEATURES", 2)
    with pytest.raises(ExchangeError, match="at most 2 features"):
        read_geojson(geojson(*[a_feature()] * 3))
    monkeypatch.setattr(source, "MOST_POSITIONS", 8)
    with pytest.raises(ExchangeError, match="at most 8 positions"):
        read_geojson(geojson(*[a_feature()] * 2))


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(st.sampled_from(["type", "coordinates", "geometries", "geometry", "properties"]), inner)
    ),
    max_leaves=12,
)


@given(JSON)
def test_any_json_is_read_or_refused(value):
    for document in ({"type": "FeatureCollection", "features": [value]}, a_feature(value), value):
        with contextlib.suppress(ExchangeError):
            read_geojson(json.dumps(document).encode())


@given(st.randoms(use_true_random=False))
def test_any_mutation_is_read_or_refused(rng: random.Random):
    data = bytearray(geojson(a_feature(name="x"), crs={"type": "name", "properties": {"name": "EPSG:4326"}}))
    for _ in range(rng.randint(1, 8)):
        data[rng.randrange(len(data))] = rng.randrange(256)
    with contextlib.suppress(ExchangeError):
        read_geojson(bytes(data))
