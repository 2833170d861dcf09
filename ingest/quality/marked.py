"""Marked: spans in which people said that a gauge is bad, in columns by row. Pure; made anew when marks change.

Marks stay on record for good, so a reading costs no loop over the marks of its gauge.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from sensing.instant import to_micros
from sensing.quality import Quality

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    import numpy.typing as npt

    from sensing.batch import IntArray, SmallArray
    from sensing.mark import Mark

_NEVER = np.iinfo(np.int64).max


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Spans:
    """Marked spans, those of a row together."""

    #: Place of the first span of each row, and how many it has, shape (n + 1,).
    first: npt.NDArray[np.intp]
    count: npt.NDArray[np.intp]
    #: µs since the epoch, inclusive and exclusive, shape (k,).
    start: IntArray
    end: IntArray
    #: ``Quality`` that is left at most, shape (k,).
    quality: SmallArray


def spans_of(marks: Sequence[Mark], *, rows_of: Callable[[Mark], Sequence[int]], n: int) -> Spans | None:
    """Return the spans of marks; None when nothing is marked.

    Args:
        marks: Those that were taken back are passed over.
        rows_of: Gives the rows that a mark speaks of.
        n: How many rows there are.
    """
    found = sorted(
        (row, to_micros(mark.start), _NEVER if mark.end is None else to_micros(mark.end), int(mark.quality))
        for mark in marks
        if not mark.is_void
        for row in rows_of(mark)
    )
    if not found:
        return None
    row, start, end, quality = (np.array(column, dtype=np.int64) for column in zip(*found, strict=True))
    count = np.bincount(row, minlength=n)
    return Spans(first=np.cumsum(count) - count, count=count, start=start, end=end, quality=quality.astype(np.int8))


def worst_mark(spans: Spans, row: npt.NDArray[np.intp], *, time: IntArray) -> SmallArray | None:
    """Return how far marks let each reading be trusted at most, shape (n,); None where all of them do."""
    count = spans.count[row]
    if not count.any():
        return None
    # Each reading stands beside every span of its row.
    reading = np.repeat(np.arange(len(row)), count)
    place = np.arange(len(reading)) - np.repeat(np.cumsum(count) - count, count)
    span = spans.first[row[reading]] + place
    is_inside = (time[reading] >= spans.start[span]) & (time[reading] < spans.end[span])
    marked = np.full(len(row), Quality.GOOD, dtype=np.int8)
    np.maximum.at(marked, reading[is_inside], spans.quality[span[is_inside]])
    return marked if marked.any() else None
