from __future__ import annotations

import numpy as np
import pytest
import shapely

from geo.fence import Fence, FenceId
from geo.index import FenceIndex
from geo.index_parts import Parts


def a_fence(name, geometry):
    return Fence(id=FenceId(name), name=name, geometry=geometry)


def small(count):
    """Return small squares side by side."""
    return [a_fence(f"s{i}", shapely.box(i % 10, i // 10, i % 10 + 0.6, i // 10 + 0.6)) for i in range(count)]


def wide(name, shift=0.0):
    return a_fence(name, shapely.Point(5, 5).buffer(3.3 + shift))


def names(index, lon, lat):
    return [str(fence.id) for fence in index.at(lon, lat)]


def assert_as_geos(index):
    rng = np.random.default_rng(5)
    lon, lat = rng.uniform(-1, 11, (2, 4000))
    point, fence = index.inside(lon, lat)
    known = [index.fences[number] for number in index._parts.number.values()]
    held = {(i, str(each.id)) for each in known for i in np.flatnonzero(shapely.intersects_xy(each.geometry, lon, lat))}
    found = [(i, str(index.fences[j].id)) for i, j in zip(point.tolist(), fence.tolist(), strict=True)]
    assert sorted(found) == sorted(held)
    assert (np.diff(point) >= 0).all()


def test_few_fences_share_one_raster():
    parts = Parts.of((*small(10), wide("w"))).with_raster()
    assert (len(parts.rasters), parts.wide) == (1, frozenset())


def test_among_many_the_wide_ones_have_their_own():
    parts = Parts.of((*small(100), wide("w"))).with_raster()
    assert (len(parts.rasters), parts.wide) == (2, {100})
    assert_as_geos(FenceIndex(parts=parts))


def test_where_all_are_wide_none_is_apart():
    parts = Parts.of(tuple(wide(f"w{i}", i / 100) for i in range(70))).with_raster()
    assert (len(parts.rasters), parts.wide) == (1, frozenset())


def test_wide_fences_come_change_and_go():
    index = FenceIndex(small(100)).ready()
    index = index.changed([wide("a")])
    assert index._parts.wide == {100}
    index = index.changed([wide("b"), wide("a", 0.4)])
    assert (names(index, 5.8, 8.5), names(index, 5.3, 5.3)) == (["a"], ["s55", "b", "a"])
    assert_as_geos(index)
    index = index.changed(gone=[FenceId("a"), FenceId("b")])
    assert (index._parts.wide, index._parts.wide_raster) == (frozenset(), None)
    assert_as_geos(index)


@pytest.mark.parametrize("round_", range(2))
def test_a_wide_fence_that_is_replaced_writes_no_node_of_the_others(round_):
    index = FenceIndex([*small(100), wide("w")]).ready()
    nodes = len(index._parts.raster.nodes)
    for step in range(20):
        index = index.changed([wide("w", (step + round_) / 40)])
    assert len(index._parts.raster.nodes) == nodes
    assert index._parts.built == FenceIndex([*small(100), wide("w")]).ready()._parts.built


def test_what_changes_leave_behind_is_weighed():
    parts = Parts.of(tuple(small(100))).with_raster()
    assert parts.built == parts.weight > 0
    assert parts.plus(a_fence("new", shapely.box(2.2, 2.2, 3.2, 3.2))).weight > parts.weight
