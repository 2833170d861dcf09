from __future__ import annotations

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from geo import index as index_module
from geo import index_parts
from geo.fence import Fence, FenceId
from geo.index import FenceIndex
from geo.raster import FINEST, SIDE


def a_fence(name, geometry):
    return Fence(id=FenceId(name), name=name, geometry=geometry)


def fences_of(geometries):
    return [a_fence(f"f{i}", geometry) for i, geometry in enumerate(geometries)]


def pairs_of(index, lon, lat):
    point, fence = index.inside(np.asarray(lon, dtype=float), np.asarray(lat, dtype=float))
    return [(i, str(index.fences[j].id)) for i, j in zip(point.tolist(), fence.tolist(), strict=True)]


def pairs_by_geos(fences, lon, lat):
    """Return what GEOS says, one question for each point and fence."""
    points = shapely.points(lon, lat)
    held = [
        (point, str(fence.id)) for fence in fences for point in np.flatnonzero(shapely.covers(fence.geometry, points))
    ]
    return sorted((int(point), name) for point, name in held)


def assert_same(index, fences, lon, lat):
    assert sorted(pairs_of(index, lon, lat)) == pairs_by_geos(fences, lon, lat)


#: Corners on a small grid, so that points fall on edges and corners.
corners = st.lists(st.tuples(st.integers(0, 6), st.integers(0, 6)), min_size=3, max_size=8)
#: Sizes from a tenth of a micrometre to a continent.
sizes = st.sampled_from([1e-12, 1e-6, 1e-3, 0.1, 1.0, 10.0])
offsets = st.sampled_from([(0.0, 0.0), (114.1, 32.3), (-120.7, -50.2), (100.0, 20.0)])


def placed(area, size, offset):
    moved = shapely.transform(area, lambda xy: xy * size + offset)
    return moved if moved.is_valid and not moved.is_empty else shapely.box(*offset, offset[0] + 1, offset[1] + 1)


@st.composite
def areas(draw):
    """Return a valid polygon or multipolygon: holes, spikes, slivers, touching parts, collinear edges."""
    kind = draw(st.sampled_from(["any", "any", "sliver", "spike", "star", "comb"]))
    if kind == "sliver":
        area = shapely.Polygon([(0, 0), (6, draw(st.sampled_from([1e-9, 1e-4, 3.0]))), (6, 3.0 + 1e-12), (0, 0)])
    elif kind == "spike":
        area = shapely.Polygon([(0, 0), (3, 0), (3, 2), (6, 2 + 1e-10), (3, 2 + 1e-9), (3, 4), (0, 4)])
    elif kind == "star":
        angle = np.linspace(0, 2 * np.pi, draw(st.integers(5, 41)), endpoint=False)
        radius = np.where(np.arange(len(angle)) % 2, 3, draw(st.sampled_from([0.01, 1.0, 2.9])))
        area = shapely.make_valid(
            shapely.Polygon(np.stack([3 + radius * np.cos(angle), 3 + radius * np.sin(angle)], 1))
        )
    elif kind == "comb":
        teeth = [(x, 5 if x % 2 else 1) for x in range(7)]
        area = shapely.Polygon([(0, 0), *((x / 1.1, y) for x, y in teeth), (6, 0)])
    else:
        repaired = shapely.make_valid(shapely.Polygon(draw(corners)))
        parts = [part for part in shapely.get_parts(repaired) if part.geom_type in {"Polygon", "MultiPolygon"}]
        area = shapely.union_all(parts) if parts else shapely.box(0, 0, 1, 1)
    if draw(st.booleans()):
        area = area.difference(shapely.box(2, 2, 3, 3))
    area = area if not area.is_empty and area.geom_type in {"Polygon", "MultiPolygon"} else shapely.box(0, 0, 1, 1)
    return placed(area, draw(sizes), draw(offsets))


def close_points(geometries, index):
    """Return the points at which an index may go wrong: corners, edges, their next neighbours, borders of cells."""
    coordinates = shapely.get_coordinates(geometries)
    middle = (coordinates[1:] + coordinates[:-1]) / 2
    third = coordinates[:-1] + (coordinates[1:] - coordinates[:-1]) / 3
    near = np.concatenate([coordinates, middle, third])
    around = [near]
    ways = ((np.inf, np.inf), (-np.inf, np.inf), (np.inf, -np.inf), (-np.inf, -np.inf))
    around += [np.nextafter(near, np.broadcast_to(way, near.shape)) for way in ways]
    if index._parts.raster is not None:
        window = index._parts.raster.window
        x, y = window.cells(*near.T)
        for size in (1, SIDE**2, SIDE**3):
            border = window.degrees(np.round(x / size) * size, np.round(y / size) * size)
            around.append(np.stack(border, axis=1))
        corner = window.degrees(np.array([0.0, FINEST]), np.array([0.0, FINEST]))
        around.append(np.stack(corner, axis=1))
    return np.concatenate(around).T


@settings(deadline=None, max_examples=25)
@given(st.lists(areas(), min_size=1, max_size=6), st.sampled_from([1, 4]), st.integers(0, 2**32 - 1))
def test_the_answer_is_that_of_geos(geometries, copies, seed):
    # Copies, a little aside, make fences enough for nodes, and cells with many candidates.
    shifts = [(0.0, 0.0), (0.0, 0.0), (0.3, 0.0), (1e-7, 1e-7)][:copies]
    geometries = [shapely.transform(area, lambda xy, by=by: xy + by) for area in geometries for by in shifts]
    fences = fences_of([area if area.is_valid else shapely.box(0, 0, 1, 1) for area in geometries])
    index = FenceIndex(fences).ready()
    lon, lat = close_points([fence.geometry for fence in fences], index)
    rng = np.random.default_rng(seed)
    west, south, east, north = shapely.total_bounds([fence.geometry for fence in fences])
    lon = np.r_[lon, rng.uniform(west - 1e-9, east + 1e-9, 200)]
    lat = np.r_[lat, rng.uniform(south - 1e-9, north + 1e-9, 200)]
    assert_same(index, fences, lon, lat)


@settings(deadline=None, max_examples=12)
@given(st.data())
def test_a_changed_index_answers_as_a_new_one(data):
    there = {f"f{i}": area for i, area in enumerate(data.draw(st.lists(areas(), min_size=5, max_size=20)))}
    index = FenceIndex([a_fence(name, area) for name, area in there.items()]).ready()
    earlier = []
    for step in range(data.draw(st.integers(1, 6))):
        earlier.append((index, dict(there)))
        if data.draw(st.integers(0, 9)) == 0:
            # Go on from an older index: what grew out of it meanwhile must not be disturbed.
            index, there = earlier[0][0], dict(earlier[0][1])
        if data.draw(st.booleans()) and len(there) > 1:
            name = data.draw(st.sampled_from(sorted(there)))
            there.pop(name)
            index = index.changed(gone=[FenceId(name)])
        else:
            name = data.draw(st.sampled_from([*sorted(there)[:2], f"new{step}"]))
            there[name] = data.draw(areas())
            index = index.changed([a_fence(name, there[name])])
    for each, known in [*earlier, (index, there)]:
        fences = [a_fence(name, area) for name, area in known.items()]
        assert_same(each, fences, *close_points([fence.geometry for fence in fences], each))


def test_the_raster_is_built_once_it_pays():
    index = FenceIndex(many(30))
    assert index.at(114.005, 32.005)
    assert index.nbytes == 0
    point, _ = index.inside(np.full(300, 114.005), np.full(300, 32.005))
    assert (len(point), index.nbytes > 0, index.ready() is index) == (300, True, True)


def test_points_are_in_order_then_fences():
    index = FenceIndex(fences_of([shapely.box(0, 0, 2, 2), shapely.box(0, 0, 9, 9), shapely.box(1, 1, 3, 3)]))
    point, fence = index.inside(np.array([1.5, 8.0, 0.5]), np.array([1.5, 8.0, 0.5]))
    assert list(zip(point.tolist(), fence.tolist(), strict=True)) == [(0, 0), (0, 1), (0, 2), (1, 1), (2, 0), (2, 1)]


def test_one_point_finds_its_fences():
    index = FenceIndex([a_fence("small", shapely.box(0, 0, 1, 1)), a_fence("large", shapely.box(0, 0, 9, 9))])
    assert [fence.id for fence in index.at(1, 1)] == ["small", "large"]
    assert [fence.id for fence in index.at(2, 2)] == ["large"]
    assert index.at(10, 10) == []


def test_a_point_that_is_nowhere_lies_in_no_fence():
    index = FenceIndex([a_fence("all", shapely.box(-180, -90, 180, 90))])
    point, fence = index.inside(np.array([np.nan, 1.0, np.inf, -np.inf, 1e300]), np.array([1.0, np.nan, 0.0, 0.0, 0.0]))
    assert (point.size, fence.size) == (0, 0)


def test_the_ends_of_the_world_are_inside():
    index = FenceIndex([a_fence("all", shapely.box(-180, -90, 180, 90))])
    assert [len(index.at(*corner)) for corner in ((-180, -90), (180, 90), (-180, 90), (180, -90))] == [1, 1, 1, 1]
    assert index.at(181, 0) == []


def test_longitude_comes_first():
    index = FenceIndex([a_fence("xinyang", shapely.box(113, 31, 116, 33))])
    assert index.at(114.7, 32.3)
    assert not index.at(32.3, 114.7)


def test_no_fences_hold_nothing():
    assert FenceIndex([]).at(1, 1) == []
    assert len(FenceIndex([])) == 0


def test_a_first_fence_may_come_later_and_go_again():
    index = FenceIndex([]).ready().changed([a_fence("a", shapely.box(0, 0, 1, 1))])
    assert [fence.id for fence in index.at(1, 1)] == ["a"]
    assert index.changed(gone=[FenceId("a")]).at(1, 1) == []
    assert index.changed(gone=[FenceId("never there")]).at(1, 1)


def many(count, *, west=114.0, side=0.01):
    corner = [(west + i % 30 * side * 1.5, 32 + i // 30 * side * 1.5) for i in range(count)]
    return [a_fence(f"m{i}", shapely.box(x, y, x + side, y + side)) for i, (x, y) in enumerate(corner)]


def test_a_fence_out_of_the_window_is_found_too():
    fences = many(100)
    far = a_fence("peking", shapely.box(116, 39, 117, 40))
    index = FenceIndex(fences).ready().changed([far])
    assert [fence.id for fence in index.at(116.5, 39.5)] == ["peking"]
    assert [fence.id for fence in index.at(114, 32)] == ["m0"]
    moved = index.changed([a_fence("peking", shapely.box(114, 32, 114.1, 32.1))])
    assert moved.at(116.5, 39.5) == []
    assert [fence.id for fence in moved.at(114, 32)] == ["m0", "peking"]
    assert index.changed(gone=[far.id]).at(116.5, 39.5) == []


def test_many_fences_out_of_the_window_are_taken_in():
    index = FenceIndex(many(100)).ready()
    for fence in many(12, west=120.0):
        index = index.changed([a_fence(f"far-{fence.id}", fence.geometry)])
    assert len(index._parts.aside) <= index_module._MOST_ASIDE
    assert index.at(120.005, 32.005)[0].id == "far-m0"
    assert len(index) == 112


def test_changes_do_not_pile_up_forever():
    index = FenceIndex(many(40)).ready()
    built = len(index._parts.raster.nodes)
    for step in range(300):
        index = index.changed([a_fence("m3", shapely.box(114, 32, 114.1 + step / 1e4, 32.1))])
    assert len(index._parts.raster.nodes) <= 3 * built + index_module._SPARE


def test_a_change_to_one_fence_leaves_the_older_index_as_it_was():
    fences = many(60)
    before = FenceIndex(fences).ready()
    after = before.changed(gone=[fences[0].id])
    other = before.changed([a_fence("new", shapely.box(114, 32, 114.5, 32.5))])
    assert [fence.id for fence in before.at(114.005, 32.005)] == ["m0"]
    assert after.at(114.005, 32.005) == []
    assert [fence.id for fence in other.at(114.005, 32.005)] == ["m0", "new"]


def test_fences_that_no_raster_could_hold_are_found_by_the_tree(monkeypatch):
    monkeypatch.setattr(index_parts, "_BUDGET", 100_000)
    fences = [*many(20), *(a_fence(f"wide{i}", shapely.box(114, 32, 115, 33 + i / 10)) for i in range(4))]
    index = FenceIndex(fences).ready()
    assert len(index._parts.aside)
    lon, lat = np.random.default_rng(1).uniform([113.9, 31.9], [115.1, 33.6], (500, 2)).T
    assert_same(index, fences, lon, lat)


def test_the_raster_tells_its_size():
    assert 0 < FenceIndex(many(100)).ready().nbytes < 32 * 1024**2
    assert FenceIndex([]).nbytes == 0


@pytest.mark.parametrize("count", [1, 15, 16, 200])
def test_a_point_is_found_in_a_grid_of_fences_that_touch(count):
    columns = [shapely.box(i, 0, i + 1, 1) for i in range(count % 178)] or [shapely.box(0, 0, 1, 1)]
    fences = fences_of(columns)
    index = FenceIndex(fences).ready()
    lon = np.arange(0, len(columns) + 0.25, 0.25)
    assert_same(index, fences, lon, np.full_like(lon, 0.5))
