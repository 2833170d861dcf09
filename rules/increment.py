"""Increments: what each reading adds to a sum, in whole millionths, and what time it covers.

A reading that covers an interval of its own (rain of 5 minutes) adds its value. Two readings nearer to each other
than half that interval overlap; the later one adds only what it exceeds the earlier one by, which is the least that
can have come in between. A counter adds what it has grown by since the reading before. Where it went back
without rolling over, it was set back or corrected: nobody can tell what came meanwhile, so nothing is added and
nothing is covered. Sums are therefore never more than what was measured.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

if TYPE_CHECKING:
    from sensing.batch import BoolArray, FloatArray, IntArray

#: Interval of a value that only grows.
COUNTER: Final = -1
#: Millionths in a unit.
MILLION: Final = 1_000_000
#: Values beyond 35 million units count as that many, so that no sum leaves 64 bits.
LIMIT: Final = 2**45


def whole(value: FloatArray) -> IntArray:
    """Return values in whole millionths; exact for up to six decimals."""
    return np.rint(np.clip(value * MILLION, -LIMIT, LIMIT)).astype(np.int64)


@dataclass(frozen=True, slots=True, kw_only=True)
class Steps:
    """Readings beside the ones before them, all columns of shape (n,)."""

    #: µs.
    time: IntArray
    #: Millionths.
    value: IntArray
    #: Time and value of the reading before; anything where there is none.
    time_before: IntArray
    value_before: IntArray
    has_before: BoolArray
    #: What a value covers, µs, ``COUNTER``, or 0 for what is no increment.
    interval: IntArray
    #: Value at which a counter begins again at zero, millionths; 0 where it never does.
    rollover: IntArray


def increments(steps: Steps) -> tuple[IntArray, IntArray]:
    """Return (what each reading adds, millionths; the time it covers, µs)."""
    gap = np.where(steps.has_before, steps.time - steps.time_before, 0)
    grown = np.where(steps.has_before, steps.value - steps.value_before, 0)
    is_counter = steps.interval == COUNTER
    overlaps = steps.has_before & (2 * gap < steps.interval)
    added = np.where(overlaps, np.maximum(grown, 0), steps.value)
    covered = np.where(steps.has_before, np.minimum(gap, steps.interval), steps.interval)
    if is_counter.any():
        over = grown + steps.rollover
        # Half a turn or more is rather a counter that was set back.
        rolled = (grown < 0) & (over >= 0) & (2 * over < steps.rollover)
        went_back = (grown < 0) & ~rolled
        counted = np.where(rolled, over, np.maximum(grown, 0))
        added = np.where(is_counter, counted, added)
        covered = np.where(is_counter, np.where(went_back, 0, gap), covered)
    return added, np.maximum(covered, 0)
