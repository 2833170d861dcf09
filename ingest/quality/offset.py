"""Clock offset: how far the clock of each device runs from ours, estimated from what it sends.

A reading's delay, arrival minus phenomenon time, is the device's clock error plus the time on the way, which is
never negative. Of what a device sends within a few minutes the smallest delay counts: a burst of buffered readings
ends in fresh ones. The median over the last of such looks passes over the few in which nothing fresh came at all.
A backlog looks like a slow clock only while it lasts, so an offset counts as lasting once it has stood for
``LASTING``.

Pure and in whole columns: keys are dense row numbers, one per station or whatever has a clock of its own.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import timedelta
from typing import TYPE_CHECKING

import numpy as np

from sensing.instant import span_micros

if TYPE_CHECKING:
    import numpy.typing as npt

    from sensing.batch import BoolArray, IntArray

#: How long arrivals are gathered into one look.
LOOK = timedelta(minutes=3)
#: Looks that are remembered per device.
SAMPLES = 15
#: Looks before anything is said.
FEWEST = 3
#: How long the remembered looks must reach back before an offset counts as lasting.
LASTING = timedelta(minutes=30)

_LOOK = span_micros(LOOK)
_NONE = np.iinfo(np.int64).max


@dataclass(frozen=True, slots=True, kw_only=True)
class Offsets:
    """What is remembered per device; the arrays are changed in place by ``observe``."""

    #: The look that is being gathered, in units of ``LOOK`` since the epoch, int64, shape (n,); -1 for none.
    look: IntArray
    #: Smallest delay of that look, µs, int64, shape (n,).
    smallest: IntArray
    #: Smallest delays of earlier looks, µs, int64, shape (n, SAMPLES); a ring.
    delay: IntArray
    #: Looks they are of, int64, shape (n, SAMPLES).
    when: IntArray
    #: How many looks have been closed, int64, shape (n,).
    count: IntArray


def no_offsets(n: int) -> Offsets:
    """Return the memory of ``n`` devices of which nothing has come yet."""
    return Offsets(
        look=np.full(n, -1, dtype=np.int64),
        smallest=np.full(n, _NONE, dtype=np.int64),
        delay=np.zeros((n, SAMPLES), dtype=np.int64),
        when=np.zeros((n, SAMPLES), dtype=np.int64),
        count=np.zeros(n, dtype=np.int64),
    )


def moved_offsets(offsets: Offsets, rows: npt.NDArray[np.integer]) -> Offsets:
    """Return the memory for other row numbers: row i takes what row ``rows[i]`` knew, -1 knows nothing."""
    fresh = no_offsets(len(rows))
    kept = rows >= 0
    for field in fields(Offsets):
        getattr(fresh, field.name)[kept] = getattr(offsets, field.name)[rows[kept]]
    return fresh


def observe(
    offsets: Offsets, row: npt.NDArray[np.integer], *, phenomenon_time: IntArray, result_time: IntArray
) -> None:
    """Take in readings, in any order, whose phenomenon time the device itself gave.

    Args:
        offsets: Changed in place.
        row: Which device each reading is of, shape (m,).
        phenomenon_time: µs since the epoch, shape (m,).
        result_time: Arrival, µs since the epoch, shape (m,).
    """
    if not len(row):
        return
    look = result_time // _LOOK
    delay = result_time - phenomenon_time
    first, last = int(look.min()), int(look.max())
    if first == last:
        _observe_look(offsets, row, look=first, delay=delay)
        return
    for each in np.unique(look).tolist():
        chosen = look == each
        _observe_look(offsets, row[chosen], look=each, delay=delay[chosen])


def _observe_look(offsets: Offsets, row: npt.NDArray[np.integer], *, look: int, delay: IntArray) -> None:
    stale = offsets.look[row] < look
    if stale.any():
        _close(offsets, np.unique(row[stale]), look=look)
    # A clock of ours that was set back brings arrivals of a look that is over: they say nothing new.
    current = offsets.look[row] == look
    np.minimum.at(offsets.smallest, row[current], delay[current])


def _close(offsets: Offsets, row: npt.NDArray[np.integer], *, look: int) -> None:
    """Put the gathered look of each device into its ring and begin the next."""
    full = row[offsets.look[row] >= 0]
    slot = offsets.count[full] % SAMPLES
    offsets.delay[full, slot] = offsets.smallest[full]
    offsets.when[full, slot] = offsets.look[full]
    offsets.count[full] += 1
    offsets.look[row] = look
    offsets.smallest[row] = _NONE


def offset(offsets: Offsets) -> tuple[IntArray, BoolArray, BoolArray]:
    """Return the clock offset of each device, whether it is known, and whether it has stood for a while.

    Returns:
        µs by which the device's clock is behind ours (negative: ahead), shape (n,); whether ``FEWEST`` looks
        were heard, shape (n,); whether they reach back ``LASTING``, shape (n,).
    """
    held = np.minimum(offsets.count, SAMPLES)
    is_held = np.arange(SAMPLES) < held[:, None]
    ranked = np.sort(np.where(is_held, offsets.delay, _NONE), axis=1)
    # The lower median: of two in the middle the fresher look counts.
    middle = np.maximum(held - 1, 0) // 2
    median = np.where(held > 0, np.take_along_axis(ranked, middle[:, None], axis=1)[:, 0], 0)
    is_known = held >= FEWEST
    oldest = np.where(is_held, offsets.when, _NONE).min(axis=1)
    reach = (offsets.look - np.minimum(oldest, offsets.look)) * _LOOK
    return median, is_known, is_known & (reach >= span_micros(LASTING))
