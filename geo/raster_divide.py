"""Dividing: which parts of a part each area holds wholly, and which its edges touch.

Pairs of a part and an area are worked on a few ten thousand at a time, so that a hundred thousand areas fit in memory.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np
import shapely

from geo import raster_flood
from geo.raster import CELLS, FINEST
from geo.raster_walk import SIDE, Edges, edges_of, touched

if TYPE_CHECKING:
    import numpy.typing as npt

    from geo.raster import Window
    from sensing.batch import BoolArray, IntArray

    ObjectArray = npt.NDArray[np.object_]

#: (Node, area) pairs worked on at a time.
_AT_ONCE: Final = 1 << 15


@dataclass(frozen=True, slots=True, kw_only=True)
class Shapes:
    """Areas, ready to be divided."""

    window: Window
    #: Prepared areas, shape (n,).
    area: ObjectArray
    #: Number by which sets name each area, int64, shape (n,).
    number: IntArray
    #: Edges in smallest cells, by area.
    edges: Edges
    #: Area of each edge, ascending.
    owner: IntArray

    @classmethod
    def of(cls, window: Window, area: ObjectArray, number: IntArray) -> Shapes:
        """Return areas as they lie in a window; they are prepared already."""
        edges, owner = edges_of(area)
        x1, y1 = window.cells(edges.x1, edges.y1)
        x2, y2 = window.cells(edges.x2, edges.y2)
        return cls(window=window, area=area, number=number, edges=Edges(x1=x1, y1=y1, x2=x2, y2=y2), owner=owner)


@dataclass(frozen=True, slots=True, kw_only=True)
class Pairs:
    """Parts of one size and the areas whose edges touch them, n pairs."""

    #: How many divisions led to the parts.
    level: int
    #: Which part, in parts of this size from the corner, shape (n,).
    x: IntArray
    y: IntArray
    #: Place of the area, shape (n,).
    area: IntArray
    #: Place of the pair and of the edge, for every edge in it, by pair, shape (m,).
    pair: IntArray
    edge: IntArray

    def some(self, first: int, last: int) -> Pairs:
        """Return the pairs from ``first`` to before ``last``."""
        begin, end = np.searchsorted(self.pair, [first, last])
        return Pairs(
            level=self.level,
            x=self.x[first:last],
            y=self.y[first:last],
            area=self.area[first:last],
            pair=self.pair[begin:end] - first,
            edge=self.edge[begin:end],
        )

    def pick(self, places: IntArray) -> Pairs:
        """Return the pairs at some places, in their order."""
        begin = np.searchsorted(self.pair, places)
        count = np.searchsorted(self.pair, places, side="right") - begin
        pair = np.repeat(np.arange(len(places)), count)
        step = np.arange(len(pair)) - np.repeat(np.cumsum(count) - count, count)
        return Pairs(
            level=self.level,
            x=self.x[places],
            y=self.y[places],
            area=self.area[places],
            pair=pair,
            edge=self.edge[np.repeat(begin, count) + step],
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Division:
    """What became of the 16 × 16 parts of each pair's part."""

    #: Pair and cell of the parts that the pair's area holds wholly.
    full_pair: IntArray
    full_cell: IntArray
    #: Pair and cell of the parts that edges of the pair's area touch, by pair, then cell.
    touched_pair: IntArray
    touched_cell: IntArray
    #: The latter as pairs themselves.
    touched: Pairs


def whole(shapes: Shapes) -> Pairs:
    """Return the window itself with all areas."""
    n = len(shapes.area)
    zero = np.zeros(n, dtype=np.int64)
    edge = np.arange(len(shapes.owner))
    return Pairs(level=0, x=zero, y=zero, area=np.arange(n), pair=shapes.owner, edge=edge)


def divide(shapes: Shapes, pairs: Pairs) -> Division:
    """Divide the part of every pair once."""
    found = [_divide(shapes, pairs.some(first, first + _AT_ONCE)) for first in range(0, max(len(pairs.x), 1), _AT_ONCE)]
    if len(found) == 1:
        return found[0]
    starts = np.cumsum([0, *(len(each.touched.x) for each in found)])
    columns = {
        name: np.concatenate([getattr(each.touched, name) for each in found]) for name in ("x", "y", "area", "edge")
    }
    pair = np.concatenate([each.touched.pair + start for each, start in zip(found, starts[:-1], strict=True)])
    return Division(
        full_pair=np.concatenate([each.full_pair + i * _AT_ONCE for i, each in enumerate(found)]),
        full_cell=np.concatenate([each.full_cell for each in found]),
        touched_pair=np.concatenate([each.touched_pair + i * _AT_ONCE for i, each in enumerate(found)]),
        touched_cell=np.concatenate([each.touched_cell for each in found]),
        touched=Pairs(level=pairs.level + 1, pair=pair, **columns),
    )


def _divide(shapes: Shapes, pairs: Pairs) -> Division:
    size = FINEST // SIDE ** (pairs.level + 1)
    x, y = pairs.x * SIDE, pairs.y * SIDE
    own = shapes.edges.take(pairs.edge).seen_from(x[pairs.pair], y[pairs.pair], unit=size)
    place, cell = touched(own)
    # One number per pair and cell; the edges of each stay together.
    key = pairs.pair[place] * CELLS + cell
    order = np.argsort(key, kind="stable")
    key, edge = key[order], pairs.edge[place[order]]
    new = np.r_[True, key[1:] != key[:-1]][: len(key)]
    hit, hit_cell = np.divmod(key[new], CELLS)
    mask = np.zeros((len(x), CELLS), dtype=np.bool_)
    mask[hit, hit_cell] = True

    def is_inside(at: IntArray, cells: IntArray) -> BoolArray:
        middle = (x[at] + cells % SIDE + 0.5) * size, (y[at] + cells // SIDE + 0.5) * size
        held: BoolArray = shapely.intersects_xy(shapes.area[pairs.area[at]], *shapes.window.degrees(*middle))
        return held

    full_pair, full_cell = np.nonzero(raster_flood.inside(mask, is_inside))
    return Division(
        full_pair=full_pair,
        full_cell=full_cell,
        touched_pair=hit,
        touched_cell=hit_cell,
        touched=Pairs(
            level=pairs.level + 1,
            x=x[hit] + hit_cell % SIDE,
            y=y[hit] + hit_cell // SIDE,
            area=pairs.area[hit],
            pair=np.cumsum(new) - 1,
            edge=edge,
        ),
    )
