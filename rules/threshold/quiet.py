"""Quiet: which readings change nothing at a slot while it stands as it does, so that they can be passed over.

A level that runs goes on running while readings lie beyond it, one that recedes goes on receding while they lie at or
below its clear level. So between two readings that change something there is a band of values, and an instant at which
a hold or a clear time is over. A year of readings of one river costs what happens on it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from rules.column import FOREVER, NEVER

if TYPE_CHECKING:
    from rules.threshold.number import Numbers
    from rules.threshold.runs import Runs
    from sensing.batch import BoolArray, FloatArray, IntArray

#: Readings that are looked at together at first, and at most, of each slot; and of all slots together.
FIRST: Final = 8
_LONGEST: Final = 4096
_MOST: Final = 1 << 18


@dataclass(frozen=True, slots=True, kw_only=True)
class Quiet:
    """What changes nothing at some slots, one per row."""

    #: Signed numbers above ``low`` and not above ``high`` change nothing, shape (m,).
    low: FloatArray
    high: FloatArray
    #: Before this instant nothing is due, µs, shape (m,).
    due: IntArray
    #: Phenomenon time up to which a reading does not count, µs, shape (m,).
    last: IntArray
    #: Slots for which all this is not known: each of their readings is looked at, shape (m,).
    wary: BoolArray


def quiet_of(
    latched: BoolArray, run: IntArray, receding: IntArray, numbers: Numbers
) -> tuple[FloatArray, FloatArray, IntArray]:
    """Return (low, high, due) of slots by what is latched, runs and recedes there, each of shape (m, 4)."""
    runs, recedes = run != NEVER, receding != NEVER
    goes_on = np.where(latched, np.where(recedes, -np.inf, numbers.clear), np.where(runs, numbers.threshold, -np.inf))
    ends = np.where(latched, np.where(recedes, numbers.clear, np.inf), np.where(runs, np.inf, numbers.threshold))
    held = np.where(runs, run + numbers.hold, FOREVER)
    receded = np.where(recedes, receding + numbers.clear_for, FOREVER)
    return goes_on.max(axis=1), ends.min(axis=1), np.minimum(held, receded).min(axis=1)


def passed_over(runs: Runs, quiet: Quiet, at: IntArray, end: IntArray, *, sign: FloatArray) -> IntArray:
    """Return for each slot the position of its next reading that may change something, at most ``end``.

    Args:
        runs: The readings.
        quiet: What changes nothing.
        at: Position of the next reading of each slot.
        end: Position after its last one.
        sign: 1 for above, -1 for below.
    """
    found = at.copy()
    rows = np.flatnonzero(~quiet.wary & (at < end))
    # What is not newer than the last reading that counted does not count.
    rows = rows[runs.time[at[rows]] > quiet.last[rows]]
    width = FIRST
    while len(rows):
        parts = np.array_split(rows, 1 + len(rows) * width // _MOST)
        count = np.concatenate([_count(runs, quiet, part, (found, end, sign), width=width) for part in parts])
        found[rows] += count
        # Those at which all of them are alike are looked at further.
        rows = rows[(count == width) & (found[rows] < end[rows])]
        width = min(2 * width, _LONGEST)
    return found


def _count(
    runs: Runs, quiet: Quiet, rows: IntArray, where: tuple[IntArray, IntArray, FloatArray], *, width: int
) -> IntArray:
    """Return how many of the next ``width`` readings of some slots can be passed over."""
    at, end, sign = (column[rows, None] for column in where)
    position = at + np.arange(width)
    changes = position >= end
    np.minimum(position, end - 1, out=position)
    number = runs.value[position] * sign
    changes |= (number <= quiet.low[rows, None]) | (number > quiet.high[rows, None])
    changes |= ~runs.is_plain[position] | (runs.time[position] >= quiet.due[rows, None])
    return np.where(changes.any(axis=1), np.argmax(changes, axis=1), width)
