"""Slope: how a property moves over its last readings, so that one wrong reading among them does not decide.

Theil and Sen: the median of the slopes between all pairs of readings. Up to 29 of 100 readings may be wrong without
moving it far, where least squares lets a single spike turn a falling river into a rising one.

Source:
    Sen (1968): Estimates of the Regression Coefficient Based on Kendall's Tau. JASA 63 (324), 1379-1389.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

if TYPE_CHECKING:
    from rules.past import Past
    from sensing.batch import BoolArray, FloatArray, IntArray

#: Most readings of a window that are compared with each other; of more, these many are taken evenly.
MOST: Final = 32
#: Fewest readings that make a slope.
LEAST: Final = 3
#: Rows that are worked on at once, to bound the memory of all pairs (32 · 31 / 2 of 8 bytes each a row).
_CHUNK: Final = 2048


def slopes(past: Past, where: IntArray, time: IntArray, window: IntArray) -> tuple[FloatArray, BoolArray]:
    """Return (slope in millionths per µs, whether it is known) of the windows that end at ``time``.

    The window is closed. It is known where there are three readings and the oldest is at least half the window
    older than the newest.

    Args:
        past: What is remembered.
        where: Row of the past, shape (m,).
        time: End of the window, µs, shape (m,).
        window: µs, shape (m,).
    """
    first, end = past.since(where, time - window), past.after(where, time)
    count = np.maximum(end - first, 0)
    column = past.segments.column
    slope, known = np.zeros(len(where)), count >= LEAST
    if not known.any():
        return slope, known
    last = np.where(known, end - 1, 0)
    known &= 2 * (column["time"][last] - column["time"][np.where(known, first, 0)]) >= window
    chosen = np.flatnonzero(known)
    for begin in range(0, len(chosen), _CHUNK):
        part = chosen[begin : begin + _CHUNK]
        slope[part] = _theil_sen(past, first[part], count[part])
    return slope, known


def _theil_sen(past: Past, first: IntArray, count: IntArray) -> FloatArray:
    """Return the median of all pairwise slopes of windows of at least two entries."""
    width = int(min(count.max(), MOST))
    taken = np.minimum(count, width)
    step = np.minimum(np.arange(width), taken[:, None] - 1)
    # Evenly from the first entry to the last; all of them where there are no more than the width.
    position = first[:, None] + step * (count - 1)[:, None] // np.maximum(taken - 1, 1)[:, None]
    column = past.segments.column
    time, value = column["time"][position], column["value"][position]
    low, high = np.triu_indices(width, 1)
    lasted = (time[:, high] - time[:, low]).astype(np.float64)
    grown = (value[:, high] - value[:, low]).astype(np.float64)
    # Places beyond the end repeat the last entry: no time has passed between them.
    is_pair = high < taken[:, None]
    pairwise = np.where(is_pair, grown / np.where(is_pair, lasted, 1.0), np.inf)
    pairwise.sort(axis=1)
    # The middle of what is known, or halfway between the two in the middle.
    row, pairs = np.arange(len(first)), taken * (taken - 1) // 2
    median: FloatArray = (pairwise[row, (pairs - 1) // 2] + pairwise[row, pairs // 2]) / 2
    return median
