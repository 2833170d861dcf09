"""What the columns of programs and states are made of: marks of time, and links from one row to many.

The parts of every kind of rule build on this; it knows none of them.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, Protocol

import numpy as np
import numpy.typing as npt

if TYPE_CHECKING:
    from rules.transition import Target
    from sensing.batch import Int32Array, IntArray

#: Number of levels that can be raised.
LEVELS: Final = 4
#: An instant before every other: "not yet".
NEVER: Final = -(2**62)
#: An instant after every other: "not any more".
FOREVER: Final = 2**62
#: Longer than from NEVER to FOREVER: no gap is as long.
ENDLESS: Final = 2**63 - 1

ObjectArray = npt.NDArray[np.object_]


class Table(Protocol):
    """The slots of one kind of rule; what else a table has is its kind's own."""

    @property
    def rule(self) -> Int32Array:
        """Place of each slot's rule in ``Program.rules``, int32, shape (n,)."""

    @property
    def target(self) -> tuple[Target, ...]:
        """What each slot judges, length n."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Links:
    """From a row to many numbers (CSR)."""

    #: Row i owns ``number[offset[i]:offset[i + 1]]``, int64, shape (rows + 1,).
    offset: IntArray
    #: int64, shape (links,).
    number: IntArray

    @classmethod
    def between(cls, row: object, number: object, *, rows: int) -> Links:
        """Return links from parallel columns (row, number), keeping the order within a row."""
        row_column = np.asarray(row, dtype=np.int64)
        order = np.argsort(row_column, kind="stable")
        count = np.bincount(row_column, minlength=rows) if len(row_column) else np.zeros(rows, dtype=np.int64)
        offset = np.concatenate([[0], np.cumsum(count)]).astype(np.int64)
        return cls(offset=offset, number=np.asarray(number, dtype=np.int64)[order])

    def of(self, rows: IntArray) -> tuple[IntArray, IntArray]:
        """Return (place in ``rows``, number) for every link of the rows, in their order."""
        count = self.offset[rows + 1] - self.offset[rows]
        place = np.repeat(np.arange(len(rows)), count)
        # Position in the whole minus where this row's links begin in the result gives the step within the row.
        step = np.arange(len(place)) - np.repeat(np.cumsum(count) - count, count)
        return place, self.number[self.offset[rows][place] + step]


def put(column: npt.NDArray[Any], rows: IntArray, values: npt.NDArray[Any]) -> None:
    """Set some rows of a contiguous column; a row with several entries is written as one piece, which is much faster.

    Args:
        column: Shape (n,) or (n, k).
        rows: Which rows, shape (m,).
        values: Of the same type, shape (m,) or (m, k).
    """
    if column.ndim == 1:
        column[rows] = values
        return
    piece = np.dtype((np.void, column.itemsize * column.shape[1]))
    column.view(piece)[:, 0][rows] = np.ascontiguousarray(values).view(piece)[:, 0]


def never(shape: int | tuple[int, int]) -> npt.NDArray[np.int64]:
    """Return a column of instants that have not been."""
    return np.full(shape, NEVER, dtype=np.int64)
