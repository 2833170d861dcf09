"""Repair: an area that can be used, what was changed to get it, or why none can be had.

Small faults of drawing (a point twice, a loop where two lines cross by a metre) are mended; a change of the area
beyond a limit is refused, because then nobody can tell which of two shapes was meant.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np
import shapely

from geo.exchange.crossing import crosses_itself_much

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry

#: Largest change of the area by a repair, as a part of it.
MOST_CHANGE: Final = 0.01
#: Positions that one area may have.
MOST_POSITIONS: Final = 100_000
#: Smallest part, as a part of the whole, whose loss is told; below it lies what rounding leaves.
_TOLD: Final = 1e-9


@dataclass(frozen=True, slots=True, kw_only=True)
class Repaired:
    """What became of a geometry."""

    #: Valid Polygon or MultiPolygon, shells counter-clockwise; None: refused.
    area: BaseGeometry | None = None
    #: What was changed, in words; empty: nothing.
    repairs: tuple[str, ...] = ()
    #: By which part of it the area changed, 0 to 1.
    change: float = 0.0
    #: Why it is refused; empty: it is not.
    fault: str = ""


def repaired(geometry: BaseGeometry, *, most_change: float = MOST_CHANGE) -> Repaired:
    """Return the area that a geometry describes, mended where it must be.

    Args:
        geometry: Any geometry in degrees.
        most_change: By which part of it the area may change.
    """
    fault = _unusable(geometry)
    if fault:
        return Repaired(fault=fault)
    try:
        return _mended(geometry, most_change=most_change)
    except shapely.errors.ShapelyError as error:
        # GEOS refuses rings that enclose nothing, e.g. one point three times.
        return Repaired(fault=f"not an area: {str(error)[:200]}")


def _mended(geometry: BaseGeometry, *, most_change: float) -> Repaired:
    area, repairs = _polygons(geometry)
    if area is None or area.is_empty:
        return Repaired(fault=f"expected an area, got {geometry.geom_type}")
    clean = shapely.remove_repeated_points(area)
    if shapely.get_num_coordinates(clean) > MOST_POSITIONS:
        return Repaired(fault=f"expected at most {MOST_POSITIONS} positions, got {shapely.get_num_coordinates(clean)}")
    doubled = int(shapely.get_num_coordinates(area) - shapely.get_num_coordinates(clean))
    if doubled:
        repairs.append(f"{doubled} repeated points removed")
    change = 0.0
    if not clean.is_valid:
        crowded = crosses_itself_much(clean)
        if crowded:
            return Repaired(
                fault=f"not a valid area: {shapely.is_valid_reason(clean)}; {crowded}, too often to be mended"
            )
        repairs.append(f"{shapely.is_valid_reason(clean)} (lon lat) mended")
        # Where loops overlap, GEOS may return parts that overlap; doing it again joins them.
        mended = _made_valid(_made_valid(clean))
        change = _change(_drawn(clean), mended.area)
        if mended.is_empty or not mended.is_valid or change > most_change:
            why = shapely.is_valid_reason(clean)
            return Repaired(change=change, fault=f"not a valid area: {why}; mending it would change {change:.1%} of it")
        clean = mended
    return Repaired(area=shapely.orient_polygons(clean), repairs=tuple(repairs), change=change)


def _unusable(geometry: BaseGeometry) -> str:
    if geometry.is_empty:
        return "expected an area, got an empty geometry"
    if not np.isfinite(shapely.get_coordinates(geometry)).all():
        return "a position has no place on the ground in this system"
    return ""


def _polygons(geometry: BaseGeometry) -> tuple[BaseGeometry | None, list[str]]:
    """Return the polygons of a geometry, and what was left out."""
    if geometry.geom_type in {"Polygon", "MultiPolygon"}:
        return geometry, []
    parts = _parts(geometry)
    faces = [part for part in parts if part.geom_type == "Polygon" and not part.is_empty]
    # A closed line around an area is how some tools export one.
    faces += [shapely.Polygon(part.coords) for part in parts if part.geom_type == "LineString" and _is_outline(part)]
    lost = len(parts) - len(faces)
    if not faces:
        return None, []
    notes = [f"{lost} points or lines beside the areas left out"] if lost else []
    return shapely.MultiPolygon(faces) if len(faces) > 1 else faces[0], notes


def _parts(geometry: BaseGeometry) -> list[BaseGeometry]:
    parts = getattr(geometry, "geoms", None)
    return [geometry] if parts is None else [each for part in parts for each in _parts(part)]


def _is_outline(line: BaseGeometry) -> bool:
    return bool(line.is_closed) and len(line.coords) > 3  # noqa: PLR2004 - a closed triangle


def _made_valid(area: BaseGeometry) -> BaseGeometry:
    return area if area.is_valid else _areas(shapely.make_valid(area, method="structure", keep_collapsed=False))


def _areas(geometry: BaseGeometry) -> BaseGeometry:
    faces = [part for part in _parts(geometry) if part.geom_type == "Polygon" and not part.is_empty]
    return faces[0] if len(faces) == 1 else shapely.MultiPolygon(faces)


def _drawn(area: BaseGeometry) -> float:
    """Return the area as drawn: shells less holes, each as its ring encloses it."""
    return float(sum(part.area for part in _parts(area)))


def _change(before: float, after: float) -> float:
    most = max(before, after)
    return 1.0 if most <= 0 else min(1.0, abs(before - after) / most)
