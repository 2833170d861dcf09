"""Sets of fences: what the cells of a raster say, each different set kept once.

A set holds *items*: a fence's number doubled, plus one where the fence must still be asked. Set 0 is empty; a set of
one item is named by the item itself, ``ALONE`` added, and is kept nowhere. Sets are only ever added, so that an older
raster goes on reading what it knows while a newer one adds to the same store.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import numpy as np

if TYPE_CHECKING:
    import numpy.typing as npt

    from sensing.batch import Int32Array, IntArray

#: A name from here on is that of a set of one item.
ALONE: Final = 1 << 30


class Pool:
    """Rows of one type that are only added; views of earlier rows stay good."""

    __slots__ = ("_rows", "used")

    def __init__(self, rows: npt.NDArray[Any]) -> None:
        """Begin with some rows."""
        self._rows = rows
        #: Rows in use.
        self.used = len(rows)

    def upto(self, used: int) -> npt.NDArray[Any]:
        """Return the first rows."""
        return self._rows[:used]

    def add(self, rows: npt.NDArray[Any]) -> None:
        """Add rows behind those in use."""
        needed = self.used + len(rows)
        if needed > len(self._rows):
            grown = np.empty((max(needed, self.used * 5 // 4), *self._rows.shape[1:]), dtype=self._rows.dtype)
            grown[: self.used] = self._rows[: self.used]
            self._rows = grown
        self._rows[self.used : needed] = rows
        self.used = needed


class Sets:
    """The sets that the cells of a raster name by number."""

    __slots__ = ("_count", "_item", "_sets", "_start", "_used", "count", "item", "start")

    def __init__(self, start: Pool, count: Pool, item: Pool) -> None:
        """Show the rows of the pools that are there now."""
        self._start, self._count, self._item = start, count, item
        self._sets, self._used = start.used, item.used
        #: Where each set begins in ``item``, int64, shape (sets,).
        self.start: IntArray = start.upto(self._sets)
        #: How many items each set has, int64, shape (sets,).
        self.count: IntArray = count.upto(self._sets)
        #: Items of all sets, ascending within each, int32.
        self.item: Int32Array = item.upto(self._used)

    @classmethod
    def of(cls, set_of: IntArray, item: IntArray, *, size: int) -> Sets:
        """Return sets numbered from 1 from pairs (set, item); set 0 is empty."""
        order = np.lexsort((item, set_of))
        count = np.bincount(set_of, minlength=size).astype(np.int64)
        return cls(Pool(np.cumsum(count) - count), Pool(count), Pool(item[order].astype(np.int32)))

    def __len__(self) -> int:
        """Return the number of sets."""
        return self._sets

    @property
    def nbytes(self) -> int:
        """Bytes in use."""
        return int(self.start.nbytes + self.count.nbytes + self.item.nbytes)

    def members(self, named: Int32Array) -> tuple[IntArray, Int32Array]:
        """Return (place in ``named``, item) for every item of some sets, in their order; none of them is empty."""
        item = named - np.int32(ALONE)
        many = np.flatnonzero(item < 0)
        if not len(many):
            return np.arange(len(named)), item
        of_many = self.count[named[many]]
        count = np.ones(len(named), dtype=np.int64)
        count[many] = of_many
        place = np.repeat(np.arange(len(named)), count)
        item = item[place]
        step = np.arange(int(of_many.sum())) - np.repeat(np.cumsum(of_many) - of_many, of_many)
        item[item < 0] = self.item[np.repeat(self.start[named[many]], of_many) + step]
        return place, item

    def with_sets(self, place: IntArray, item: IntArray, *, size: int) -> tuple[Sets, Int32Array]:
        """Return the sets with ``size`` further ones, given as pairs (place, item), and the names of those."""
        order = np.lexsort((item, place))
        place, item = place[order], item[order].astype(np.int32)
        count = np.bincount(place, minlength=size).astype(np.int64)
        name = np.zeros(size, dtype=np.int32)
        name[count == 1] = item[count[place] == 1] + np.int32(ALONE)
        many = np.flatnonzero(count > 1)
        name[many] = np.arange(len(many)) + self._sets
        start, counts, items = self._start, self._count, self._item
        if (start.used, items.used) != (self._sets, self._used):
            # Somebody else went on from here: leave what they added alone.
            start, counts, items = Pool(self.start.copy()), Pool(self.count.copy()), Pool(self.item.copy())
        start.add(np.cumsum(count[many]) - count[many] + items.used)
        counts.add(count[many])
        items.add(item[count[place] > 1])
        return Sets(start, counts, items), name

    def distinct(self, named: Int32Array) -> tuple[Int32Array, IntArray]:
        """Return the different sets among some names, and for each name its place among them."""
        # Names of one item lie far from the others; side by side they make a table small enough to mark.
        alone = named >= ALONE
        widest = int(named.max(initial=ALONE)) - ALONE + 1
        key = np.where(alone, named - np.int32(ALONE), named + np.int32(widest))
        marked = np.zeros(widest + self._sets, dtype=np.bool_)
        marked[key] = True
        found = np.flatnonzero(marked)
        place = np.zeros(len(marked), dtype=np.int64)
        place[found] = np.arange(len(found))
        return np.where(found < widest, found + ALONE, found - widest).astype(np.int32), place[key]
