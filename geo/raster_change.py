"""Changing a raster: one area more or less, at the cost of the cells that it touches.

The raster that is changed stays as it is: nodes that say something else from now on are written anew behind the
others, and so are sets.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from geo.raster import CELLS, TILES, Raster
from geo.raster_divide import Shapes, divide, whole
from geo.raster_sets import Pool
from geo.raster_walk import SIDE

if TYPE_CHECKING:
    from collections.abc import Callable

    from geo.raster_divide import ObjectArray, Pairs
    from geo.raster_sets import Sets
    from sensing.batch import FloatArray, Int32Array, IntArray

    #: Adds to or takes from what each of some sets holds, given as pairs (place, item) and the number of sets.
    _Edit = Callable[[IntArray, IntArray, int], tuple[IntArray, IntArray]]


def added(raster: Raster, area: ObjectArray, number: int) -> Raster:
    """Return the raster with one further area.

    Args:
        raster: What there is.
        area: The prepared area, shape (1,); it lies within the window.
        number: By what number it is to be named; not in use.
    """
    shapes = Shapes.of(raster.window, area, np.array([number], dtype=np.int64))
    coarse = divide(shapes, whole(shapes))
    fine = divide(shapes, coarse.touched)
    row, column = np.divmod(coarse.full_cell, SIDE)
    step = np.arange(CELLS)
    held = (row[:, None] * SIDE + step // SIDE) * TILES + column[:, None] * SIDE + step % SIDE
    above = coarse.touched
    row = above.y[fine.full_pair] * SIDE + fine.full_cell // SIDE
    column = above.x[fine.full_pair] * SIDE + fine.full_cell % SIDE
    change = _Change(raster)
    tiles = raster.tiles.copy()
    full = np.r_[held.reshape(-1), row * TILES + column]
    tiles[full] = change.held(tiles[full], number)
    touched = fine.touched.y * TILES + fine.touched.x
    tiles[touched] = change.touched(tiles[touched], fine.touched, shapes)
    return change.done(tiles)


def removed(raster: Raster, bounds: FloatArray, number: int) -> Raster:
    """Return the raster without an area.

    Args:
        raster: What there is.
        bounds: West, south, east, north of the area.
        number: By what number it is named.
    """
    x, y = raster.window.cells(bounds[[0, 2]], bounds[[1, 3]])
    per_tile = SIDE**3
    left, right = np.clip(np.floor(x / per_tile + [-1, 1]), 0, TILES - 1).astype(np.int64)
    low, high = np.clip(np.floor(y / per_tile + [-1, 1]), 0, TILES - 1).astype(np.int64)
    change = _Change(raster)
    tiles = raster.tiles.copy().reshape(TILES, TILES)
    near = tiles[low : high + 1, left : right + 1]
    tiles[low : high + 1, left : right + 1] = change.gone(near.reshape(-1), number).reshape(near.shape)
    return change.done(tiles.reshape(-1))


class _Change:
    """Nodes and sets that are written on the way from one raster to the next."""

    def __init__(self, raster: Raster) -> None:
        self._raster = raster
        self._sets: Sets = raster.sets
        self._pool = raster.pool
        if self._pool.used != len(raster.nodes):
            # Somebody else went on from here: leave what they added alone.
            self._pool = Pool(raster.nodes.copy())

    def done(self, tiles: Int32Array) -> Raster:
        """Return the raster that came of it."""
        nodes = self._pool.upto(self._pool.used)
        return replace(self._raster, tiles=tiles, nodes=nodes, pool=self._pool, sets=self._sets)

    def held(self, named: Int32Array, number: int) -> Int32Array:
        """Return what cells name once an area holds them wholly."""
        return self._everywhere(named, lambda place, item, size: _with(place, item, number * 2, size))

    def gone(self, named: Int32Array, number: int) -> Int32Array:
        """Return what cells name once an area is gone."""
        return self._everywhere(named, lambda place, item, _: _without(place, item, number))

    def touched(self, named: Int32Array, pairs: Pairs, shapes: Shapes) -> Int32Array:
        """Return what cells name once edges of an area touch them; each cell is one of the pairs."""
        named = named.copy()
        number = int(shapes.number[0])
        # A raster with nodes divides every tile that an edge touches.
        divides = pairs.level == 2 and len(self._raster.nodes) > 0  # noqa: PLR2004 - two divisions make the tiles
        inner = np.flatnonzero((named < 0) | divides)
        leaf = np.flatnonzero((named >= 0) & (not divides))
        named[leaf] = self._edited(named[leaf], lambda place, item, size: _with(place, item, number * 2 + 1, size))
        if len(inner):
            cells = self._cells(named[inner]).reshape(-1)
            found = divide(shapes, pairs.pick(inner))
            full = found.full_pair * CELLS + found.full_cell
            cells[full] = self.held(cells[full], number)
            edge = found.touched_pair * CELLS + found.touched_cell
            cells[edge] = self.touched(cells[edge], found.touched, shapes)
            named[inner] = self._written(cells)
        return named

    def _everywhere(self, named: Int32Array, edit: _Edit) -> Int32Array:
        """Return what cells name once the sets of all that lies in them are edited."""
        named = named.copy()
        leaf, inner = np.flatnonzero(named >= 0), np.flatnonzero(named < 0)
        named[leaf] = self._edited(named[leaf], edit)
        if len(inner):
            before = self._cells(named[inner]).reshape(-1)
            after = self._everywhere(before, edit).reshape(-1, CELLS)
            changed = (after != before.reshape(-1, CELLS)).any(axis=1)
            named[inner[changed]] = self._written(after[changed].reshape(-1))
        return named

    def _cells(self, named: Int32Array) -> Int32Array:
        """Return the cells of nodes; a cell that is not divided yet gives as many of its own kind."""
        cells = np.repeat(named[:, None], CELLS, axis=1)
        node = np.flatnonzero(named < 0)
        cells[node] = self._pool.upto(self._pool.used)[~named[node]]
        return cells

    def _written(self, cells: Int32Array) -> Int32Array:
        """Write nodes and return what names them."""
        first = self._pool.used
        self._pool.add(cells.reshape(-1, CELLS))
        return (-1 - np.arange(first, self._pool.used)).astype(np.int32)

    def _edited(self, named: Int32Array, edit: _Edit) -> Int32Array:
        """Return what cells name once their sets are edited; each different set is edited once."""
        different, place = self._sets.distinct(named)
        some = np.flatnonzero(different)
        of, item = self._sets.members(different[some])
        of = some[of]
        new_of, new_item = edit(of, item.astype(np.int64), len(different))
        same = np.bincount(of, minlength=len(different)) == np.bincount(new_of, minlength=len(different))
        writes = np.flatnonzero(~same)
        at = np.full(len(different), -1, dtype=np.int64)
        at[writes] = np.arange(len(writes))
        kept = at[new_of] >= 0
        self._sets, names = self._sets.with_sets(at[new_of[kept]], new_item[kept], size=len(writes))
        different[writes] = names
        return different[place]


def _with(place: IntArray, item: IntArray, new: int, size: int) -> tuple[IntArray, IntArray]:
    return np.r_[place, np.arange(size)], np.r_[item, np.full(size, new)]


def _without(place: IntArray, item: IntArray, number: int) -> tuple[IntArray, IntArray]:
    kept = item >> 1 != number
    return place[kept], item[kept]
