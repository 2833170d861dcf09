"""Checks of a reading against those before and after it: spike, shift, oscillation, rate, stuck. Pure, in columns.

Each is a function of the usable readings of one datastream in order of time and of nothing else, and looks back at
``REACH`` readings at most, so it can be asked of a whole year or of the last few.

A lone reading far from both neighbours is a *spike*. Before the next reading is there nobody can tell a spike from
the front of a flood: it is doubted at once where it is beyond ``Controls.jump``, and released by the next reading
unless that returns. A flood that goes on rising therefore costs one interval of doubt at most.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from ingest.quality.controls import RATE_FLOOR
from sensing.instant import span_micros
from sensing.quality import Check

if TYPE_CHECKING:
    import numpy.typing as npt

    from ingest.quality.controls import Controls
    from sensing.batch import BoolArray, FloatArray, Int32Array, IntArray

#: Readings before one that can have a say in its flags.
REACH = 5
#: Readings on each side of a shift that must stand still to within this part of it.
_FLAT = 0.1
_FLOOR = span_micros(RATE_FLOOR)


def step_bits(controls: Controls, row: npt.NDArray[np.intp], *, time: IntArray, value: FloatArray) -> Int32Array:
    """Return ``SPIKE``, ``RATE``, ``SHIFT`` and ``OSCILLATION`` of usable readings, shape (n,).

    Args:
        controls: The limits.
        row: Row of each reading, ascending.
        time: Phenomenon time, µs, ascending within a row, no two alike.
        value: Canonical unit.
    """
    is_next = np.zeros(len(row), dtype=np.bool_)
    is_next[1:] = row[1:] == row[:-1]
    step, span = _differences(value), _differences(time)
    # Readings are neighbours in time unless the datastream was silent between them.
    is_near = is_next & (span <= controls.gap[row])
    growth = np.maximum(1.0, span / controls.interval[row])
    size, is_up = np.abs(step), step > 0
    bits = _spike_and_rate(controls, row, time=time, value=value, is_near=is_near, is_next=is_next, growth=growth)

    is_turn = is_near & (size > controls.oscillation[row] * growth)
    is_turn &= _back(is_turn, 1) & (is_up != _back(is_up, 1))
    swings = is_turn & _back(is_turn, 1) & _back(is_turn, 2)
    bits[_spread(swings, 4)] |= np.int32(Check.OSCILLATION)

    low = np.minimum(value, np.minimum(_back(value, 1), _back(value, 2)))
    high = np.maximum(value, np.maximum(_back(value, 1), _back(value, 2)))
    limit = controls.shift[row]
    is_flat = is_near & _back(is_near, 1) & (high - low <= limit * _FLAT)
    is_step = is_near & (size > limit * growth)
    shifts = is_flat & _back(is_step, 2) & _back(is_flat, 3)
    bits[_spread(shifts, 2)] |= np.int32(Check.SHIFT)
    return bits


def _spike_and_rate(
    controls: Controls,
    row: npt.NDArray[np.intp],
    *,
    time: IntArray,
    value: FloatArray,
    is_near: BoolArray,
    is_next: BoolArray,
    growth: FloatArray,
) -> Int32Array:
    step = _differences(value)
    limit = controls.spike[row]
    is_jump = is_near & (np.abs(step) > limit * growth)
    is_peak = is_jump & _ahead(is_jump) & ((step > 0) != (_ahead(step) > 0))
    # What returns from a spike is compared with what was there before the spike.
    is_back = _back(is_peak, 1) & is_next
    before = np.where(is_back, _back(value, 2), _back(value, 1))
    span = time - np.where(is_back, _back(time, 2), _back(time, 1))
    rise = np.where(is_next, value - before, 0.0)
    is_open = is_near & ~_ahead(is_near)
    is_open &= np.abs(rise) > controls.jump[row] * np.maximum(1.0, span / controls.interval[row])
    over = np.maximum(span, _FLOOR)
    is_fast = is_next & ((rise > controls.rise[row] * over) | (-rise > controls.fall[row] * over))
    bits = np.zeros(len(row), dtype=np.int32)
    bits[is_peak | is_open] |= np.int32(Check.SPIKE)
    bits[is_fast] |= np.int32(Check.RATE)
    return bits


def run_starts(row: npt.NDArray[np.intp], *, time: IntArray, is_same: BoolArray, began: IntArray) -> IntArray:
    """Return when the run of equal values began in which each reading stands, µs, shape (n,).

    Args:
        row: Row of each reading, ascending.
        time: Phenomenon time, µs, ascending within a row.
        is_same: Whether it equals the reading before it, in this series or in what came before, shape (n,).
        began: When the run began that the first reading of each row continues, µs, shape (n,).
    """
    is_first = np.ones(len(row), dtype=np.bool_)
    is_first[1:] = row[1:] != row[:-1]
    origin = np.where(is_same & is_first, began, time)
    starts = np.where(is_first | ~is_same, np.arange(len(row)), 0)
    return origin[np.maximum.accumulate(starts)] if len(row) else time


def is_stuck(controls: Controls, row: npt.NDArray[np.intp], *, standing: IntArray, value: FloatArray) -> BoolArray:
    """Return which readings have had the same value for too long; ``standing`` is for how long, µs."""
    stuck: BoolArray = (standing > controls.stuck[row]) & (value != controls.rest[row])
    return stuck


def _differences(column: npt.NDArray[Any]) -> npt.NDArray[Any]:
    """Return each element minus the one before it; the first is 0."""
    out = np.zeros_like(column)
    np.subtract(column[1:], column[:-1], out=out[1:])
    return out


def _back(column: npt.NDArray[Any], by: int) -> npt.NDArray[Any]:
    """Return the column moved so that each place holds what stood ``by`` places before; zeros come in."""
    out = np.zeros_like(column)
    out[by:] = column[:-by]
    return out


def _ahead(column: npt.NDArray[Any]) -> npt.NDArray[Any]:
    """Return the column moved so that each place holds what stands one place after; a zero comes in."""
    out = np.zeros_like(column)
    out[:-1] = column[1:]
    return out


def _spread(column: BoolArray, by: int) -> BoolArray:
    """Return which places hold True or are one of the ``by`` places before one that does."""
    out = column.copy()
    for distance in range(1, by + 1):
        out[:-distance] |= column[distance:]
    return out
