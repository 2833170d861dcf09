from __future__ import annotations

import json

import pytest
import shapely
from shapely.geometry import shape

from alerts.geojson import warnings_geojson
from alerts.warning import Area
from tests.builders import DIVISION, a_warning

RING = ((114.7, 32.3), (114.8, 32.3), (114.8, 32.4), (114.7, 32.3))
FAR = ((115.7, 32.3), (115.8, 32.3), (115.8, 32.4), (115.7, 32.3))


def feature(**changes):
    return warnings_geojson([a_warning(**changes)])["features"][0]


def test_a_warning_without_a_drawn_area_has_no_geometry():
    shown = feature()
    assert shown["geometry"] is None
    assert shown["properties"]["geocodes"] == [DIVISION]
    assert shown["properties"]["level"] == "red"


def test_one_ring_is_a_polygon_and_several_are_a_multipolygon():
    one = feature(area=Area(description="x", polygons=(RING,)))["geometry"]
    two = feature(area=Area(description="x", polygons=(RING, FAR)))["geometry"]
    assert (one["type"], two["type"]) == ("Polygon", "MultiPolygon")
    assert shape(two).area == shape(one).area * 2


def test_outer_rings_run_anticlockwise_whichever_way_they_came():
    for ring in (RING, RING[::-1]):
        geometry = feature(area=Area(description="x", polygons=(ring,)))["geometry"]
        assert shapely.is_ccw(shapely.linearrings(geometry["coordinates"][0]))


def test_it_is_plain_json():
    shown = warnings_geojson([a_warning(area=Area(description="x", polygons=(RING,)))])
    assert json.loads(json.dumps(shown, allow_nan=False)) == shown


def test_a_circle_is_drawn_as_a_ring_of_its_size():
    geometry = feature(area=Area(description="x", circles=((114.7, 32.3, 10.0),)))["geometry"]
    ring = shape(geometry)
    assert (geometry["type"], ring.is_valid, ring.contains(shapely.Point(114.7, 32.3))) == ("Polygon", True, True)
    west, south, east, north = ring.bounds
    assert (north - south) / 2 * 111.32 == pytest.approx(10, rel=0.01)
    assert (east - west) / 2 * 111.32 * 0.845 == pytest.approx(10, rel=0.01)
