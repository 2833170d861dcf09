"""Segments: rows of different and changing length, kept in flat columns.

A row owns a stretch of every column and lives in some part of it. Appending at the end and dropping from the
front cost what they move; a row that has outgrown its stretch moves to one with half as much room again, and the
columns are packed when they are full. Allocated is about three times what lives.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import numpy as np
import numpy.typing as npt

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sensing.batch import IntArray

#: What a row may append at least after it has moved.
_LEAST: Final = 4

Column = npt.NDArray[Any]


class Segments:
    """Rows of entries in columns of equal length."""

    __slots__ = ("_end", "_room", "_stretch", "column", "count", "first")

    def __init__(self, rows: int, columns: Mapping[str, npt.DTypeLike]) -> None:
        """Begin with empty rows."""
        #: Position of the first living entry of each row, int64, shape (rows,).
        self.first: IntArray = np.zeros(rows, dtype=np.int64)
        #: Number of living entries of each row, int64, shape (rows,).
        self.count: IntArray = np.zeros(rows, dtype=np.int64)
        #: The columns by name; entry k of row r stands at ``first[r] + k``.
        self.column: dict[str, Column] = {name: np.zeros(0, dtype=dtype) for name, dtype in columns.items()}
        self._stretch: IntArray = np.zeros(rows, dtype=np.int64)
        self._room: IntArray = np.zeros(rows, dtype=np.int64)
        self._end = 0

    @property
    def nbytes(self) -> int:
        """Bytes that the columns take."""
        return sum(column.nbytes for column in (*self.column.values(), self.first, self.count)) + 2 * self.first.nbytes

    def flat(self, rows: IntArray) -> tuple[IntArray, IntArray]:
        """Return (place in ``rows``, position) of every entry of the rows, in their order."""
        return spread(self.first[rows], self.count[rows])

    def append(self, rows: IntArray, added: IntArray) -> IntArray:
        """Make room for ``added`` entries at the end of each of some different rows; return their positions."""
        tight = self.first[rows] + self.count[rows] + added > self._stretch[rows] + self._room[rows]
        if tight.any():
            self._move(rows[tight], self.count[rows[tight]] + added[tight])
        _, position = spread(self.first[rows] + self.count[rows], added)
        self.count[rows] += added
        return position

    def drop(self, rows: IntArray, dropped: IntArray) -> None:
        """Forget the first ``dropped`` entries of each of some different rows."""
        self.first[rows] += dropped
        self.count[rows] -= dropped

    def clear(self, rows: IntArray) -> None:
        """Forget every entry of some rows."""
        self.first[rows], self.count[rows] = self._stretch[rows], 0

    def search(self, name: str, rows: IntArray, bound: IntArray) -> IntArray:
        """Return the position of the first entry of each row at or beyond a bound in an ascending column."""
        low = self.first[rows]
        high = low + self.count[rows]
        column = self.column[name]
        if not len(column):
            return low
        last = len(column) - 1
        for _ in range(int(self.count[rows].max(initial=0)).bit_length()):
            middle = (low + high) // 2
            is_before = (column[np.minimum(middle, last)] < bound) & (low < high)
            low = np.where(is_before, middle + 1, low)
            high = np.where(is_before, high, middle)
        return low

    def _move(self, rows: IntArray, needed: IntArray) -> None:
        """Give some rows stretches that hold what is needed and half as much again."""
        room = needed + needed // 2 + _LEAST
        total = int(room.sum())
        if self._end + total > len(next(iter(self.column.values()))):
            self._pack(total)
        source = self.flat(rows)[1]
        stretch = self._end + np.cumsum(room) - room
        target = spread(stretch, self.count[rows])[1]
        for column in self.column.values():
            column[target] = column[source]
        self._stretch[rows], self.first[rows], self._room[rows] = stretch, stretch, room
        self._end += total

    def _pack(self, wanted: int) -> None:
        """Move every row to the front of new columns that have room for ``wanted`` more entries."""
        rows = np.arange(len(self.first))
        # What a row may still append it keeps; what it dropped it does not.
        self._room -= self.first - self._stretch
        stretch = np.cumsum(self._room) - self._room
        source = self.flat(rows)[1]
        target = spread(stretch, self.count)[1]
        used = int(self._room.sum())
        for name, column in self.column.items():
            fresh = np.zeros(used + max(wanted, used // 2), dtype=column.dtype)
            fresh[target] = column[source]
            self.column[name] = fresh
        self._stretch, self.first, self._end = stretch, stretch.copy(), used


def spread(first: IntArray, count: IntArray) -> tuple[IntArray, IntArray]:
    """Return (place, position) of every entry of stretches that begin at ``first`` and have ``count`` entries."""
    place = np.repeat(np.arange(len(first)), count)
    step = np.arange(len(place)) - np.repeat(np.cumsum(count) - count, count)
    return place, first[place] + step
