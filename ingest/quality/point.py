"""Checks of one reading by itself: possible range, usual range of the month, marks. Pure, in columns."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import numpy as np

from ingest.quality.controls import MONTHS
from ingest.quality.marked import worst_mark
from sensing.instant import span_micros
from sensing.quality import Check, Quality

if TYPE_CHECKING:
    import numpy.typing as npt

    from ingest.quality.controls import Controls
    from sensing.batch import BoolArray, FloatArray, Int32Array, IntArray, SmallArray

#: Months change at midnight in Beijing.
_BEIJING = span_micros(timedelta(hours=8))


def point_bits(
    controls: Controls, row: npt.NDArray[np.intp], *, time: IntArray, value: FloatArray
) -> tuple[Int32Array | None, SmallArray | None]:
    """Return the checks that each reading fails by itself, and how far marks let it be trusted at most.

    Returns:
        ``Check`` bits, shape (n,), and ``Quality`` of the worst mark, shape (n,); None where there is nothing to say.
    """
    bits: Int32Array | None = None
    is_outside: BoolArray = (value < controls.low[row]) | (value > controls.high[row])
    if is_outside.any():
        bits = np.where(is_outside, np.int32(Check.RANGE), np.int32(0))
    if controls.soft_low is not None and controls.soft_high is not None:
        month = _months(time)
        is_unusual = (value < controls.soft_low[row, month]) | (value > controls.soft_high[row, month])
        if is_unusual.any():
            bits = np.zeros(len(row), dtype=np.int32) if bits is None else bits
            bits[is_unusual] |= np.int32(Check.SOFT_RANGE)
    marked = None if controls.spans is None else worst_mark(controls.spans, row, time=time)
    if marked is not None:
        bits = np.zeros(len(row), dtype=np.int32) if bits is None else bits
        bits[marked > Quality.GOOD] |= np.int32(Check.MARK)
    return bits, marked


def _months(time: IntArray) -> npt.NDArray[np.intp]:
    """Return the calendar month in Beijing, January is 0."""
    local = (time + _BEIJING).astype("datetime64[us]").astype("datetime64[M]")
    return local.astype(np.intp) % MONTHS
