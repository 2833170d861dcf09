"""Areas: GeoJSON polygons to geometries, checked before GEOS sees them.

Drawn polygons come with swapped axes, open rings and self-intersections, and each of them silently moves or
empties a warning area. Nothing is repaired here: the message says where it is wrong.
"""

from __future__ import annotations

import reprlib
from typing import TYPE_CHECKING, Any, Final

import shapely

from geo.errors import FenceError

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry

#: Positions that one area may have.
MOST_POSITIONS: Final = 100_000
#: A closed ring has at least this many positions, first and last being the same.
_FEWEST: Final = 4
_LARGEST: Final = 1e9

_Ring = list[tuple[float, float]]


def parse_area(geometry: Any, *, place: str) -> BaseGeometry:
    """Return the geometry that a GeoJSON Polygon or MultiPolygon describes; altitudes are dropped.

    Args:
        geometry: The geometry as parsed from JSON, untrusted.
        place: What it belongs to, for the message.

    Raises:
        FenceError: If it is anything else, or not a valid area in (lon, lat) degrees.
    """
    kind = geometry.get("type") if isinstance(geometry, dict) else None
    if kind not in {"Polygon", "MultiPolygon"}:
        raise FenceError(f"{place}: expected a geometry of type Polygon or MultiPolygon, got {kind}")
    coordinates = parse_list(geometry.get("coordinates"), f"{place}: coordinates")
    if kind == "Polygon":
        area = _polygon(coordinates, f"{place}: coordinates")
    else:
        parts = [_polygon(part, f"{place}: coordinates[{i}]") for i, part in enumerate(coordinates)]
        area = shapely.MultiPolygon(parts)
    if shapely.get_num_coordinates(area) > MOST_POSITIONS:
        raise FenceError(f"{place}: expected at most {MOST_POSITIONS} positions")
    if not area.is_valid:
        raise FenceError(f"{place}: not a valid area: {shapely.is_valid_reason(area)} (lon lat)")
    return area


def _polygon(rings: Any, where: str) -> shapely.Polygon:
    shell, *holes = [_ring(ring, f"{where}[{i}]") for i, ring in enumerate(parse_list(rings, where))]
    return shapely.Polygon(shell, holes)


def _ring(ring: Any, where: str) -> _Ring:
    positions = [parse_position(each, f"{where}[{i}]") for i, each in enumerate(parse_list(ring, where))]
    if len(positions) < _FEWEST:
        raise FenceError(f"{where}: expected a ring of at least {_FEWEST} positions, got {len(positions)}")
    if positions[0] != positions[-1]:
        raise FenceError(f"{where}: expected a closed ring, got {positions[0]} first and {positions[-1]} last")
    return positions


def parse_position(position: Any, where: str) -> tuple[float, float]:
    """Return the (lon, lat) of a GeoJSON position, degrees.

    Raises:
        FenceError: If it is none.
    """
    numbers = parse_list(position, where)[:2]
    if len(numbers) != 2 or not all(_is_number(number) for number in numbers):  # noqa: PLR2004 - lon and lat
        raise FenceError(f"{where}: expected [lon, lat], got {reprlib.repr(position)}")
    lon, lat = float(numbers[0]), float(numbers[1])
    if not (-180 <= lon <= 180 and -90 <= lat <= 90):  # noqa: PLR2004 - degrees of a circle
        swapped = "; positions are [lon, lat], these look swapped" if abs(lat) <= 180 and abs(lon) <= 90 else ""  # noqa: PLR2004
        raise FenceError(f"{where}: expected lon in -180..180 and lat in -90..90, got [{lon:g}, {lat:g}]{swapped}")
    return lon, lat


def parse_list(value: Any, where: str) -> list[Any]:
    """Return a list that is not empty.

    Raises:
        FenceError: If it is anything else.
    """
    if not isinstance(value, list) or not value:
        raise FenceError(f"{where}: expected a list that is not empty, got {reprlib.repr(value)}")
    return value


def _is_number(value: Any) -> bool:
    # The bound also keeps out NaN, and integers that are too large for a float.
    return isinstance(value, int | float) and not isinstance(value, bool) and abs(value) <= _LARGEST
