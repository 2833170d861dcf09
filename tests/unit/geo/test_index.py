from __future__ import annotations

import numpy as np
import shapely
from hypothesis import given
from hypothesis import strategies as st

from geo.fence import Fence, FenceId
from geo.index import FenceIndex


def a_fence(name, geometry):
    return Fence(id=FenceId(name), name=name, geometry=geometry)


#: Corners on a small grid, so that points fall on edges and corners.
corners = st.lists(st.tuples(st.integers(0, 6), st.integers(0, 6)), min_size=3, max_size=8)


@st.composite
def areas(draw):
    """Return a valid polygon or multipolygon, often with touching parts and collinear edges."""
    repaired = shapely.make_valid(shapely.Polygon(draw(corners)))
    parts = [part for part in shapely.get_parts(repaired) if part.geom_type in {"Polygon", "MultiPolygon"}]
    area = shapely.union_all(parts) if parts else shapely.box(0, 0, 1, 1)
    if draw(st.booleans()):
        area = area.difference(shapely.box(2, 2, 3, 3))
    return area if not area.is_empty and area.geom_type in {"Polygon", "MultiPolygon"} else shapely.box(0, 0, 1, 1)


@given(st.lists(areas(), max_size=6), st.lists(st.tuples(st.integers(-1, 13), st.integers(-1, 13)), max_size=30))
def test_the_answer_is_that_of_geos(geometries, halves):
    index = FenceIndex([a_fence(f"f{i}", geometry) for i, geometry in enumerate(geometries)])
    lon, lat = np.array(halves, dtype=float).reshape(-1, 2).T / 2
    point, fence = index.inside(lon, lat)
    expected = [
        (i, j)
        for i in range(len(lon))
        for j, geometry in enumerate(geometries)
        if shapely.covers(geometry, shapely.Point(lon[i], lat[i]))
    ]
    assert list(zip(point.tolist(), fence.tolist(), strict=True)) == expected


def test_one_point_finds_its_fences():
    index = FenceIndex([a_fence("small", shapely.box(0, 0, 1, 1)), a_fence("large", shapely.box(0, 0, 9, 9))])
    assert [fence.id for fence in index.at(1, 1)] == ["small", "large"]
    assert [fence.id for fence in index.at(2, 2)] == ["large"]
    assert index.at(10, 10) == []


def test_a_point_that_is_nowhere_lies_in_no_fence():
    index = FenceIndex([a_fence("all", shapely.box(-180, -90, 180, 90))])
    point, fence = index.inside(np.array([np.nan, 1.0, np.inf]), np.array([1.0, np.nan, 0.0]))
    assert (point.size, fence.size) == (0, 0)


def test_longitude_comes_first():
    index = FenceIndex([a_fence("xinyang", shapely.box(113, 31, 116, 33))])
    assert index.at(114.7, 32.3)
    assert not index.at(32.3, 114.7)


def test_no_fences_hold_nothing():
    assert FenceIndex([]).at(1, 1) == []
