from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest

from geo.errors import FenceError
from geo.fence import LONGEST_NAME, fence_to_feature, parse_fence

FEATURE = {
    "type": "Feature",
    "properties": {"name": "化工园区", "division": "411528000000", "kind": "plant"},
    "geometry": {"type": "Polygon", "coordinates": [[[114, 32], [115, 32], [115, 33], [114, 32]]]},
}


def test_a_feature_is_read():
    fence = parse_fence(FEATURE, id="plant")
    assert (fence.id, fence.name, fence.division, fence.properties) == (
        "plant",
        "化工园区",
        "411528000000",
        {"kind": "plant"},
    )
    assert fence.geometry.area == pytest.approx(0.5)


@pytest.mark.parametrize("properties", [None, {}, {"name": None}])
def test_a_fence_without_a_name_is_called_by_its_id(properties):
    fence = parse_fence({**FEATURE, "properties": properties}, id="plant")
    assert (fence.name, fence.division) == ("plant", "")


@pytest.mark.parametrize("properties", [FEATURE["properties"], {"note": [1, {"a": None}]}])
def test_what_is_written_is_read_back(properties):
    fence = parse_fence({**FEATURE, "properties": properties}, id="plant")
    written = json.loads(json.dumps(fence_to_feature(fence)))
    assert parse_fence(written, id="plant") == fence


@pytest.mark.parametrize(
    ("feature", "id_", "message"),
    [
        ([], "x", 'fence "x": expected a GeoJSON Feature'),
        ({"type": "FeatureCollection"}, "x", 'fence "x": expected a GeoJSON Feature'),
        ({**FEATURE, "properties": [1]}, "x", 'fence "x": expected properties to be an object'),
        (
            {**FEATURE, "properties": {"name": 7}},
            "x",
            f'fence "x": expected properties.name to be a text of at most {LONGEST_NAME} characters',
        ),
        (
            {**FEATURE, "properties": {"division": "4115"}},
            "x",
            'fence "x": properties.division: expected a 12-digit division code such as 411528000000, got "4115"',
        ),
        (
            {**FEATURE, "properties": {"valid_until": "tomorrow"}},
            "x",
            (
                'fence "x": properties.valid_until: expected an RFC 3339 instant such as 2026-07-19T14:03:22+08:00, '
                "got 'tomorrow'"
            ),
        ),
        (
            {**FEATURE, "properties": {"valid_from": 5}},
            "x",
            (
                'fence "x": properties.valid_from: expected an RFC 3339 instant such as 2026-07-19T14:03:22+08:00, '
                "got '5'"
            ),
        ),
        (
            {
                **FEATURE,
                "properties": {"valid_from": "2026-07-01T00:00:00Z", "valid_until": "2026-07-01T08:00:00+08:00"},
            },
            "x",
            'fence "x": properties.valid_until: expected an instant after valid_from, got 2026-07-01T00:00:00+00:00',
        ),
        (FEATURE, "a/b", 'fence "a/b": expected an id of 1 to 64 of A-Z a-z 0-9 . _ -'),
        (
            {**FEATURE, "geometry": None},
            "x",
            (
                'fence "x": expected a geometry of type Polygon, MultiPolygon, Point (with radius_m), LineString or '
                "MultiLineString (with width_m), got None"
            ),
        ),
    ],
)
def test_each_mistake_has_its_message(feature, id_, message):
    with pytest.raises(FenceError) as caught:
        parse_fence(feature, id=id_)
    assert str(caught.value) == message


def test_a_fence_holds_from_its_first_instant_to_before_its_last():
    times = {"valid_from": "2026-07-01T08:00:00+08:00", "valid_until": "2026-07-03T00:00:00.1239Z"}
    fence = parse_fence({**FEATURE, "properties": times}, id="plant")
    start, end = datetime(2026, 7, 1, tzinfo=UTC), datetime(2026, 7, 3, 0, 0, 0, 123000, tzinfo=UTC)
    assert (fence.valid_from, fence.valid_until) == (start, end)
    assert (fence.is_valid_at(start), fence.is_valid_at(end)) == (True, False)
    assert not fence.is_valid_at(datetime(2026, 6, 30, 23, 59, tzinfo=UTC))
    assert parse_fence(fence_to_feature(fence), id="plant") == fence


def test_a_fence_without_times_always_holds():
    fence = parse_fence(FEATURE, id="plant")
    assert fence.is_valid_at(datetime(1, 1, 1, tzinfo=UTC))
    assert fence.is_valid_at(datetime(9999, 1, 1, tzinfo=UTC))


@pytest.mark.parametrize(
    ("geometry", "reach"),
    [
        ({"type": "Point", "coordinates": [114.5, 32.5]}, {"radius_m": 500}),
        ({"type": "LineString", "coordinates": [[114, 32], [115, 32.5]]}, {"width_m": 300.5}),
        (FEATURE["geometry"], {"buffer_m": 100}),
    ],
)
def test_what_was_drawn_is_written_and_read_back(geometry, reach):
    fence = parse_fence({"type": "Feature", "geometry": geometry, "properties": reach}, id="a")
    written = json.loads(json.dumps(fence_to_feature(fence)))
    assert written["geometry"]["type"] == "Polygon"
    assert written["properties"]["drawn"]["type"] == geometry["type"]
    assert parse_fence(written, id="a") == fence
