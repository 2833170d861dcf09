import pytest

from geo.fence import parse_fence
from geo.fence_document import fence_document, read_fence_document
from sensing.document import read_document, write_document
from sensing.errors import DocumentError

RING = [[114.1, 31.0], [115.0, 31.0], [115.0, 32.400000000000006], [114.1, 31.0]]
TEXT = """\
apiVersion: fenghuo/v1
kind: Fence
id: zone
name: 蓄滞洪区
division: "411528000000"
geometry: {type: Polygon, coordinates: [[[114, 31], [115, 31], [115, 32], [114, 31]]]}
"""


def read(text: str):
    return read_fence_document(read_document(text, origin="f.yaml", what="fence"))


def test_a_fence_is_read():
    fence = read(TEXT)
    assert (fence.id, fence.name, fence.division, fence.geometry.bounds) == (
        "zone",
        "蓄滞洪区",
        "411528000000",
        (114, 31, 115, 32),
    )


@pytest.mark.parametrize(
    "geometry", [{"type": "Polygon", "coordinates": [RING]}, {"type": "MultiPolygon", "coordinates": [[RING]]}]
)
def test_what_is_written_is_read_back(geometry):
    properties = {"name": "a: b", "kind": "basin", "deep": {"n": [1, 2.5, "3", None, True, "no"]}}
    fence = parse_fence({"type": "Feature", "geometry": geometry, "properties": properties}, id="z")
    assert read(write_document(fence_document(fence))) == fence


def test_a_corridor_for_a_time_is_read_and_written_back():
    text = TEXT.replace(
        "geometry: {type: Polygon, coordinates: [[[114, 31], [115, 31], [115, 32], [114, 31]]]}",
        "valid_until: 2026-08-01T00:00:00+08:00\nwidth_m: 400\n"
        "geometry: {type: LineString, coordinates: [[114, 31], [115, 31]]}",
    )
    fence = read(text)
    assert fence.geometry.geom_type == "Polygon"
    document = fence_document(fence)
    assert (document["width_m"], document["valid_until"], document["geometry"]["type"]) == (
        400.0,
        "2026-07-31T16:00:00Z",
        "LineString",
    )
    assert read(write_document(document)) == fence


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("Polygon", "Point", "f.yaml:6: "),
        ("id: zone", "id: a b", 'f.yaml:6: fence "a b": expected an id'),
        ("name:", "nam:", 'f.yaml:4: unknown key "nam", did you mean "name"'),
        ("geometry: {", "radius_m: 5\ngeometry: {", 'f.yaml:6: fence "zone": radius_m: a Polygon takes buffer_m'),
        ("geometry: {", "buffer_m: 0\ngeometry: {", 'f.yaml:6: fence "zone": buffer_m: expected metres, more than 0'),
        ("geometry: {", "valid_from: now\ngeometry: {", 'f.yaml:6: fence "zone": valid_from: expected an RFC 3339'),
        (
            "geometry: {",
            "properties: {width_m: 3}\ngeometry: {",
            "f.yaml:6: properties.width_m: expected width_m beside properties",
        ),
        ("kind: Fence", "kind: Rule", 'f.yaml:2: kind: unknown value "Rule"'),
        ("geometry: {", "properties: 7\ngeometry: {", "f.yaml:6: properties: expected a mapping"),
    ],
)
def test_a_mistake_is_told_with_its_line(old, new, message):
    with pytest.raises(DocumentError) as caught:
        read(TEXT.replace(old, new))
    assert str(caught.value).startswith(message)
