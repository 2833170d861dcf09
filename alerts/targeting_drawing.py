"""Drawing: the shapes that a target draws, as it draws them. Pure.

Nothing is mended in silence: a polygon that crosses itself is refused with the place where it does, and what a repair
would make of it.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

import pyproj
import shapely

from alerts.errors import ApprovalError
from alerts.targeting_river import strip_of
from geo.corridor import grown
from geo.errors import FenceError
from geo.outline import outline
from sensing.errors import suggestion

if TYPE_CHECKING:
    from collections.abc import Sequence

    from shapely.geometry.base import BaseGeometry

    from alerts.target import Aim
    from alerts.targeting_ground import Places

_EARTH: Final = pyproj.Geod(ellps="GRS80")
#: Least that a polygon must enclose, square degrees: about 1 m².
_LEAST: Final = 1e-10


def mended(target: Aim) -> Aim:
    """Return a target whose polygons do not cross themselves any more; what is sound stays as it is.

    Raises:
        ApprovalError: ``bad_target`` where nobody can tell what was meant.
    """
    rings = []
    for number, ring in enumerate(target.polygons):
        shape = shapely.Polygon(ring)
        if shape.is_valid and shape.area > _LEAST:
            rings.append(ring)
            continue
        whole = _mended(shape)
        if whole is None:
            raise ApprovalError("bad_target", f"target.polygons[{number}]: it encloses nothing")
        rings += outline(whole)
    return replace(target, polygons=tuple(rings))


def widened(target: Aim, reach_m: float) -> Aim:
    """Return a target with everything within a reach of what it draws; divisions and fences stay as they are.

    Args:
        target: What is widened.
        reach_m: Metres, more than 0.

    Raises:
        ApprovalError: ``bad_target`` for a polygon that is none, or that grows too intricate or over the map's edge.
    """
    shapes = [_polygon(ring, f"target.polygons[{number}]") for number, ring in enumerate(target.polygons)]
    try:
        rings = outline(grown(shapely.union_all(shapes), reach_m)) if shapes else ()
    except FenceError as error:
        raise ApprovalError("bad_target", f"target: {error}") from None
    if shapes and not rings:
        raise ApprovalError("bad_target", f"target: what lies within {reach_m:g} m of it takes too many positions")
    circles = tuple((lon, lat, radius + reach_m) for lon, lat, radius in target.circles)
    stretches = tuple(replace(each, width_m=each.width_m + 2 * reach_m) for each in target.stretches)
    return replace(target, polygons=tuple(rings), circles=circles, stretches=stretches)


def square_km(shape: BaseGeometry) -> float:
    """Return the area of a shape on the ground, km², along geodesics."""
    parts = [part for part in getattr(shape, "geoms", [shape]) if part.geom_type == "Polygon"]
    return sum(abs(_EARTH.geometry_area_perimeter(shapely.orient_polygons(part))[0]) for part in parts) / 1e6


def drawn(target: Aim, places: Places, notes: list[str]) -> tuple[list[BaseGeometry], list[str]]:
    """Return what a target draws, and the codes of divisions that stand for a river whose line is not known."""
    shapes = [_polygon(ring, f"target.polygons[{number}]") for number, ring in enumerate(target.polygons)]
    codes: list[str] = []
    try:
        shapes += [grown(shapely.Point(lon, lat), radius) for lon, lat, radius in target.circles]
        for id_ in target.fences:
            fence = places.fences.get(id_)
            if fence is None:
                hint = suggestion(id_, places.fences)
                raise ApprovalError("bad_target", f'target.fences: no fence "{id_}" holds now{hint}')
            shapes.append(fence.geometry)
        for stretch in target.stretches:
            strip = strip_of(stretch, places)
            notes += strip.notes
            shapes += strip.shapes
            codes += strip.divisions
    except FenceError as error:
        raise ApprovalError("bad_target", f"target: {error}") from None
    return shapes, codes


def _polygon(ring: Sequence[tuple[float, float]], where: str) -> BaseGeometry:
    shape = shapely.Polygon(ring)
    if shape.is_valid and shape.area > _LEAST:
        return shape
    why = shapely.is_valid_reason(shape) if not shape.is_valid else "it encloses nothing"
    whole = _mended(shape)
    offer = ""
    if whole is not None:
        parts = len(getattr(whole, "geoms", [whole]))
        offer = f'; "repair": true in a preview mends it to {parts} part(s) of {square_km(whole):,.2f} km²'
    raise ApprovalError("bad_target", f"{where}: not a valid area: {why} (lon lat){offer}")


def _mended(shape: BaseGeometry) -> BaseGeometry | None:
    """Return what a crossed polygon encloses, however much that is: a person looks at it; None for nothing."""
    found = shapely.make_valid(shape, method="structure", keep_collapsed=False)
    parts = [part for part in shapely.get_parts(found) if part.geom_type == "Polygon" and part.area > _LEAST]
    return shapely.MultiPolygon(parts) if parts else None
