"""Raster: for every point of a window, the fences that certainly hold it and those that must still be asked.

The window is divided into 256 × 256 tiles. A tile that an edge touches is divided again into 16 × 16 cells, and a cell
with many candidates twice more. A cell names a set (``geo.raster_sets``); a tile or cell that is divided names a node
instead, as -1 - node. All is kept in columns that are only added to, so that a change costs what it changes, and an
older raster stays good while a newer one is in the making.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from geo.raster_walk import SIDE

if TYPE_CHECKING:
    from geo.raster_sets import Pool, Sets
    from sensing.batch import BoolArray, FloatArray, Int32Array, IntArray

#: How often 16 × 16 parts are made of a part; the first two make the tiles.
LEVELS: Final = 5
#: Tiles along one side.
TILES: Final = SIDE * SIDE
#: Smallest cells along one side of the window.
FINEST: Final = SIDE**LEVELS
#: Cells of a node.
CELLS: Final = SIDE * SIDE
_BITS: Final = 4
_TILE_SHIFT: Final = _BITS * (LEVELS - 2)
#: Points looked up at a time, so that what is reckoned on the way stays in the processor's cache.
_CHUNK: Final = 1 << 15
#: The window reaches this much further than the fences, as a share of its width, so that no fence touches its rim.
_MARGIN: Final = 1 / 1024
_NARROWEST: Final = 1e-6


@dataclass(frozen=True, slots=True, kw_only=True)
class Window:
    """The part of the world that is divided."""

    #: South-western corner, degrees.
    west: float
    south: float
    #: Smallest cells per degree.
    per_lon: float
    per_lat: float

    @classmethod
    def around(cls, bounds: FloatArray) -> Window:
        """Return a window with room around boxes (west, south, east, north), shape (n, 4)."""
        west, south = bounds[:, :2].min(axis=0).tolist()
        east, north = bounds[:, 2:].max(axis=0).tolist()
        width, height = max(east - west, _NARROWEST), max(north - south, _NARROWEST)
        grown = 1 + 2 * _MARGIN
        return cls(
            west=west - width * _MARGIN,
            south=south - height * _MARGIN,
            per_lon=FINEST / (width * grown),
            per_lat=FINEST / (height * grown),
        )

    def cells(self, lon: FloatArray, lat: FloatArray) -> tuple[FloatArray, FloatArray]:
        """Return positions in smallest cells from the corner."""
        return (lon - self.west) * self.per_lon, (lat - self.south) * self.per_lat

    def degrees(self, x: FloatArray, y: FloatArray) -> tuple[FloatArray, FloatArray]:
        """Return where positions given in smallest cells lie."""
        return self.west + x / self.per_lon, self.south + y / self.per_lat

    def holds(self, bounds: FloatArray) -> BoolArray:
        """Return which boxes lie within the window, off its rim."""
        x1, y1 = self.cells(bounds[:, 0], bounds[:, 1])
        x2, y2 = self.cells(bounds[:, 2], bounds[:, 3])
        held: BoolArray = (x1 > 1) & (y1 > 1) & (x2 < FINEST - 1) & (y2 < FINEST - 1)
        return held


@dataclass(frozen=True, slots=True, kw_only=True)
class Raster:
    """An immutable division of a window."""

    window: Window
    #: What each tile names, row by row, int32, shape (TILES * TILES,).
    tiles: Int32Array
    #: What the cells of each node name, int32, shape (nodes, CELLS).
    nodes: Int32Array
    #: Where ``nodes`` is the beginning of.
    pool: Pool
    sets: Sets

    @property
    def nbytes(self) -> int:
        """Bytes in use."""
        return int(self.tiles.nbytes + self.nodes.nbytes) + self.sets.nbytes

    def find(self, lon: FloatArray, lat: FloatArray) -> tuple[IntArray, Int32Array]:
        """Return (point, item) for all that may hold each point, by point, then item.

        Args:
            lon: Degrees, shape (n,); what is not finite is nowhere.
            lat: Degrees, shape (n,).
        """
        found = [self._find(lon[at : at + _CHUNK], lat[at : at + _CHUNK], at) for at in range(0, len(lon), _CHUNK)]
        if len(found) == 1:
            return found[0]
        point = [each[0] for each in found] or [np.empty(0, dtype=np.int64)]
        return np.concatenate(point), np.concatenate([each[1] for each in found] or [np.empty(0, dtype=np.int32)])

    def _find(self, lon: FloatArray, lat: FloatArray, first: int) -> tuple[IntArray, Int32Array]:
        x, y = self.window.cells(lon, lat)
        known = (x >= 0) & (x < FINEST) & (y >= 0) & (y < FINEST)
        if known.all():
            named = self._named(x.astype(np.int32), y.astype(np.int32))
            point = np.flatnonzero(named)
            named = named[point]
        else:
            point = np.flatnonzero(known)
            named = self._named(x[point].astype(np.int32), y[point].astype(np.int32))
            point, named = point[named != 0], named[named != 0]
        place, item = self.sets.members(named)
        return point[place] + first, item

    def _named(self, x: Int32Array, y: Int32Array) -> Int32Array:
        """Return the set that each position's cell names."""
        named = self.tiles.take((y >> _TILE_SHIFT << 2 * _BITS) | (x >> _TILE_SHIFT))
        flat = self.nodes.reshape(-1)
        divided = np.flatnonzero(named < 0)
        shift = _TILE_SHIFT
        while len(divided):
            shift -= _BITS
            cell = ((y[divided] >> shift & SIDE - 1) << _BITS) | (x[divided] >> shift & SIDE - 1)
            deeper = flat.take(~named[divided] * np.int32(CELLS) + cell)
            named[divided] = deeper
            divided = divided[deeper < 0]
        return named
