"""Trust: what failed checks make of a reading's quality, and what is left when they no longer fail. Pure, in columns.

Bits of two kinds stand in ``why``. What came with the reading, from the device or the way it arrived, stays for good.
What the checks here found is a function of the series, the limits and the marks, and is found anew by each review.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from sensing.quality import Check, Quality

if TYPE_CHECKING:
    from sensing.batch import BoolArray, Int32Array, SmallArray

#: What only hindsight knows for certain: the readings after it decide.
HINDSIGHT = Check.SPIKE | Check.SHIFT | Check.OSCILLATION
#: Everything that a review finds anew.
FOUND = Check.RANGE | Check.SOFT_RANGE | Check.RATE | Check.STUCK | Check.NEIGHBOUR | Check.MARK | HINDSIGHT
#: Failed checks that make a reading doubtful.
_DOUBT = Check.SOFT_RANGE | Check.RATE | Check.STUCK | Check.NEIGHBOUR | HINDSIGHT | Check.FUTURE | Check.SKEW
#: What came with a reading and makes it doubtful whatever its value.
_DOUBT_ON_ARRIVAL = Check.FUTURE | Check.SKEW | Check.CONFLICT


def lowered(
    quality: SmallArray, why: Int32Array, *, bits: Int32Array, marked: SmallArray | None = None
) -> tuple[SmallArray, Int32Array]:
    """Return quality and reasons once failed checks are counted in; trust only goes down.

    Args:
        quality: Before, shape (n,).
        why: Before, shape (n,).
        bits: Checks that failed, shape (n,).
        marked: Quality that a mark leaves at most, shape (n,); None: nothing is marked.
    """
    worst = np.zeros(len(quality), dtype=np.int8)
    worst[has(bits, _DOUBT)] = Quality.DOUBTFUL
    worst[has(bits, Check.RANGE)] = Quality.UNRELIABLE
    if marked is not None:
        worst = np.maximum(worst, marked)
    after = np.maximum(quality, worst)
    reasons = why | bits
    is_hidden = (quality == Quality.DOUBTFUL) & (after == Quality.UNRELIABLE) & has(why, Check.DEVICE)
    reasons[is_hidden] |= np.int32(Check.DECLARED_DOUBTFUL)
    return after, reasons


def on_arrival(quality: SmallArray, why: Int32Array) -> tuple[SmallArray, Int32Array]:
    """Return quality and reasons as if no check here had failed: what the device and the arrival say alone."""
    bare = why & np.int32(~(FOUND | Check.DECLARED_DOUBTFUL))
    # Only what the device said can have been worse than the checks; where they hid it, a bit kept it.
    said = np.where(has(why, Check.DECLARED_DOUBTFUL), Quality.DOUBTFUL, quality)
    said = np.where(has(why, Check.DEVICE), said, Quality.GOOD)
    doubt = np.where(has(bare, _DOUBT_ON_ARRIVAL), Quality.DOUBTFUL, Quality.GOOD)
    before = np.where(has(why, FOUND), np.maximum(said, doubt), quality)
    return before.astype(np.int8), bare


def has(why: Int32Array, check: Check) -> BoolArray:
    """Return which reasons hold one of the checks."""
    found: BoolArray = (why & np.int32(check)) != 0
    return found
