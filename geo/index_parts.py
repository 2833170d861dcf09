"""Parts: what a fence index is made of, and which part takes which fence.

Among many fences, the few that cover much of the window have a raster of their own: they lie in so many cells that a
change of one would rewrite a good part of the others' raster. What no raster takes is left to a tree.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import numpy.typing as npt
import shapely

from geo.raster import CELLS, FINEST, Window
from geo.raster_build import build
from geo.raster_change import added, removed
from geo.raster_walk import SIDE

if TYPE_CHECKING:
    from collections.abc import Sequence

    from geo.fence import Fence, FenceId
    from geo.raster import Raster
    from sensing.batch import BoolArray, IntArray

ObjectArray = npt.NDArray[np.object_]

#: What a raster may cost, roughly in bytes.
_BUDGET: Final = 256_000_000
#: Bytes for a fence's name in a tile that it holds.
_NAME: Final = 8
#: Among so many fences, one whose bounding box is at least this share of the window is wide,
_MANY: Final = 64
_WIDE: Final = 1 / 400
#: if it is also so many times what each of the fences would have were it divided among them.
_TIMES: Final = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Parts:
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
    #: The raster of the wide fences, and their numbers.
    wide_raster: Raster | None = None
    wide: frozenset[int] = frozenset()
    #: ``weight`` when the rasters were built.
    built: int = 0
    is_ready: bool = False

    @classmethod
    def of(cls, fences: tuple[Fence, ...]) -> Parts:
        """Return the parts of an index without a raster."""
        geometries = _objects([fence.geometry for fence in fences])
        shapely.prepare(geometries)
        number = {fence.id: place for place, fence in enumerate(fences)}
        every = np.arange(len(fences))
        return cls(fences=fences, number=number, geometries=geometries, aside=every, tree=shapely.STRtree(geometries))

    @property
    def rasters(self) -> tuple[Raster, ...]:
        """Return the rasters."""
        return tuple(raster for raster in (self.raster, self.wide_raster) if raster is not None)

    @property
    def weight(self) -> int:
        """Return what changes have made and left behind: the nodes of the rasters, and their sets as so many cells."""
        return sum(len(raster.nodes) + len(raster.sets) // CELLS for raster in self.rasters)

    def with_raster(self) -> Parts:
        """Return the parts with a raster of all fences that fit in one."""
        fits = _fitting(self.geometries)
        ready = replace(self, is_ready=True)
        if not fits.any():
            return ready
        window = Window.around(shapely.bounds(self.geometries[fits]).reshape(-1, 4))
        numbers = np.flatnonzero(fits)
        is_wide = _are_wide(self.geometries[fits], window, count=len(numbers))
        is_wide &= not is_wide.all()
        few, wide = numbers[~is_wide], numbers[is_wide]
        raster = build(self.geometries[few], few, window=window)
        made = replace(
            ready.aside_of(np.flatnonzero(~fits)),
            raster=raster,
            wide_raster=build(self.geometries[wide], wide, window=window) if len(wide) else None,
            wide=frozenset(wide.tolist()),
        )
        return replace(made, built=made.weight)

    def aside_of(self, numbers: IntArray) -> Parts:
        """Return the parts with other fences in the tree."""
        return replace(self, aside=numbers, tree=shapely.STRtree(self.geometries[numbers]))

    def without(self, id_: FenceId) -> Parts:
        """Return the parts without a fence."""
        number = self.number.get(id_)
        if number is None:
            return self
        left = replace(self, number={key: value for key, value in self.number.items() if key != id_})
        if self.raster is None or number in self.aside:
            return left.aside_of(self.aside[self.aside != number])
        bounds = shapely.bounds(self.geometries[number])
        if number in self.wide and self.wide_raster is not None:
            rest = self.wide - {number}
            raster = removed(self.wide_raster, bounds, number) if rest else None
            return replace(left, wide_raster=raster, wide=rest)
        return replace(left, raster=removed(self.raster, bounds, number))

    def plus(self, fence: Fence) -> Parts:
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
            window = self.raster.window
            if not _are_wide(area, window, count=len(self.number))[0]:
                return replace(more, raster=added(self.raster, area, number))
            before = self.wide_raster
            raster = added(before, area, number) if before else build(area, np.array([number]), window=window)
            return replace(more, wide_raster=raster, wide=self.wide | {number})
        return more.aside_of(np.r_[self.aside, number])


def _objects(geometries: Sequence[Any]) -> ObjectArray:
    array: ObjectArray = np.empty(len(geometries), dtype=object)
    array[:] = geometries
    return array


def _are_wide(geometries: ObjectArray, window: Window, *, count: int) -> BoolArray:
    """Return which areas have a bounding box that is a good part of the window, where there are ``count`` in all."""
    west, south, east, north = shapely.bounds(geometries).reshape(-1, 4).T
    share = (east - west) * window.per_lon * (north - south) * window.per_lat / FINEST**2
    wide: BoolArray = (share >= max(_WIDE, _TIMES / max(count, 1))) & (count >= _MANY)
    return wide


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
