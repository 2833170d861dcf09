from __future__ import annotations

import math

import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from geo import outline as module
from geo.outline import MOST_APART, MOST_LARGER, outline


def wavy(points: int, *, lon: float = 114.7, lat: float = 32.3, size: float = 0.3, depth: float = 0.1):
    """A county whose border winds."""
    turns = [2 * math.pi * number / points for number in range(points)]
    radii = [size * (1 + depth * math.sin(7 * turn) + 0.002 * math.sin(301 * turn)) for turn in turns]
    return shapely.Polygon([(lon + r * math.cos(t), lat + r * math.sin(t)) for r, t in zip(radii, turns, strict=True)])


def drawn(rings) -> shapely.Geometry:
    return shapely.union_all([shapely.Polygon(ring) for ring in rings])


def test_an_area_of_few_points_is_taken_as_it_is():
    area = shapely.box(114.5, 32.2, 114.9, 32.6)
    (ring,) = outline(area)
    assert shapely.Polygon(ring).equals(area)
    assert ring[0] == ring[-1]


@settings(max_examples=40)
@given(st.integers(301, 5000), st.floats(0.01, 1.5), st.floats(0, 0.3))
def test_an_outline_holds_all_of_an_area_and_little_more(points: int, size: float, depth: float):
    area = wavy(points, size=size, depth=depth)
    rings = outline(area)
    assert all(ring[0] == ring[-1] for ring in rings)
    found = drawn(rings)
    assert found.buffer(1e-6).covers(area)
    assert found.area <= (1 + MOST_LARGER) * area.area * 1.001
    assert area.buffer(2 * MOST_APART).covers(found)


def test_an_outline_has_few_points():
    assert len(outline(wavy(20_000))[0]) < 400


def test_a_strip_that_would_grow_much_is_taken_as_it_is():
    strip = shapely.LineString([(114 + step / 1000, 32 + 0.01 * math.sin(step)) for step in range(400)]).buffer(0.00004)
    found = drawn(outline(strip))
    assert found.area <= (1 + MOST_LARGER) * strip.area


def test_a_hole_is_nobodys_area():
    ring = shapely.Polygon(
        shapely.box(114, 32, 115, 33).exterior, [shapely.box(114.3, 32.3, 114.6, 32.6).exterior.coords]
    )
    rings = outline(ring)
    assert len(rings) == 2
    assert drawn(rings).equals(ring)
    holed = wavy(2000).difference(wavy(500, size=0.1))
    assert not drawn(outline(holed)).contains(shapely.Point(114.7, 32.3))
    assert drawn(outline(holed)).buffer(1e-6).covers(holed)


def test_every_part_has_an_outline():
    islands = shapely.MultiPolygon([shapely.box(114, 32, 114.1, 32.1), wavy(3000)])
    assert len(outline(islands)) == 2


@pytest.mark.parametrize(("limit", "value"), [("MOST_POSITIONS", 10), ("MOST_HOLES", 0)])
def test_what_would_take_too_many_rings_has_none(monkeypatch: pytest.MonkeyPatch, limit: str, value: int):
    monkeypatch.setattr(module, limit, value)
    assert outline(wavy(2000).difference(wavy(500, size=0.1))) == ()
