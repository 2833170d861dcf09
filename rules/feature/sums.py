"""Sums: what came in windows, from the running sums of the past.

A window costs two look-ups however long it is. Clocks may jitter: an increment counts as within a window from which
its interval sticks out by a minute at most (or by half of the interval where that is less). A counter is read at the
entry nearest to the beginning of the window if that is no more than a minute before it, or else at the first one
within.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from rules.increment import COUNTER

if TYPE_CHECKING:
    from rules.past import Past
    from sensing.batch import FloatArray, IntArray

#: How far a clock may jitter, µs.
JITTER: Final = 60_000_000


def sums(past: Past, where: IntArray, time: IntArray, window: IntArray) -> tuple[FloatArray, FloatArray]:
    """Return (what came in the windows that end at ``time``, millionths; how much of them is covered, µs).

    Args:
        past: What is remembered.
        where: Row of the past, shape (m,).
        time: End of the window, included, µs, shape (m,).
        window: µs, shape (m,).
    """
    column, head = past.segments.column, past.segments.first[where]
    if not len(column["time"]):
        return np.zeros(len(where)), np.zeros(len(where))
    interval = past.table.interval[where]
    is_counter = interval == COUNTER
    newest = past.after(where, time) - 1
    jitter = np.minimum(interval // 2, JITTER)
    first = past.since(where, time - window + np.where(is_counter, 0, interval - jitter))
    before = np.where(is_counter, _nearest(past, first, head, time - window), first - 1)
    has_any = (newest >= head) & (first <= newest)
    last = np.where(has_any, newest, 0)
    # What the first entry of all adds has nothing before it to be measured from.
    begins = before < head
    at = np.where(has_any, np.maximum(before, head), 0)
    found = []
    for name, own in (("sum", column["value"][at]), ("covered", interval)):
        start = column[name][at] - np.where(begins & ~is_counter, own, 0)
        found.append(np.where(has_any, column[name][last] - start, 0).astype(np.float64))
    return found[0], found[1]


def _nearest(past: Past, first: IntArray, head: IntArray, begin: IntArray) -> IntArray:
    """Return the entry at which a counter is read for a window that begins at ``begin``."""
    time = past.segments.column["time"]
    last = len(time) - 1
    before = first - 1
    early = begin - time[np.clip(before, 0, last)]
    late = time[np.clip(first, 0, last)] - begin
    return np.where((before >= head) & (early <= JITTER) & (early < late), before, first)
