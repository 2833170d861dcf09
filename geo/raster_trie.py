"""Trie: finds the different sets among millions of cells, exactly, a column at a time.

A state stands for the items on the way to it from state 0, the empty set. Cells that say the same come to the same
state, and what all cells of a part share is gone through once.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from geo.raster_sets import ALONE, Sets

if TYPE_CHECKING:
    from sensing.batch import Int32Array, IntArray

_ITEM_BITS = 32
_ITEM = (1 << _ITEM_BITS) - 1


class Trie:
    """Grows by what it is given."""

    __slots__ = ("_depth", "_item", "_parent", "_size")

    def __init__(self) -> None:
        """Begin with the empty set."""
        self._parent: list[IntArray] = [np.zeros(1, dtype=np.int64)]
        self._item: list[IntArray] = [np.zeros(1, dtype=np.int64)]
        self._depth: list[IntArray] = [np.zeros(1, dtype=np.int64)]
        self._size = 1

    def follow(self, state: IntArray, group: IntArray, item: IntArray) -> IntArray:
        """Return the states that groups come to from ``state`` by adding items, given as pairs (group, item)."""
        key = np.sort((group << _ITEM_BITS) | item)
        group, item = key >> _ITEM_BITS, key & _ITEM
        first = np.flatnonzero(np.r_[True, group[1:] != group[:-1]][: len(group)])
        count = np.diff(np.r_[first, len(group)])
        reached = state.copy()
        step = 0
        while len(first):
            mine = group[first]
            reached[mine] = self._step(reached[mine], item[first + step])
            step += 1
            going_on = count > step
            first, count = first[going_on], count[going_on]
        return reached

    def _step(self, state: IntArray, item: IntArray) -> IntArray:
        key, inverse = np.unique((state << _ITEM_BITS) | item, return_inverse=True)
        parent = key >> _ITEM_BITS
        depth = self._depths()[parent] + 1
        self._parent.append(parent)
        self._item.append(key & _ITEM)
        self._depth.append(depth)
        new: IntArray = self._size + inverse.reshape(-1)
        self._size += len(key)
        return new

    def _depths(self) -> IntArray:
        self._depth = [np.concatenate(self._depth)]
        return self._depth[0]

    def sets(self, used: IntArray) -> tuple[Sets, Int32Array]:
        """Return the sets of the states in use, and by what name each state is known from now on."""
        state = used[used > 0]
        parent, items, depth = np.concatenate(self._parent), np.concatenate(self._item), self._depths()
        name = np.zeros(self._size, dtype=np.int32)
        alone = state[depth[state] == 1]
        name[alone] = items[alone] + ALONE
        state = state[depth[state] > 1]
        name[state] = np.arange(1, len(state) + 1)
        found: list[tuple[IntArray, IntArray]] = []
        at, place, left = state, np.arange(1, len(state) + 1), depth[state]
        while len(at):
            found.append((place, items[at]))
            going_on = left > 1
            at, place, left = parent[at][going_on], place[going_on], left[going_on] - 1
        set_of = np.concatenate([each[0] for each in found] or [np.empty(0, dtype=np.int64)])
        item = np.concatenate([each[1] for each in found] or [np.empty(0, dtype=np.int64)])
        return Sets.of(set_of, item, size=len(state) + 1), name
