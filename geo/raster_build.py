"""Building a raster from areas: divide what edges touch until few candidates are left in a cell."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np
import shapely

from geo.raster import CELLS, FINEST, LEVELS, TILES, Raster, Window
from geo.raster_divide import Shapes, divide, whole
from geo.raster_sets import Pool
from geo.raster_trie import Trie
from geo.raster_walk import SIDE

if TYPE_CHECKING:
    from geo.raster_divide import ObjectArray, Pairs
    from sensing.batch import BoolArray, Int32Array, IntArray

#: Where there are fewer areas, tiles alone leave few points undecided.
_FEW: Final = 16
#: A cell with more candidates is divided again.
MOST_ASKED: Final = 4
#: A part is not divided while its candidates are fewer than this share of what it lies in anyway.
_WORTH: Final = 1 / 8
#: A cell is not divided again where its candidates are more than this share of those of what it was cut from, unless
#: most are smaller than the cell: edges that lie upon each other do not part, however small the cells.
_HELPS: Final = 3 / 4
#: Nodes beyond those of the tiles, the most crowded first: 64 MiB of cells.
_MOST_NODES: Final = 1 << 16
#: Parts divided at a time.
_AT_ONCE: Final = 1 << 12


def build(area: ObjectArray, number: IntArray, *, window: Window) -> Raster:
    """Return the raster of prepared areas that lie within a window.

    Args:
        area: Prepared polygons and multipolygons, valid, shape (n,).
        number: By what number each is to be named, shape (n,).
        window: What to divide.
    """
    return _Builder(Shapes.of(window, area, number)).raster()


class _Builder:
    """A raster in the making; cells hold states of the trie until all are known."""

    def __init__(self, shapes: Shapes) -> None:
        self._shapes = shapes
        self._trie = Trie()
        #: Cells of the nodes so far; what is not negative is a state.
        self._nodes: list[IntArray] = []
        self._count = 0
        self._spare = _MOST_NODES
        west, south, east, north = shapely.bounds(shapes.area).reshape(-1, 4).T
        #: Longer side of each area, in smallest cells.
        self._size = np.maximum((east - west) * shapes.window.per_lon, (north - south) * shapes.window.per_lat)

    def raster(self) -> Raster:
        tiles = self._tiles()
        nodes = np.concatenate(self._nodes or [np.empty((0, CELLS), dtype=np.int64)])
        used = np.zeros(int(max(tiles.max(initial=0), nodes.max(initial=0))) + 1, dtype=np.bool_)
        used[tiles[tiles >= 0]] = True
        used[nodes[nodes >= 0]] = True
        sets, number = self._trie.sets(np.flatnonzero(used))
        pool = Pool(_named(nodes, number).reshape(-1, CELLS))
        return Raster(
            window=self._shapes.window, tiles=_named(tiles, number), nodes=pool.upto(pool.used), pool=pool, sets=sets
        )

    def _tiles(self) -> IntArray:
        coarse = divide(self._shapes, whole(self._shapes))
        fine = divide(self._shapes, coarse.touched)
        # What holds one of the 16 × 16 coarse parts holds its 16 × 16 tiles.
        row, column = np.divmod(coarse.full_cell, SIDE)
        step = np.arange(CELLS)
        y = (row[:, None] * SIDE + step // SIDE).reshape(-1)
        x = (column[:, None] * SIDE + step % SIDE).reshape(-1)
        parents = coarse.touched
        full_y = parents.y[fine.full_pair] * SIDE + fine.full_cell // SIDE
        full_x = parents.x[fine.full_pair] * SIDE + fine.full_cell % SIDE
        area = np.r_[np.repeat(coarse.full_pair, CELLS), parents.area[fine.full_pair]]
        return self._settle(
            start=np.zeros(TILES * TILES, dtype=np.int64),
            above=np.full(TILES * TILES, len(self._shapes.area)),
            full=(np.r_[y * TILES + x, full_y * TILES + full_x], area),
            touched=fine.touched,
            group=fine.touched.y * TILES + fine.touched.x,
        )

    def _settle(
        self, *, start: IntArray, above: IntArray, full: tuple[IntArray, IntArray], touched: Pairs, group: IntArray
    ) -> IntArray:
        """Return what each of some parts names: a state, or a node of its own.

        Args:
            start: State that all cells of each part's parent share, shape (parts,).
            above: How many areas touch each part's parent, shape (parts,).
            full: Part and area, for every area that holds a part.
            touched: Parts with the areas whose edges touch them.
            group: Part of each of those.
        """
        number = self._shapes.number
        base = self._trie.follow(start, full[0], number[full[1]] * 2)
        held = np.bincount(full[0], minlength=len(start))
        asked = np.bincount(group, minlength=len(start))
        is_small = self._size[touched.area] <= FINEST // SIDE**touched.level
        parts = asked <= above * _HELPS
        parts |= np.bincount(group[is_small], minlength=len(start)) * 2 >= asked
        is_divided = self._divided(asked, held, parts, level=touched.level)
        stays = np.flatnonzero(~is_divided[group])
        named = self._trie.follow(base, group[stays], number[touched.area[stays]] * 2 + 1)
        if is_divided.any():
            named[is_divided] = -1 - self._divide(touched, group, np.flatnonzero(is_divided), base)
        return named

    def _divided(self, asked: IntArray, held: IntArray, parts: BoolArray, *, level: int) -> BoolArray:
        """Return which parts are divided, by how many areas touch and hold them, and whether dividing parts those."""
        if level == LEVELS:
            return np.zeros(len(asked), dtype=np.bool_)
        is_worth: BoolArray = asked >= held * _WORTH
        if level == 2 and len(self._shapes.area) >= _FEW:  # noqa: PLR2004 - two divisions make the tiles
            return is_worth & (asked > 0)
        wanted = is_worth & (asked > MOST_ASKED) & parts
        if np.count_nonzero(wanted) > self._spare:
            crowded = np.argsort(np.where(wanted, -asked, 0), kind="stable")[: self._spare]
            wanted = np.zeros_like(wanted)
            wanted[crowded] = True
        self._spare -= int(np.count_nonzero(wanted))
        return wanted

    def _divide(self, touched: Pairs, group: IntArray, parts: IntArray, base: IntArray) -> IntArray:
        """Divide some parts and return their nodes."""
        order = np.argsort(group, kind="stable")
        made: list[IntArray] = []
        for first in range(0, len(parts), _AT_ONCE):
            some = parts[first : first + _AT_ONCE]
            begin, end = np.searchsorted(group[order], [some[0], some[-1] + 1])
            chosen = order[begin:end]
            chosen = chosen[np.isin(group[chosen], some)]
            made.append(self._cells(touched.pick(chosen), np.searchsorted(some, group[chosen]), base[some]))
        return np.concatenate(made)

    def _cells(self, pairs: Pairs, node: IntArray, base: IntArray) -> IntArray:
        """Divide parts, given as pairs with the place of the part, and return their nodes."""
        found = divide(self._shapes, pairs)
        cells = self._settle(
            start=np.repeat(base, CELLS),
            above=np.repeat(np.bincount(node, minlength=len(base)), CELLS),
            full=(node[found.full_pair] * CELLS + found.full_cell, pairs.area[found.full_pair]),
            touched=found.touched,
            group=node[found.touched_pair] * CELLS + found.touched_cell,
        )
        self._nodes.append(cells.reshape(-1, CELLS))
        self._count += len(base)
        return np.arange(self._count - len(base), self._count)


def _named(states: IntArray, number: Int32Array) -> Int32Array:
    """Return cells with the number of their set in place of its state."""
    return np.where(states < 0, states, number[np.maximum(states, 0)]).astype(np.int32)
