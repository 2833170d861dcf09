from __future__ import annotations

import pytest
import shapely
from shapely.geometry import Point, shape

from simulators.schematic import areas, cells, courses, outline

CENTRES = {"a": (0.0, 0.0), "b": (1.0, 0.0), "c": (0.4, 1.0)}
HULL = outline([*CENTRES.values(), (1.2, 1.1)])


def test_each_cell_holds_its_centre_and_together_they_fill_the_hull():
    found = cells(CENTRES, HULL)
    assert all(found[code].covers(Point(place)) for code, place in CENTRES.items())
    assert sum(cell.area for cell in found.values()) == pytest.approx(HULL.area, rel=1e-3)
    assert shapely.union_all(list(found.values())).symmetric_difference(HULL).area < 1e-3


def test_a_point_belongs_to_the_nearest_centre():
    found = cells(CENTRES, HULL)
    for point in (Point(0.2, 0.1), Point(0.9, 0.2), Point(0.5, 0.8)):
        nearest = min(CENTRES, key=lambda code: Point(CENTRES[code]).distance(point))
        assert found[nearest].covers(point)


def test_every_feature_says_that_it_is_a_sketch():
    drawn = areas(cells(CENTRES, HULL), {"a": "甲", "b": "乙", "c": "丙"})
    lines = courses({"河": [(0.0, 0.0), (1.0, 1.0)]})
    for collection in (drawn, lines):
        assert collection["type"] == "FeatureCollection"
        assert all(feature["properties"]["is_schematic"] is True for feature in collection["features"])
    assert drawn["features"][0]["properties"]["code"] == "a"
    assert shape(lines["features"][0]["geometry"]).length == pytest.approx(2**0.5)
