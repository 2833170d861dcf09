"""Walking edges over a grid: which of a node's 16 × 16 cells an edge may touch.

The answer errs on one side only: every cell that an edge touches is named, and perhaps a neighbour that it misses
by less than ``SLACK``. A cell that no edge is said to touch lies wholly inside an area or wholly outside.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np
import shapely

if TYPE_CHECKING:
    import numpy.typing as npt

    from sensing.batch import FloatArray, IntArray

#: Cells along one side of a node.
SIDE: Final = 16
#: How far an edge is taken to reach beyond itself, in cells. Reckoning in cells errs by 1e-9 at most.
SLACK: Final = 1e-6


@dataclass(frozen=True, slots=True, kw_only=True)
class Edges:
    """Straight edges in columns of equal length n, in whatever unit of length."""

    x1: FloatArray
    y1: FloatArray
    x2: FloatArray
    y2: FloatArray

    def take(self, index: npt.NDArray[np.int64]) -> Edges:
        """Return the edges at some places."""
        return Edges(x1=self.x1[index], y1=self.y1[index], x2=self.x2[index], y2=self.y2[index])

    def seen_from(self, x: IntArray, y: IntArray, *, unit: float) -> Edges:
        """Return the edges in another unit, reckoned from an origin (in that unit) of their own."""
        return Edges(x1=self.x1 / unit - x, y1=self.y1 / unit - y, x2=self.x2 / unit - x, y2=self.y2 / unit - y)


def edges_of(geometries: npt.NDArray[np.object_]) -> tuple[Edges, IntArray]:
    """Return the edges of all rings of some areas in degrees, and to which area each belongs."""
    parts, area = shapely.get_parts(geometries, return_index=True)
    rings, part = shapely.get_rings(parts, return_index=True)
    position, ring = shapely.get_coordinates(rings, return_index=True)
    first = np.flatnonzero(ring[1:] == ring[:-1])
    (x1, y1), (x2, y2) = position[first].T, position[first + 1].T
    return Edges(x1=x1, y1=y1, x2=x2, y2=y2), area[part[ring[first]]].astype(np.int64)


def touched(edges: Edges) -> tuple[IntArray, IntArray]:
    """Return (place of the edge, cell) for the cells that each edge may touch.

    Args:
        edges: Edges in cells, each reckoned from the corner of its own node.

    Returns:
        Places ascending; cells as row × 16 + column, those outside of the node left out.
    """
    low, high = np.minimum(edges.y1, edges.y2), np.maximum(edges.y1, edges.y2)
    edge, row = _spread(_cell(low - SLACK), _cell(high + SLACK))
    left, right = _reach(edges.take(edge), row)
    inside = np.flatnonzero((right >= -SLACK) & (left < SIDE + SLACK))
    place, column = _spread(_cell(left[inside] - SLACK), _cell(right[inside] + SLACK))
    kept = inside[place]
    return edge[kept], row[kept] * SIDE + column


def _reach(edges: Edges, row: IntArray) -> tuple[FloatArray, FloatArray]:
    """Return how far each edge reaches to the left and to the right within a row of its own, with some slack."""
    rise = edges.y2 - edges.y1
    flat = rise == 0
    # The flattest edge of all has no finite slope; it then reaches from end to end, like a flat one.
    with np.errstate(over="ignore", invalid="ignore"):
        slope = 1 / np.where(flat, 1.0, rise)
        enters = np.where(flat, 0.0, (row - SLACK - edges.y1) * slope)
        leaves = np.where(flat, 1.0, (row + 1 + SLACK - edges.y1) * slope)
    width = edges.x2 - edges.x1
    one = edges.x1 + np.clip(np.nan_to_num(enters, nan=0.0), 0, 1) * width
    other = edges.x1 + np.clip(np.nan_to_num(leaves, nan=1.0), 0, 1) * width
    return np.minimum(one, other), np.maximum(one, other)


def _cell(position: FloatArray) -> IntArray:
    return np.clip(np.floor(position), -1, SIDE).astype(np.int64)


def _spread(first: IntArray, last: IntArray) -> tuple[IntArray, IntArray]:
    """Return (place, number) for every number from ``first`` to ``last`` that lies within the node."""
    first, last = np.maximum(first, 0), np.minimum(last, SIDE - 1)
    count = np.maximum(last - first + 1, 0)
    place = np.repeat(np.arange(len(first)), count)
    step = np.arange(len(place)) - np.repeat(np.cumsum(count) - count, count)
    return place, first[place] + step
