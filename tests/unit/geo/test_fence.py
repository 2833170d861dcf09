from __future__ import annotations

import json

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
        (FEATURE, "a/b", 'fence "a/b": expected an id of 1 to 64 of A-Z a-z 0-9 . _ -'),
        (
            {**FEATURE, "geometry": None},
            "x",
            'fence "x": expected a geometry of type Polygon or MultiPolygon, got None',
        ),
    ],
)
def test_each_mistake_has_its_message(feature, id_, message):
    with pytest.raises(FenceError) as caught:
        parse_fence(feature, id=id_)
    assert str(caught.value) == message
