"""DivisionIndex: which divisions a place lies in, from the whole province down to the village.

A division with an area holds what its area holds, edges included. A township or village without one holds what lies
within its service radius; where several do, the nearest. Nothing is known of a division that has neither.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pyproj
import shapely

from geo.division import prefix_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from geo.division import Division

_EARTH = pyproj.Geod(ellps="GRS80")


class DivisionIndex:
    """An immutable index over divisions."""

    __slots__ = ("_areas", "_points", "_tree")

    def __init__(self, divisions: Iterable[Division]) -> None:
        """Index the divisions that have an area, or a place with a radius."""
        known = sorted(divisions, key=lambda each: (len(prefix_of(each.code)), each.code))
        self._areas = [each for each in known if each.geometry is not None]
        self._points = [each for each in known if each.geometry is None and each.radius_m and each.lon is not None]
        geometries = np.array([each.geometry for each in self._areas], dtype=object)
        shapely.prepare(geometries)
        self._tree = shapely.STRtree(geometries)

    def at(self, lon: float, lat: float) -> list[Division]:
        """Return the divisions that hold a place, the largest first; none for a place that is not known."""
        if not (np.isfinite(lon) and np.isfinite(lat)):
            return []
        found = sorted(self._tree.query(shapely.Point(lon, lat), predicate="intersects").tolist())
        return [*(self._areas[number] for number in found), *self._nearest(lon, lat)]

    def code(self, lon: float, lat: float) -> str:
        """Return the code of the smallest division that holds a place; empty where none does."""
        held = self.at(lon, lat)
        return held[-1].code if held else ""

    def _nearest(self, lon: float, lat: float) -> list[Division]:
        """Return the nearest township and the nearest village whose radius reaches a place."""
        if not self._points:
            return []
        lons = np.array([each.lon for each in self._points], dtype=np.float64)
        lats = np.array([each.lat for each in self._points], dtype=np.float64)
        _, _, away = _EARTH.inv(lons, lats, np.full_like(lons, lon), np.full_like(lats, lat))
        best: dict[int, tuple[float, Division]] = {}
        for distance, division in zip(np.asarray(away).tolist(), self._points, strict=True):
            rank = len(prefix_of(division.code))
            if distance <= (division.radius_m or 0.0) and distance < best.get(rank, (np.inf, division))[0]:
                best[rank] = distance, division
        return [best[rank][1] for rank in sorted(best)]
