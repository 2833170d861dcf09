"""FenceIndex: which of many fences hold which of many points, exactly as GEOS ``covers`` says.

A raster (``geo.raster``) decides most points without a question; GEOS is asked for those near an edge. Fences that the
raster cannot take (out of its window, or so large and so many that its cells would hold nothing but names) are found by
a tree over their bounding boxes instead. An index is immutable; a changed one shares what did not change.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np
import shapely

from geo.index_parts import Parts

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from geo.fence import Fence, FenceId
    from sensing.batch import FloatArray, IntArray

#: Fences found by the tree after changes before all are taken in anew.
_MOST_ASIDE: Final = 8
#: Questions about more points are worth a raster.
_FEW_POINTS: Final = 256
#: Bits of an item.
_NUMBER_BITS: Final = 32
#: Bits by which fences are sorted.
_DIGITS: Final = 16
#: What rasters may weigh beside twice what they did when they were built, before they are built anew.
_SPARE: Final = 4096


class FenceIndex:
    """An immutable index over fences."""

    __slots__ = ("_parts",)

    def __init__(self, fences: Iterable[Fence] = (), *, parts: Parts | None = None) -> None:
        """Index the fences; their places in ``fences`` are the numbers that ``inside`` answers with."""
        self._parts = parts or Parts.of(tuple(fences))

    def __len__(self) -> int:
        """Return how many fences can be found."""
        return len(self._parts.number)

    @property
    def fences(self) -> tuple[Fence, ...]:
        """Return the fences by number; one that was changed or removed since stays there, and is never found."""
        return self._parts.fences

    @property
    def nbytes(self) -> int:
        """Bytes of the rasters; GEOS keeps the fences beside them."""
        return sum(raster.nbytes for raster in self._parts.rasters)

    def number(self, id_: FenceId) -> int:
        """Return the number of a fence.

        Raises:
            KeyError: If it cannot be found.
        """
        return self._parts.number[id_]

    def ready(self) -> FenceIndex:
        """Build the raster, if that is not done yet, and return the index.

        It is not built before it pays: many an index is made to be asked for one point, or never.
        """
        if not self._parts.is_ready:
            self._parts = self._parts.with_raster()
        return self

    def inside(self, lon: FloatArray, lat: FloatArray) -> tuple[IntArray, IntArray]:
        """Return which points lie in which fences, edges included.

        Args:
            lon: Degrees WGS-84, shape (n,); NaN lies in no fence.
            lat: Degrees WGS-84, shape (n,).

        Returns:
            Numbers of the point and of the fence, one pair for each point in each fence, ordered by point, then fence.
        """
        if len(lon) > _FEW_POINTS:
            self.ready()
        parts = self._parts
        point, fence = _by_raster(parts, lon, lat)
        if not len(parts.aside):
            return point, fence
        further, others = _by_tree(parts, lon, lat)
        point, fence = np.r_[point, further], np.r_[fence, others]
        order = np.lexsort((fence, point))
        return point[order], fence[order]

    def at(self, lon: float, lat: float) -> list[Fence]:
        """Return the fences that hold one point, in the index's order."""
        _, found = self.inside(np.array([lon], dtype=np.float64), np.array([lat], dtype=np.float64))
        return [self.fences[number] for number in found]

    def moved_to(self, fences: Iterable[Fence]) -> FenceIndex:
        """Return an index of these fences and no others, at the cost of those that differ; numbers may change."""
        wanted = {fence.id: fence for fence in fences}
        known = self._parts.number
        gone = [id_ for id_ in known if id_ not in wanted]
        put = [fence for id_, fence in wanted.items() if id_ not in known or self.fences[known[id_]] != fence]
        return self.changed(put, gone=gone) if put or gone else self

    def changed(self, put: Sequence[Fence] = (), *, gone: Sequence[FenceId] = ()) -> FenceIndex:
        """Return an index with some fences added or replaced, and some removed; numbers may change."""
        parts = before = self._parts
        if before.raster is None or len(put) + len(gone) > max(len(self) // 4, 1):
            return self._anew(put, gone)
        for id_ in (*gone, *(fence.id for fence in put)):
            parts = parts.without(id_)
        for fence in put:
            parts = parts.plus(fence)
        has_spread = len(parts.aside) > max(len(before.aside), _MOST_ASIDE)
        is_worn = parts.weight > 2 * parts.built + _SPARE
        return self._anew(put, gone) if has_spread or is_worn else FenceIndex(parts=parts)

    def _anew(self, put: Sequence[Fence], gone: Sequence[FenceId]) -> FenceIndex:
        known = {id_: self.fences[number] for id_, number in self._parts.number.items() if id_ not in gone}
        index = FenceIndex((known | {fence.id: fence for fence in put}).values())
        return index.ready() if self._parts.is_ready else index


def _by_raster(parts: Parts, lon: FloatArray, lat: FloatArray) -> tuple[IntArray, IntArray]:
    if parts.raster is None:
        return np.empty(0, dtype=np.int64), np.empty(0, dtype=np.int64)
    point, item = parts.raster.find(lon, lat)
    if parts.wide_raster is not None:
        further, others = parts.wide_raster.find(lon, lat)
        point, item = np.r_[point, further], np.r_[item, others]
        order = np.argsort((point << _NUMBER_BITS) | item, kind="stable")
        point, item = point[order], item[order]
    asked = np.flatnonzero(item & 1)
    fence = item >> 1
    if len(asked):
        # One fence after the other: what GEOS keeps of it is then at hand. Sixteen bits are sorted by their digits.
        rank = fence[asked] >> max(len(parts.geometries).bit_length() - _DIGITS, 0)
        asked = asked[np.argsort(rank.astype(np.uint16), kind="stable")]
        of = point[asked]
        held = np.ones(len(point), dtype=np.bool_)
        held[asked] = shapely.intersects_xy(parts.geometries[fence[asked]], lon[of], lat[of])
        point, fence = point[held], fence[held]
    return point, fence.astype(np.int64)


def _by_tree(parts: Parts, lon: FloatArray, lat: FloatArray) -> tuple[IntArray, IntArray]:
    somewhere = np.flatnonzero(np.isfinite(lon) & np.isfinite(lat))
    found, place = parts.tree.query(shapely.points(lon[somewhere], lat[somewhere]))
    point, fence = somewhere[found], parts.aside[place]
    held = shapely.intersects_xy(parts.geometries[fence], lon[point], lat[point])
    return point[held], fence[held]
