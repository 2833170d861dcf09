"""Drawing: what a person drew for a fence, where that is not the area itself.

A point with a radius, a line with a width, or an area with some metres around it. The area follows from it; both are
kept, so that the fence can be changed in the terms in which it was made.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import shapely

from geo.area import MOST_POSITIONS, parse_area, parse_list, parse_position
from geo.corridor import LONGEST_REACH_M, grown
from geo.errors import FenceError

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry

#: By type of geometry, the property that says how far the fence reaches, and how many reaches that is.
REACHES: Final = {
    "Point": ("radius_m", 1),
    "LineString": ("width_m", 2),
    "MultiLineString": ("width_m", 2),
    "Polygon": ("buffer_m", 1),
    "MultiPolygon": ("buffer_m", 1),
}
#: The properties that belong to a drawing.
REACH_KEYS: Final = ("radius_m", "width_m", "buffer_m")


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawing:
    """What was drawn, and how far the fence reaches around it."""

    #: Point, LineString, MultiLineString, Polygon or MultiPolygon, (lon, lat) degrees.
    geometry: BaseGeometry
    #: Metres: radius of a circle, whole width of a corridor, metres around an area.
    metres: float


def parse_drawing(geometry: Any, properties: dict[str, Any], *, place: str) -> tuple[BaseGeometry, Drawing | None]:
    """Return the area that a geometry and its properties describe, and what was drawn if that is not the area.

    Args:
        geometry: The geometry as parsed from JSON, untrusted.
        properties: What is said beside it: ``radius_m``, ``width_m`` or ``buffer_m``.
        place: What it belongs to, for the message.

    Raises:
        FenceError: If it is no geometry of these types, or its reach is missing or wrong.
    """
    kind = geometry.get("type") if isinstance(geometry, dict) else None
    if not isinstance(kind, str) or kind not in REACHES:
        known = "Polygon, MultiPolygon, Point (with radius_m), LineString or MultiLineString (with width_m)"
        raise FenceError(f"{place}: expected a geometry of type {known}, got {kind}")
    key, reaches = REACHES[kind]
    for other in REACH_KEYS:
        if other != key and properties.get(other) is not None:
            raise FenceError(f"{place}: properties.{other}: a {kind} takes {key}, not {other}")
    is_area = kind.endswith("Polygon")
    drawn = parse_area(geometry, place=place) if is_area else _drawn(geometry, kind, place=place)
    if is_area and properties.get(key) is None:
        return drawn, None
    drawing = Drawing(geometry=drawn, metres=_metres(properties, key, most=LONGEST_REACH_M * reaches, place=place))
    try:
        return grown(drawn, drawing.metres / reaches), drawing
    except FenceError as error:
        raise FenceError(f"{place}: properties.{key}: {error}") from None


def drawing_properties(drawing: Drawing) -> dict[str, Any]:
    """Return the property that says how far a drawing reaches."""
    return {REACHES[drawing.geometry.geom_type][0]: drawing.metres}


def to_geojson(geometry: BaseGeometry) -> dict[str, Any]:
    """Return a geometry as GeoJSON."""
    plain: dict[str, Any] = json.loads(shapely.to_geojson(geometry))
    return plain


def _metres(properties: dict[str, Any], key: str, *, most: float, place: str) -> float:
    metres = properties.get(key)
    if isinstance(metres, bool) or not isinstance(metres, int | float) or not 0 < metres <= most:
        got = "nothing" if metres is None else repr(metres)[:40]
        raise FenceError(f"{place}: properties.{key}: expected metres, more than 0 and at most {most:,.0f}, got {got}")
    return float(metres)


def _drawn(geometry: dict[str, Any], kind: str, *, place: str) -> BaseGeometry:
    where = f"{place}: coordinates"
    coordinates = geometry.get("coordinates")
    if kind == "Point":
        return shapely.Point(parse_position(coordinates, where))
    if kind == "LineString":
        lines = [_line(coordinates, where)]
    else:
        lines = [_line(line, f"{where}[{i}]") for i, line in enumerate(parse_list(coordinates, where))]
    if sum(map(len, lines)) > MOST_POSITIONS:
        raise FenceError(f"{place}: expected at most {MOST_POSITIONS} positions")
    return shapely.LineString(lines[0]) if kind == "LineString" else shapely.MultiLineString(lines)


def _line(line: Any, where: str) -> list[tuple[float, float]]:
    positions = [parse_position(each, f"{where}[{i}]") for i, each in enumerate(parse_list(line, where))]
    if len(set(positions)) < 2:  # noqa: PLR2004 - a line has two ends
        raise FenceError(f"{where}: expected a line of at least 2 different positions, got {len(set(positions))}")
    return positions
