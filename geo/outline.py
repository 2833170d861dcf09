"""Outline: an area as closed rings in few points, for messages that know neither holes nor many positions.

What is told in the name of an area must not miss a part of it, and must not reach far beyond it either. So an area of
few points is taken as it is. Another one is widened a little before points are left out: the outline holds all of it,
lies nowhere more than twice ``MOST_APART`` outside it, and is at most ``MOST_LARGER`` larger. An area that this cannot
be had for, e.g. a narrow strip, is taken as it is. Holes are kept by cutting the area through them.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Final

import shapely

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry

#: How far an area is widened at most before points are left out, degrees: about 500 m.
MOST_APART: Final = 0.005
#: By which part of it the outline may be larger.
MOST_LARGER: Final = 0.03
#: Positions up to which an area is taken as it is.
FEW: Final = 300
#: Positions of an outline, and holes to cut through.
MOST_POSITIONS: Final = 5_000
MOST_HOLES: Final = 100
#: First width as a part of the side of a square of the same area, and least width, degrees: about 5 m.
_SIDE: Final = 0.004
_LEAST: Final = 5e-5
#: Part of the width by which points may be left out; where a ring begins, GEOS may move it by twice as much.
_SIMPLER: Final = 0.45
#: Decimals of a degree: 0.1 m.
_DECIMALS: Final = 6

Ring = tuple[tuple[float, float], ...]


def outline(area: BaseGeometry) -> tuple[Ring, ...]:
    """Return closed rings of (lon, lat) around an area; none where it takes too many.

    Args:
        area: A valid Polygon or MultiPolygon, degrees.
    """
    simple = area if shapely.get_num_coordinates(area) <= FEW else _simpler(area)
    parts = [part for part in getattr(simple, "geoms", [simple]) if not part.is_empty]
    if sum(len(part.interiors) for part in parts) > MOST_HOLES:
        return ()
    rings = tuple(_ring(piece) for part in parts for piece in _pieces(part))
    return rings if sum(map(len, rings)) <= MOST_POSITIONS else ()


def _simpler(area: BaseGeometry) -> BaseGeometry:
    """Return an area of fewer points that holds this one, or this one."""
    width = min(MOST_APART, _SIDE * math.sqrt(area.area))
    while width >= _LEAST:
        simple = shapely.simplify(shapely.buffer(area, width, quad_segs=4), _SIMPLER * width)
        if simple.area <= (1 + MOST_LARGER) * area.area and shapely.covers(simple, area):
            return simple
        width /= 2
    return area


def _pieces(polygon: BaseGeometry) -> list[BaseGeometry]:
    """Return pieces without holes that make up a polygon: it is cut from north to south through the middle of each."""
    whole, waiting = [], [polygon]
    while waiting:
        piece = waiting.pop()
        if not piece.interiors:
            whole.append(piece)
            continue
        west, south, east, north = piece.bounds
        left, _, right, _ = piece.interiors[0].bounds
        middle = (left + right) / 2
        for start, end in ((west - 1, middle), (middle, east + 1)):
            half = shapely.intersection(piece, shapely.box(start, south - 1, end, north + 1))
            waiting += [part for part in getattr(half, "geoms", [half]) if part.geom_type == "Polygon"]
    return whole


def _ring(polygon: BaseGeometry) -> Ring:
    return tuple((round(lon, _DECIMALS), round(lat, _DECIMALS)) for lon, lat in polygon.exterior.coords)
