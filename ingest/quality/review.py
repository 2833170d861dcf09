"""Review: the flags of stored readings, found anew from the sorted series. Pure.

What came with a reading (the device's word, the way it arrived) stays; what quality control found is a function of
the series, the limits, the marks and the neighbours alone. So it does not matter in which order readings arrived, and
a mark that is taken back leaves no trace. A value that a person put there is not judged, but others are judged by it.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from ingest.quality.point import point_bits
from ingest.quality.steps import REACH, is_stuck, run_starts, step_bits
from ingest.quality.trust import has, lowered, on_arrival
from ingest.quality.votes import is_apart, recorded_voices
from sensing.quality import Check, Quality

if TYPE_CHECKING:
    from collections.abc import Mapping

    import numpy.typing as npt

    from ingest.quality.controls import Controls
    from sensing.batch import Batch, FloatArray, Int32Array, IntArray, SmallArray
    from sensing.mark import Due

#: Readings beside a window that must be at hand, most of them usable.
MARGIN = 4 * REACH


@dataclass(frozen=True, slots=True, kw_only=True)
class Window:
    """Which readings a review may change: those with start ≤ phenomenon time ≤ end, µs since the epoch."""

    start: int
    end: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Reviewed:
    """Readings whose flags changed."""

    #: Phenomenon times, µs, shape (k,).
    time: IntArray
    quality: SmallArray
    why: Int32Array
    #: What their reasons were, shape (k,): a reading changed meanwhile is left to the next review.
    before: Int32Array = field(repr=False)


def reach_of(controls: Controls, number: int) -> int:
    """Return how far in time a reading has a say: it breaks or joins runs of equal values, and votes; µs."""
    row = _row(controls, number)
    stuck = 0 if row is None else int(controls.stuck[row])
    reach = stuck if stuck < np.iinfo(np.int64).max else 0
    return max(reach, vote_span(controls, number) if neighbours_of(controls, number) else 0)


def window_of(near: Batch, due: Due, *, reach: int) -> Window:
    """Return the window of a due: hindsight changes a few readings before it, steps a few after what it reaches.

    Args:
        near: Readings from the due's start to ``reach`` after its end, and ``MARGIN`` more on each side.
        due: What must be reviewed.
        reach: As ``reach_of`` says.
    """
    time = near.phenomenon_time
    if not len(time):
        return Window(start=due.start, end=due.end)
    first = max(int(np.searchsorted(time, due.start, side="left")) - MARGIN // 2, 0)
    last = min(int(np.searchsorted(time, due.end + reach, side="right")) + MARGIN // 2, len(time)) - 1
    return Window(start=min(int(time[min(first, len(time) - 1)]), due.start), end=max(int(time[last]), due.end))


def usable_of(batch: Batch) -> tuple[IntArray, FloatArray]:
    """Return times and values of stored readings of one datastream that others may be judged by."""
    usable = (batch.quality < Quality.UNRELIABLE) & ~has(batch.why, Check.FUTURE)
    return batch.phenomenon_time[usable], batch.value[usable]


def neighbours_of(controls: Controls, number: int) -> tuple[int, ...]:
    """Return the datastream numbers that vote on one."""
    row = _row(controls, number)
    if row is None:
        return ()
    return tuple(int(controls.number[each]) for each in controls.neighbours[row].tolist() if each >= 0)


def dependents_of(controls: Controls, number: int) -> tuple[int, ...]:
    """Return the datastream numbers on which one votes."""
    row = _row(controls, number)
    if row is None:
        return ()
    return tuple(int(controls.number[each]) for each in controls.dependents[row].tolist() if each >= 0)


def interval_of(controls: Controls, number: int) -> int:
    """Return how often a reading is expected, µs."""
    row = _row(controls, number)
    return 1 if row is None else int(controls.interval[row])


def digests(controls: Controls) -> dict[int, str]:
    """Return by datastream number a digest of everything that is held against its readings but marks."""
    n = len(controls.number)
    columns = [getattr(controls, name)[:n] for name in _LIMITS]
    tables = [table[:n] for table in (controls.soft_low, controls.soft_high) if table is not None]
    rows = np.column_stack([*columns, *tables]).astype(np.float64) if n else np.empty((0, 0))
    # Wide open is the same as none: a soft range elsewhere changes no digest here.
    width = len(_LIMITS)
    found = {}
    for row, number in enumerate(controls.number.tolist()):
        soft = rows[row, width:]
        parts = (rows[row, :width].tobytes(), soft.tobytes() if np.isfinite(soft).any() else b"")
        voters = repr(neighbours_of(controls, number)).encode() if controls.neighbours.shape[1] else b"()"
        found[number] = hashlib.sha256(b"|".join((*parts, voters))).hexdigest()[:16]
    return found


#: Columns of ``Controls`` that decide about flags of stored readings.
_LIMITS = (
    "low", "high", "rise", "fall", "stuck", "rest", "spike", "jump", "shift", "oscillation", "interval", "gap",
    "disagreement", "vote",
)  # fmt: skip


def vote_span(controls: Controls, number: int) -> int:
    """Return how old a neighbour's reading may be, µs."""
    row = _row(controls, number)
    return 0 if row is None else int(controls.vote[row])


def review(
    controls: Controls,
    series: Batch,
    *,
    window: Window,
    neighbours: Mapping[int, tuple[IntArray, FloatArray]] | None = None,
) -> Reviewed:
    """Return the readings of a window whose flags are not what the series says.

    Args:
        controls: Limits and marks.
        series: Readings of one datastream, ascending: those of the window, ``reach_of`` before it in time, and
            ``MARGIN // 2`` more on each side.
        window: Which of them may change.
        neighbours: Times and values of usable readings by datastream number, from ``vote_span`` before the window on.
    """
    quality, why = found_anew(controls, series, neighbours=neighbours or {})
    time = series.phenomenon_time
    changed = (time >= window.start) & (time <= window.end) & ((quality != series.quality) | (why != series.why))
    return Reviewed(time=time[changed], quality=quality[changed], why=why[changed], before=series.why[changed])


def found_anew(
    controls: Controls, series: Batch, *, neighbours: Mapping[int, tuple[IntArray, FloatArray]]
) -> tuple[SmallArray, Int32Array]:
    """Return quality and reasons of a whole sorted series of one datastream."""
    quality, why = on_arrival(series.quality, series.why)
    row = controls.rows(series.datastream)
    bits, marked = point_bits(controls, row, time=series.phenomenon_time, value=series.value)
    bits = np.zeros(len(series), dtype=np.int32) if bits is None else bits
    is_corrected = has(series.why, Check.CORRECTED)
    bits[is_corrected] = 0
    usable = (quality < Quality.UNRELIABLE) & ~has(why, Check.FUTURE) & ~has(bits, Check.RANGE)
    if marked is not None:
        marked[is_corrected] = Quality.GOOD
        usable &= marked < Quality.UNRELIABLE
    place = np.flatnonzero(usable & (row < len(controls.number)))
    if len(place):
        found = _series_bits(
            controls, row[place], time=series.phenomenon_time[place], value=series.value[place], neighbours=neighbours
        )
        bits[place] |= np.where(is_corrected[place], np.int32(0), found)
    after, reasons = lowered(quality, why, bits=bits, marked=marked)
    # A person vouches for a value of their own, whatever the checks say of it.
    after[is_corrected], reasons[is_corrected] = series.quality[is_corrected], series.why[is_corrected]
    return after, reasons


def _series_bits(
    controls: Controls,
    row: npt.NDArray[np.intp],
    *,
    time: IntArray,
    value: FloatArray,
    neighbours: Mapping[int, tuple[IntArray, FloatArray]],
) -> Int32Array:
    bits = step_bits(controls, row, time=time, value=value)
    is_same = np.zeros(len(row), dtype=np.bool_)
    is_same[1:] = value[1:] == value[:-1]
    began = run_starts(row, time=time, is_same=is_same, began=time)
    bits[is_stuck(controls, row, standing=time - began, value=value)] |= np.int32(Check.STUCK)
    if neighbours:
        rows = controls.rows(np.array(list(neighbours), dtype=np.int32)).tolist()
        series = dict(zip(rows, neighbours.values(), strict=True))
        voices = recorded_voices(controls, int(row[0]), time=time, series=series)
        bits[is_apart(controls, row, value=value, voices=voices)] |= np.int32(Check.NEIGHBOUR)
    return bits


def _row(controls: Controls, number: int) -> int | None:
    row = int(controls.rows(np.array([number], dtype=np.int32))[0])
    return None if row >= len(controls.number) else row
