"""Extent: whether coordinates that were brought to degrees can be where they say, and what they look like if not.

Source:
    Zone numbers in front of eastings: EPSG registry, CGCS2000 3-degree 4513–4533 and 6-degree 4491–4501.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from geo.errors import ExchangeError
from geo.exchange.projection import Axes

if TYPE_CHECKING:
    from geo.exchange.projection import Projection
    from sensing.batch import BoolArray, FloatArray

#: The box that holds China and its seas: west, south, east, north, degrees.
CHINA: Final = (73.0, 3.0, 136.0, 54.5)
#: Whole millions of an easting are the zone of the 3-degree and of the 6-degree systems.
_THREE: Final = frozenset(range(25, 46))
_SIX: Final = frozenset(range(13, 24))


def faults_of(bounds: FloatArray, projection: Projection) -> tuple[list[str], tuple[str, ...]]:
    """Return what is wrong with the place of each feature, and what to know of all of them.

    Args:
        bounds: West, south, east, north of each feature as brought to degrees, shape (n, 4).
        projection: How.

    Returns:
        A text for each feature, empty where nothing is wrong; notes.

    Raises:
        ExchangeError: If most features lie nowhere, or their axes are swapped; says what they look like.
    """
    if not len(bounds):
        return [], ()
    with np.errstate(invalid="ignore"):
        in_degrees = np.isfinite(bounds).all(axis=1) & _is_in((-180.0, -90.0, 180.0, 90.0), bounds)
        in_china = _is_in(CHINA, bounds)
        is_swapped = _is_in(CHINA, bounds[:, [1, 0, 3, 2]]) & ~in_china
    west, south = bounds[:, :2].min(axis=0)
    east, north = bounds[:, 2:].max(axis=0)
    if 2 * is_swapped.sum() > len(bounds):
        shown = f"x {west:g} to {east:g}, y {south:g} to {north:g}"
        raise ExchangeError(
            f"the axes look swapped ({shown}: lat, lon): say axes={_other(projection.axes)} to turn them"
        )
    if 2 * (~in_degrees).sum() > len(bounds):
        raise ExchangeError(_unplaced((west, south, east, north), projection))
    faults = [
        "the axes of this feature look swapped"
        if swapped
        else ""
        if good
        else "lies at no degrees of longitude, latitude"
        for swapped, good in zip(is_swapped.tolist(), in_degrees.tolist(), strict=True)
    ]
    beyond = int((in_degrees & ~in_china & ~is_swapped).sum())
    return faults, ((f"{beyond} features reach beyond China: is the system right?",) if beyond else ())


def _is_in(box: tuple[float, ...], bounds: FloatArray) -> BoolArray:
    return np.logical_and((bounds[:, :2] >= box[:2]).all(axis=1), (bounds[:, 2:] <= box[2:]).all(axis=1))


def _other(axes: Axes) -> Axes:
    return Axes.XY if axes is Axes.YX else Axes.YX


def _unplaced(bounds: tuple[float, float, float, float], projection: Projection) -> str:
    shown = ", ".join(f"{number:g}" for number in bounds)
    if projection.why != "assumed":
        return f"coordinates do not fit {projection.name} ({projection.why}): they come out at {shown} degrees"
    return f"coordinates are no degrees ({shown}) and the file does not say its system: {_looks_like(bounds)}"


def _looks_like(bounds: tuple[float, float, float, float]) -> str:
    """Return which systems coordinates in metres may be in."""
    west, south, east, north = bounds
    if not all(np.isfinite(bounds)):
        return "give crs=EPSG:…"
    if _is_northing(west, east) and not _is_northing(south, north) and south > 0:
        return f"as northing, easting they {_looks_like((south, west, north, east))}, with axes=yx"
    if not _is_northing(south, north) or west <= 0:
        return "give crs=EPSG:…"
    zone = int(west // 1_000_000)
    if zone == int(east // 1_000_000) and zone in _THREE | _SIX:
        degrees, first = (3, 4513 - min(_THREE)) if zone in _THREE else (6, 4491 - min(_SIX))
        return f"look like CGCS2000 {degrees}-degree zone {zone}: give crs=EPSG:{first + zone}"
    if zone == 0:
        return "look like Gauss–Krüger without a zone: give crs=EPSG:4534 (meridian 75° E) to EPSG:4554 (135° E)"
    return "look like Web Mercator: give crs=EPSG:3857"


def _is_northing(first: float, last: float) -> bool:
    """Return whether two numbers are metres north of the equator as they occur in China."""
    return 300_000 < first <= last < 6_200_000  # noqa: PLR2004 - 3° to 55° N
