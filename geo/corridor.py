"""Corridors: everything within so many metres of a point, a line or an area.

Metres are reckoned in a plane of their own (azimuthal equidistant, WGS-84, centred on what is drawn), never in degrees:
in Xinyang a degree of longitude is 94 km and one of latitude 111 km. Long edges are cut before they are bent. Within
300 km of the middle a reach is right to one part in a thousand, and errs to the far side: nobody within it is left out.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Final

import numpy as np
import pyproj
import shapely
from pyproj.enums import TransformDirection

from geo.errors import FenceError

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry

    from sensing.batch import FloatArray

#: Longest reach, metres.
LONGEST_REACH_M: Final = 100_000.0
#: How far from the middle anything may lie, metres: beyond, the plane no longer fits the ground.
FARTHEST_M: Final = 1_000_000.0
#: Edges of a quarter of a circle.
_QUARTER: Final = 16
#: A polygon around the circle, not within it; the last share makes up for the plane.
_OUTWARD: Final = 1 / math.cos(math.pi / (4 * _QUARTER)) * 1.0005
#: Longest edge that is taken as straight both on the map and in the plane, as a share of the reach and in metres.
_LONGEST_EDGE_M: Final = 5_000.0
_DEGREE_M: Final = 111_000.0


def grown(drawn: BaseGeometry, reach_m: float) -> BaseGeometry:
    """Return the area of everything within a reach of what is drawn.

    Args:
        drawn: Point, line or area, (lon, lat) degrees.
        reach_m: Metres, more than 0.

    Raises:
        FenceError: If it is too large for a plane, or reaches over the edge of the map.
    """
    middle = shapely.centroid(shapely.box(*drawn.bounds))
    # The steps by name: to look up how two reference systems meet takes 100 times as long, and a target has hundreds.
    plane = pyproj.Transformer.from_pipeline(
        "+proj=pipeline +step +proj=unitconvert +xy_in=deg +xy_out=rad"
        f" +step +proj=aeqd +lat_0={middle.y!r} +lon_0={middle.x!r} +ellps=WGS84"
    )

    def flat(position: FloatArray) -> FloatArray:
        return np.stack(plane.transform(*position.T), axis=1)

    def bent(position: FloatArray) -> FloatArray:
        lon, lat = position.T
        return np.stack(plane.transform(lon, lat, direction=TransformDirection.INVERSE), axis=1)

    on_plane = shapely.transform(shapely.segmentize(drawn, _LONGEST_EDGE_M / _DEGREE_M), flat)
    farthest = float(np.hypot(*shapely.get_coordinates(on_plane).T).max())
    if not farthest <= FARTHEST_M:
        wide = "no number" if math.isnan(farthest) else f"{farthest / 1000:,.0f} km"
        raise FenceError(f"expected everything within {FARTHEST_M / 1000:,.0f} km of the middle, got {wide}")
    area = shapely.buffer(on_plane, reach_m * _OUTWARD, quad_segs=_QUARTER)
    on_map = shapely.transform(shapely.segmentize(area, _LONGEST_EDGE_M), bent)
    west, south, east, north = on_map.bounds
    # Over the edge of the map, positions come back on its other side.
    fits = west >= -180 and east <= 180 and east - west < 180 and south >= -90 and north <= 90  # noqa: PLR2004 - degrees
    if not (fits and on_map.is_valid):
        raise FenceError("expected an area that does not reach over the edge of the map (180° or a pole)")
    return on_map
