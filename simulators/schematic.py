"""A sketch of the city for machines without a boundary package: county areas and river courses.

Each point of the sketch belongs to the county whose centre is nearest (a Voronoi diagram), cut to a soft hull
around what is known. It is no boundary; every feature says so with ``is_schematic``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import shapely
from shapely.geometry import LineString, MultiPoint, Point, mapping

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from shapely.geometry.base import BaseGeometry

Place = tuple[float, float]

#: How tightly the hull follows the points, 0 tight to 1 convex, and how far it stands off, degrees.
_HULL_RATIO = 0.55
_MARGIN = 0.12


def outline(places: Sequence[Place]) -> BaseGeometry:
    """Return a soft hull around places (lon, lat)."""
    return shapely.concave_hull(MultiPoint(places), ratio=_HULL_RATIO).buffer(_MARGIN)


def cells(centres: Mapping[str, Place], hull: BaseGeometry) -> dict[str, BaseGeometry]:
    """Return the part of the hull that is nearer to each centre than to any other.

    Args:
        centres: (lon, lat) by division code.
        hull: What is divided.
    """
    pieces = shapely.voronoi_polygons(MultiPoint(list(centres.values())), extend_to=hull).geoms
    found = {}
    for code, place in centres.items():
        own = next(piece for piece in pieces if piece.covers(Point(place)))
        found[code] = shapely.set_precision(own.intersection(hull), 1e-4)
    return found


def areas(shapes: Mapping[str, BaseGeometry], names: Mapping[str, str]) -> dict[str, Any]:
    """Return county sketches as a GeoJSON FeatureCollection with ``code``, ``name`` and ``is_schematic``."""
    features = [
        _feature(shape, {"code": code, "name": names[code], "is_schematic": True}) for code, shape in shapes.items()
    ]
    return {"type": "FeatureCollection", "features": features}


def courses(rivers: Mapping[str, Sequence[Place]]) -> dict[str, Any]:
    """Return river courses as a GeoJSON FeatureCollection with ``name`` and ``is_schematic``."""
    features = [_feature(LineString(course), {"name": name, "is_schematic": True}) for name, course in rivers.items()]
    return {"type": "FeatureCollection", "features": features}


def _feature(shape: BaseGeometry, properties: dict[str, Any]) -> dict[str, Any]:
    return {"type": "Feature", "properties": properties, "geometry": mapping(shape)}
