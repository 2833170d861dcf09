"""FenceIndex: which of many fences hold which of many points.

A tree over bounding boxes leaves few candidates; each is then asked of GEOS, so that the answer is exactly
``covers``. Fences are prepared once, when the index is built.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import shapely

if TYPE_CHECKING:
    from collections.abc import Sequence

    from geo.fence import Fence
    from sensing.batch import FloatArray, IntArray


class FenceIndex:
    """An immutable index over fences."""

    __slots__ = ("_geometries", "_tree", "fences")

    def __init__(self, fences: Sequence[Fence]) -> None:
        """Index the fences; their places in ``fences`` are the numbers that ``inside`` answers with."""
        #: The fences, in the order given.
        self.fences = tuple(fences)
        self._geometries = np.array([fence.geometry for fence in self.fences], dtype=object)
        shapely.prepare(self._geometries)
        self._tree = shapely.STRtree(self._geometries)

    def inside(self, lon: FloatArray, lat: FloatArray) -> tuple[IntArray, IntArray]:
        """Return which points lie in which fences, edges included.

        Args:
            lon: Degrees WGS-84, shape (n,); NaN lies in no fence.
            lat: Degrees WGS-84, shape (n,).

        Returns:
            Numbers of the point and of the fence, one pair for each point in each fence, ordered by point, then fence.
        """
        somewhere = np.flatnonzero(np.isfinite(lon) & np.isfinite(lat))
        found, fence = self._tree.query(shapely.points(lon[somewhere], lat[somewhere]))
        point = somewhere[found]
        held = shapely.intersects_xy(self._geometries[fence], lon[point], lat[point])
        point, fence = point[held].astype(np.int64), fence[held].astype(np.int64)
        order = np.lexsort((fence, point))
        return point[order], fence[order]

    def at(self, lon: float, lat: float) -> list[Fence]:
        """Return the fences that hold one point, in the index's order."""
        _, found = self.inside(np.array([lon]), np.array([lat]))
        return [self.fences[number] for number in found]
