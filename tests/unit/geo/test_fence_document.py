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


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("Polygon", "Point", "f.yaml:6: "),
        ("id: zone", "id: a b", 'f.yaml:6: fence "a b": expected an id'),
        ("name:", "nam:", 'f.yaml:4: unknown key "nam", did you mean "name"'),
        ("kind: Fence", "kind: Rule", 'f.yaml:2: kind: unknown value "Rule"'),
        ("geometry: {", "properties: 7\ngeometry: {", "f.yaml:6: properties: expected a mapping"),
    ],
)
def test_a_mistake_is_told_with_its_line(old, new, message):
    with pytest.raises(DocumentError) as caught:
        read(TEXT.replace(old, new))
    assert str(caught.value).startswith(message)
