"""Quality flags: how far each reading of a batch can be trusted, and which check said so.

Flags only ever lower trust: a reading the device calls doubtful stays at least doubtful, and no reading is
dropped. Pure, a column at a time.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np

from sensing.instant import span_micros
from sensing.quality import Check, Quality

if TYPE_CHECKING:
    from sensing.batch import Batch, BoolArray, FloatArray, Int32Array
    from sensing.station import Registry

#: How far a device's clock may run ahead of ours before its readings are doubted.
FUTURE_SKEW = timedelta(minutes=5)


def flag(batch: Batch, *, registry: Registry) -> Batch:
    """Return the batch with the quality that its values and times deserve.

    A value outside the plausible range of its property is unreliable (``RANGE``); a time more than
    ``FUTURE_SKEW`` ahead of the arrival is doubtful (``FUTURE``).
    """
    is_outside = _is_outside(batch, registry)
    is_ahead = batch.phenomenon_time - batch.result_time > span_micros(FUTURE_SKEW)
    if not (is_outside.any() or is_ahead.any()):
        return batch
    quality = batch.quality.copy()
    why = batch.why.copy()
    for is_failed, worst, check in (
        (is_ahead, Quality.DOUBTFUL, Check.FUTURE),
        (is_outside, Quality.UNRELIABLE, Check.RANGE),
    ):
        quality[is_failed] = np.maximum(quality[is_failed], np.int8(worst))
        why[is_failed] |= np.int32(check)
    return replace(batch, quality=quality, why=why)


def _is_outside(batch: Batch, registry: Registry) -> BoolArray:
    """Return which values lie outside the plausible range; none of a datastream that the registry lacks."""
    number, low, high = _ranges(registry)
    if not len(number):
        return np.zeros(len(batch), dtype=np.bool_)
    row = np.minimum(np.searchsorted(number, batch.datastream), len(number) - 1)
    is_known = number[row] == batch.datastream
    is_outside: BoolArray = is_known & ((batch.value < low[row]) | (batch.value > high[row]))
    return is_outside


@lru_cache(maxsize=2)
def _ranges(registry: Registry) -> tuple[Int32Array, FloatArray, FloatArray]:
    """Return datastream numbers ascending, and the plausible range of each."""
    channels = [registry.channels[number] for number in sorted(registry.channels)]
    return (
        np.array([channel.number for channel in channels], dtype=np.int32),
        np.array([channel.low for channel in channels], dtype=np.float64),
        np.array([channel.high for channel in channels], dtype=np.float64),
    )
