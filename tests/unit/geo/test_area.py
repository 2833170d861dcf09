from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo import area
from geo.area import parse_area
from geo.errors import FenceError

RING = [[114, 32], [115, 32], [115, 33], [114, 33], [114, 32]]
HOLE = [[114.2, 32.2], [114.4, 32.2], [114.4, 32.4], [114.2, 32.2]]


def polygon(*rings):
    return {"type": "Polygon", "coordinates": list(rings)}


def test_a_polygon_with_a_hole_is_read():
    found = parse_area(polygon(RING, HOLE), place="x")
    assert found.area == pytest.approx(1 - 0.02)


def test_a_multipolygon_is_read():
    other = [[lon + 5, lat] for lon, lat in RING]
    found = parse_area({"type": "MultiPolygon", "coordinates": [[RING, HOLE], [other]]}, place="x")
    assert len(found.geoms) == 2


def test_altitudes_are_dropped():
    assert not parse_area(polygon([[*position, 88.5] for position in RING]), place="x").has_z


@pytest.mark.parametrize(
    ("geometry", "message"),
    [
        (None, "expected a geometry of type Polygon or MultiPolygon, got None"),
        ({"type": "Point", "coordinates": [1, 2]}, "expected a geometry of type Polygon or MultiPolygon, got Point"),
        ({"type": "Polygon"}, "coordinates: expected a list that is not empty, got None"),
        (polygon(), "coordinates: expected a list that is not empty, got []"),
        (polygon([]), "coordinates[0]: expected a list that is not empty, got []"),
        (polygon(RING[:2]), "coordinates[0]: expected a ring of at least 4 positions, got 2"),
        (polygon(RING[:4]), "coordinates[0]: expected a closed ring, got (114.0, 32.0) first and (114.0, 33.0) last"),
        (polygon([[1], *RING]), "coordinates[0][0]: expected [lon, lat], got [1]"),
        (polygon([["114", "32"], *RING]), "coordinates[0][0]: expected [lon, lat], got ['114', '32']"),
        (polygon([[True, 1], *RING]), "coordinates[0][0]: expected [lon, lat], got [True, 1]"),
        (polygon([[float("nan"), 1], *RING]), "coordinates[0][0]: expected [lon, lat], got [nan, 1]"),
        (polygon([[10**400, 1], *RING]), "coordinates[0][0]: expected [lon, lat], got [1000"),
        (
            polygon([[lat, lon] for lon, lat in RING]),
            (
                "coordinates[0][0]: expected lon in -180..180 and lat in -90..90, got [32, 114]; "
                "positions are [lon, lat], these look swapped"
            ),
        ),
        (polygon([[181, 0], *RING]), "coordinates[0][0]: expected lon in -180..180 and lat in -90..90, got [181, 0]"),
        (
            polygon([[0, 0], [1, 1], [1, 0], [0, 1], [0, 0]]),
            "not a valid area: Self-intersection[0.5 0.5]",
        ),
        (polygon([[0, 0], [1, 1], [2, 2], [0, 0]]), "not a valid area: "),
        (
            {"type": "MultiPolygon", "coordinates": [[RING], [[[1, 1]]]]},
            "coordinates[1][0]: expected a ring of at least 4 positions, got 1",
        ),
    ],
)
def test_each_mistake_has_its_message(geometry, message):
    with pytest.raises(FenceError, match=re.escape(message)) as caught:
        parse_area(geometry, place='fence "x"')
    assert str(caught.value).startswith('fence "x": ')


def test_too_many_positions_are_refused(monkeypatch):
    monkeypatch.setattr(area, "MOST_POSITIONS", 4)
    with pytest.raises(FenceError, match="expected at most 4 positions"):
        parse_area(polygon(RING), place="x")


anything = st.recursive(
    st.none() | st.booleans() | st.integers(-200, 200) | st.floats() | st.text(max_size=3),
    lambda inner: st.lists(inner, max_size=5),
    max_leaves=30,
)


@given(anything, st.sampled_from(["Polygon", "MultiPolygon"]))
def test_garbage_raises_fence_errors_only(coordinates, kind):
    try:
        found = parse_area({"type": kind, "coordinates": coordinates}, place="x")
    except FenceError:
        return
    assert found.is_valid
