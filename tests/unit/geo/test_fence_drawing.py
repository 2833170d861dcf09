from __future__ import annotations

import pytest
import shapely

from geo.errors import FenceError
from geo.fence_drawing import drawing_properties, parse_drawing, to_geojson

AREA = {"type": "Polygon", "coordinates": [[[114, 32], [115, 32], [115, 33], [114, 32]]]}
POINT = {"type": "Point", "coordinates": [114.5, 32.5]}
LINE = {"type": "LineString", "coordinates": [[114, 32], [115, 32.5]]}


def test_an_area_is_itself():
    area, drawing = parse_drawing(AREA, {"note": 1}, place="f")
    assert (shapely.Polygon(AREA["coordinates"][0]), None) == (area, drawing)


@pytest.mark.parametrize(
    ("geometry", "properties"),
    [
        (POINT, {"radius_m": 500.0}),
        (LINE, {"width_m": 200_000.0}),
        ({"type": "MultiLineString", "coordinates": [LINE["coordinates"], [[114, 33], [115, 33]]]}, {"width_m": 40.0}),
        (AREA, {"buffer_m": 0.5}),
    ],
)
def test_what_was_drawn_is_kept_beside_the_area(geometry, properties):
    area, drawing = parse_drawing(geometry, properties, place="f")
    assert area.covers(drawing.geometry)
    assert not area.equals(drawing.geometry)
    assert drawing_properties(drawing) == properties
    assert to_geojson(drawing.geometry)["type"] == geometry["type"]


def test_a_width_is_that_of_the_whole_corridor():
    corridor, _ = parse_drawing(
        {"type": "LineString", "coordinates": [[114, 32], [114.001, 32]]}, {"width_m": 1000}, place="f"
    )
    _, south, _, north = corridor.bounds
    assert (north - south) * 110_900 == pytest.approx(1000, rel=0.01)


@pytest.mark.parametrize(
    ("geometry", "properties", "message"),
    [
        ({"type": "GeometryCollection"}, {}, "f: expected a geometry of type Polygon, MultiPolygon, Point"),
        ({"type": ["Point"]}, {}, "f: expected a geometry of type Polygon"),
        (POINT, {}, "f: properties.radius_m: expected metres, more than 0 and at most 100,000, got nothing"),
        (
            POINT,
            {"radius_m": "5 km"},
            "f: properties.radius_m: expected metres, more than 0 and at most 100,000, got '5 km'",
        ),
        (POINT, {"radius_m": True}, "got True"),
        (POINT, {"radius_m": float("nan")}, "got nan"),
        (LINE, {"width_m": 200_001}, "at most 200,000, got 200001"),
        (LINE, {"radius_m": 5}, "f: properties.radius_m: a LineString takes width_m, not radius_m"),
        ({"type": "LineString", "coordinates": [[1, 1], [1, 1]]}, {"width_m": 5}, "a line of at least 2 different"),
        (
            {"type": "LineString", "coordinates": [[1, 1], [1, 100]]},
            {"width_m": 5},
            r"coordinates\[1\]: expected lon in",
        ),
        ({"type": "MultiLineString", "coordinates": []}, {"width_m": 5}, "expected a list that is not empty"),
        (
            {"type": "Point", "coordinates": [179.9999, 5]},
            {"radius_m": 900},
            "f: properties.radius_m: expected an area that",
        ),
    ],
)
def test_each_mistake_has_its_message(geometry, properties, message):
    with pytest.raises(FenceError, match=message):
        parse_drawing(geometry, properties, place="f")
