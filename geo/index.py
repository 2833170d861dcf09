"""FenceIndex: which of many fences hold which of many points, exactly as GEOS ``covers`` says.

A raster (``geo.raster``) decides most points without a question; GEOS is asked for those near an edge. Fences that the
raster cannot take (out of its window, or so large and so many that its cells would hold nothing but names) are found by
a tree over their bounding boxes instead. An index is immutable; a changed one shares what did not change.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import shapely

from geo.raster import CELLS, Window
from geo.raster_build import build
from geo.raster_change import added, removed
from geo.raster_walk import SIDE

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    import numpy.typing as npt

    from geo.fence import Fence, FenceId
    from geo.raster import Raster
    from sensing.batch import BoolArray, FloatArray, IntArray

    ObjectArray = npt.NDArray[np.object_]

#: Fences found by the tree after changes before all are taken in anew.
_MOST_ASIDE: Final = 8
#: Questions about more points are worth a raster.
_FEW_POINTS: Final = 256
#: What a raster may cost, roughly in bytes.
_BUDGET: Final = 256_000_000
#: Bits by which fences are sorted.
_DIGITS: Final = 16
#: Bytes for a fence's name in a tile that it holds.
_NAME: Final = 8
#: Nodes a raster may have beside twice those it was built with, before it is built anew.
_SPARE_NODES: Final = 4096


@dataclass(frozen=True, slots=True, kw_only=True)
class _Parts:
    """What an index is made of."""

    fences: tuple[Fence, ...]
    #: Number of every fence that can be found.
    number: dict[FenceId, int]
    #: Prepared, by number.
    geometries: ObjectArray
    #: Numbers of the fences that only the tree finds.
    aside: IntArray
    tree: shapely.STRtree
    raster: Raster | None = None
    #: Nodes of the raster when it was built.
    built: int = 0
    is_ready: bool = False

    @classmethod
    def of(cls, fences: tuple[Fence, ...]) -> _Parts:
        """Return the parts of an index without a raster."""
        geometries = _objects([fence.geometry for fence in fences])
        shapely.prepare(geometries)
        number = {fence.id: place for place, fence in enumerate(fences)}
        every = np.arange(len(fences))
        return cls(fences=fences, number=number, geometries=geometries, aside=every, tree=shapely.STRtree(geometries))

    def with_raster(self) -> _Parts:
        """Return the parts with a raster of all fences that fit in one."""
        fits = _fitting(self.geometries)
        ready = replace(self, is_ready=True)
        if not fits.any():
            return ready
        chosen = self.geometries[fits]
        raster = build(chosen, np.flatnonzero(fits), window=Window.around(shapely.bounds(chosen).reshape(-1, 4)))
        return replace(ready.aside_of(np.flatnonzero(~fits)), raster=raster, built=len(raster.nodes))

    def aside_of(self, numbers: IntArray) -> _Parts:
        """Return the parts with other fences in the tree."""
        return replace(self, aside=numbers, tree=shapely.STRtree(self.geometries[numbers]))

    def without(self, id_: FenceId) -> _Parts:
        """Return the parts without a fence."""
        number = self.number.get(id_)
        if number is None:
            return self
        left = replace(self, number={key: value for key, value in self.number.items() if key != id_})
        if self.raster is None or number in self.aside:
            return left.aside_of(self.aside[self.aside != number])
        return replace(left, raster=removed(self.raster, shapely.bounds(self.geometries[number]), number))

    def plus(self, fence: Fence) -> _Parts:
        """Return the parts with a further fence."""
        number = len(self.fences)
        area = _objects([fence.geometry])
        shapely.prepare(area)
        more = replace(
            self,
            fences=(*self.fences, fence),
            number={**self.number, fence.id: number},
            geometries=np.r_[self.geometries, area],
        )
        if self.raster is not None and self.raster.window.holds(shapely.bounds(area).reshape(-1, 4))[0]:
            return replace(more, raster=added(self.raster, area, number))
        return more.aside_of(np.r_[self.aside, number])


class FenceIndex:
    """An immutable index over fences."""

    __slots__ = ("_parts",)

    def __init__(self, fences: Iterable[Fence] = (), *, parts: _Parts | None = None) -> None:
        """Index the fences; their places in ``fences`` are the numbers that ``inside`` answers with."""
        self._parts = parts or _Parts.of(tuple(fences))

    def __len__(self) -> int:
        """Return how many fences can be found."""
        return len(self._parts.number)

    @property
    def fences(self) -> tuple[Fence, ...]:
        """Return the fences by number; one that was changed or removed since stays there, and is never found."""
        return self._parts.fences

    @property
    def nbytes(self) -> int:
        """Bytes of the raster; GEOS keeps the fences beside it."""
        return self._parts.raster.nbytes if self._parts.raster else 0

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
        is_worn = parts.raster is not None and len(parts.raster.nodes) > 2 * parts.built + _SPARE_NODES
        return self._anew(put, gone) if has_spread or is_worn else FenceIndex(parts=parts)

    def _anew(self, put: Sequence[Fence], gone: Sequence[FenceId]) -> FenceIndex:
        known = {id_: self.fences[number] for id_, number in self._parts.number.items() if id_ not in gone}
        index = FenceIndex((known | {fence.id: fence for fence in put}).values())
        return index.ready() if self._parts.is_ready else index


def _by_raster(parts: _Parts, lon: FloatArray, lat: FloatArray) -> tuple[IntArray, IntArray]:
    if parts.raster is None:
        return np.empty(0, dtype=np.int64), np.empty(0, dtype=np.int64)
    point, item = parts.raster.find(lon, lat)
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


def _by_tree(parts: _Parts, lon: FloatArray, lat: FloatArray) -> tuple[IntArray, IntArray]:
    somewhere = np.flatnonzero(np.isfinite(lon) & np.isfinite(lat))
    found, place = parts.tree.query(shapely.points(lon[somewhere], lat[somewhere]))
    point, fence = somewhere[found], parts.aside[place]
    held = shapely.intersects_xy(parts.geometries[fence], lon[point], lat[point])
    return point[held], fence[held]


def _objects(geometries: Sequence[Any]) -> ObjectArray:
    array: ObjectArray = np.empty(len(geometries), dtype=object)
    array[:] = geometries
    return array


def _fitting(geometries: ObjectArray) -> BoolArray:
    """Return which areas a raster takes: none that is empty, and the costliest not, where all are too many."""
    bounds = shapely.bounds(geometries).reshape(-1, 4)
    fits: BoolArray = np.isfinite(bounds).all(axis=1)
    if not fits.any():
        return fits
    window = Window.around(bounds[fits])
    width, height = (bounds[:, 2] - bounds[:, 0]) * window.per_lon, (bounds[:, 3] - bounds[:, 1]) * window.per_lat
    per_tile = float(SIDE**3)
    edge = shapely.length(geometries) * max(window.per_lon, window.per_lat) / per_tile
    # A tile that an edge touches takes a node, as a rule shared with others.
    cost = np.where(fits, width * height / per_tile**2 * _NAME + edge * CELLS, 0)
    order = np.argsort(cost)
    fits[order[np.cumsum(cost[order]) > _BUDGET]] = False
    return fits
