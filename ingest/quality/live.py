"""Live judging: usable readings of a batch against the few before them, and what has to be looked at again.

Pure but for the state, which goes on in place.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

import numpy as np

from ingest.quality.state import push, ring_tail, set_ring_bits
from ingest.quality.steps import REACH, is_stuck, run_starts, step_bits
from ingest.quality.trust import HINDSIGHT
from ingest.quality.votes import is_apart, remembered_voices
from sensing.mark import Due
from sensing.quality import Check

if TYPE_CHECKING:
    import numpy.typing as npt

    from ingest.quality.controls import Controls
    from ingest.quality.state import State
    from sensing.batch import Batch, BoolArray, FloatArray, Int32Array, IntArray

    Rows = npt.NDArray[np.intp]


@dataclass(slots=True, kw_only=True)
class Found:
    """What has been found of a batch so far."""

    #: Failed checks, shape (n,); None while none has failed.
    bits: Int32Array | None
    dues: list[Due] = field(default_factory=list)
    #: Readings that repeat a remembered one.
    duplicates: int = 0

    def add(self, where: Rows, checks: Check | Int32Array, *, n: int) -> None:
        """Add failed checks at some positions of a batch of ``n``."""
        if self.bits is None:
            self.bits = np.zeros(n, dtype=np.int32)
        self.bits[where] |= np.int32(checks) if isinstance(checks, Check) else checks

    def add_dues(self, controls: Controls, row: Rows, *, start: IntArray, end: IntArray) -> None:
        """Add spans to be reviewed, one per element."""
        numbers = controls.number[row].tolist()
        for number, first, last in zip(numbers, start.tolist(), end.tolist(), strict=True):
            self.dues.append(Due(datastream=number, start=first, end=last))


@dataclass(frozen=True, slots=True, kw_only=True)
class Ordered:
    """Usable readings, those of one row together and in order of time."""

    #: Their positions in the batch.
    position: Rows
    row: Rows
    time: IntArray
    value: FloatArray
    #: Readings of the batch.
    n: int
    #: Whether no two are of one row.
    is_single: bool

    def take(self, chosen: BoolArray) -> Ordered:
        """Return some of them."""
        return replace(
            self, position=self.position[chosen], row=self.row[chosen], time=self.time[chosen], value=self.value[chosen]
        )


def in_order(state: State, row: Rows, *, batch: Batch, usable: BoolArray) -> Ordered:
    """Return the usable readings of a batch in order."""
    position = np.arange(len(row)) if usable.all() else np.flatnonzero(usable)
    rows = row[position]
    # Where every row occurs once, order does not matter and nothing is sorted.
    place = np.arange(len(rows))
    state.scratch[rows] = place
    is_single = bool((state.scratch[rows] == place).all())
    if not is_single:
        order = _order(rows, batch.phenomenon_time[position])
        position, rows = position[order], rows[order]
    return Ordered(
        position=position,
        row=rows,
        time=batch.phenomenon_time[position],
        value=batch.value[position],
        n=len(row),
        is_single=is_single,
    )


def _order(rows: Rows, time: IntArray) -> Rows:
    """Return the order by row and time; readings of a row usually come in order of time already."""
    narrow = rows.astype(np.uint16) if len(rows) and int(rows.max()) <= np.iinfo(np.uint16).max else rows
    order: Rows = np.argsort(narrow, kind="stable")
    is_ascending = (np.diff(time[order]) >= 0) | (np.diff(rows[order]) > 0)
    return order if is_ascending.all() else np.lexsort((time, rows))


def follow(controls: Controls, state: State, given: Ordered, *, found: Found) -> None:
    """Judge usable readings against those before them, and remember them."""
    if controls.dependents.shape[1]:
        _tell_dependents(controls, state, given, found=found)
    is_fresh = given.time > state.newest[given.row]
    is_again = np.zeros(len(given.row), dtype=np.bool_)
    if not given.is_single:
        is_again[1:] = (given.row[1:] == given.row[:-1]) & (given.time[1:] == given.time[:-1])
        is_fresh &= ~is_again
        is_again[1:] &= given.value[1:] == given.value[:-1]
    is_all = bool(is_fresh.all())
    if not is_all:
        _note_behind(controls, state, given, is_fresh=is_fresh, is_again=is_again, found=found)
    here = given if is_all else given.take(is_fresh)
    if len(here.row):
        _judge(controls, state, here, found=found)
        if controls.neighbours.shape[1]:
            _ask_neighbours(controls, state, here, found=found)


def _note_behind(
    controls: Controls, state: State, given: Ordered, *, is_fresh: BoolArray, is_again: BoolArray, found: Found
) -> None:
    """Make the surroundings of readings behind newer ones due, unless they repeat what is remembered."""
    late = given.take(~is_fresh)
    is_held = (state.times[late.row] == late.time[:, None]) & (state.values[late.row] == late.value[:, None])
    repeats = is_held.any(axis=1) | is_again[~is_fresh]
    found.duplicates += int(repeats.sum())
    news = late.take(~repeats)
    found.add_dues(controls, news.row, start=news.time, end=news.time)
    state.unsure[news.row] = True
    state.behind[news.row] = news.time


def _judge(controls: Controls, state: State, here: Ordered, *, found: Found) -> None:
    row, time, value = here.row, here.time, here.value
    previous, last, place = state.value[row], np.arange(len(row)), np.zeros(len(row), dtype=np.int64)
    if not here.is_single:
        is_first = np.ones(len(row), dtype=np.bool_)
        is_first[1:] = row[1:] != row[:-1]
        previous[1:] = np.where(is_first[1:], previous[1:], value[:-1])
        last = np.flatnonzero(np.append(is_first[1:], True))
        index = np.arange(len(row))
        place = index - np.maximum.accumulate(np.where(is_first, index, 0))
    is_same = value == previous
    began = time
    if is_same.any():
        began = run_starts(row, time=time, is_same=is_same, began=state.began[row])
        stuck = is_stuck(controls, row, standing=time - began, value=value)
        if stuck.any():
            found.add(here.position[stuck], Check.STUCK, n=here.n)
    is_large = np.abs(value - previous) > controls.calm[row]
    is_rough = is_large | (state.watch[row] > 0)
    rough = _look_closely(controls, state, here, is_rough=is_rough, found=found) if is_rough.any() else None
    push(state, row, time=time, value=value, place=place, last=last)
    is_unsure = state.unsure[row]
    if is_unsure.any():
        found.add_dues(controls, row[is_unsure], start=time[is_unsure], end=time[is_unsure])
    ends = row[last]
    state.newest[ends], state.value[ends], state.began[ends] = time[last], value[last], began[last]
    if rough is not None:
        set_ring_bits(state, rough.row, bits=rough.bits)
        _watch(state, row, is_large=is_large, rows=np.unique(rough.row))


def _watch(state: State, row: Rows, *, is_large: BoolArray, rows: Rows) -> None:
    """Look closely at rows with a large step until it is out of reach."""
    passed = np.bincount(row, minlength=len(state.watch))[rows]
    left = np.maximum(state.watch[rows] - passed, 0)
    has_large = np.bincount(row[is_large], minlength=len(state.watch))[rows] > 0
    state.watch[rows] = np.where(has_large, REACH, left)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Rough:
    """Remembered and fresh readings of the rows that were looked at closely, by row and time."""

    row: Rows
    #: Hindsight checks of each.
    bits: Int32Array


def _look_closely(controls: Controls, state: State, here: Ordered, *, is_rough: BoolArray, found: Found) -> _Rough:
    """Judge the steps of rows where one is large, and find what hindsight changes on the remembered readings."""
    rows = np.unique(here.row[is_rough])
    is_row = np.zeros(len(state.newest), dtype=np.bool_)
    is_row[rows] = True
    chosen = is_row[here.row]
    owner, times, values, known = ring_tail(state, rows)
    row = np.concatenate((owner, here.row[chosen]))
    time = np.concatenate((times, here.time[chosen]))
    order = np.lexsort((time, row))
    bits = np.empty(len(row), dtype=np.int32)
    value = np.concatenate((values, here.value[chosen]))
    bits[order] = step_bits(controls, row[order], time=time[order], value=value[order])
    fresh = bits[len(owner) :]
    if fresh.any():
        _add_steps(controls, here.take(chosen), bits=fresh, found=found)
    hindsight = bits & np.int32(HINDSIGHT)
    hindsight[: len(owner)] = _revised(known, hindsight[: len(owner)], is_newest=times == state.newest[owner])
    changed = hindsight[: len(owner)] != known
    if changed.any():
        found.add_dues(controls, owner[changed], start=times[changed], end=times[changed])
    return _Rough(row=row[order], bits=hindsight[order])


def _add_steps(controls: Controls, here: Ordered, *, bits: Int32Array, found: Found) -> None:
    """Add what was found of fresh readings, a shift later: a gate that opens, a flood that stands, is a step too.

    What follows a step may be what a rule waits for; it is not held back, and marked on record.
    """
    shift = np.int32(Check.SHIFT)
    now = bits & ~shift
    if now.any():
        found.add(here.position, now, n=here.n)
    later = bits != now
    found.add_dues(controls, here.row[later], start=here.time[later], end=here.time[later])


def _revised(known: Int32Array, again: Int32Array, *, is_newest: BoolArray) -> Int32Array:
    """Return the hindsight checks of remembered readings once more readings are there.

    The oldest of them have lost the readings before them, so a flag is only added; but a spike is decided by the one
    reading after it, and by nothing later.
    """
    spike = np.int32(Check.SPIKE)
    lasting = known | (again & ~spike)
    decided = (lasting & ~spike) | (again & spike)
    return np.where(is_newest, decided, lasting).astype(np.int32)


def _tell_dependents(controls: Controls, state: State, given: Ordered, *, found: Found) -> None:
    """Make readings due that were judged without this vote: newer ones of datastreams that listen to it."""
    is_voter = controls.dependents[given.row, 0] >= 0
    if not is_voter.any():
        return
    listener = controls.dependents[given.row[is_voter]]
    time = np.broadcast_to(given.time[is_voter][:, None], listener.shape)
    missed = (listener >= 0) & (state.newest[listener] > time)
    row, start = listener[missed].astype(np.intp), time[missed]
    found.add_dues(controls, row, start=start, end=start + controls.vote[row])


def _ask_neighbours(controls: Controls, state: State, here: Ordered, *, found: Found) -> None:
    asking = np.flatnonzero(controls.neighbours[here.row, 0] >= 0)
    if not len(asking):
        return
    row, time, value = here.row[asking], here.time[asking], here.value[asking]
    voices = remembered_voices(controls, row, time=time, times=state.times, values=state.values)
    apart = is_apart(controls, row, value=value, voices=voices)
    if apart.any():
        found.add(here.position[asking[apart]], Check.NEIGHBOUR, n=here.n)
    # The voice that was the last before a reading may have come late, or be pushed out by those after it.
    neighbour = controls.neighbours[row]
    is_full = state.count[neighbour] > REACH
    is_lost = is_full & (state.times[neighbour].min(axis=2) >= time[:, None])
    missed = ((neighbour >= 0) & (is_lost | state.unsure[neighbour])).any(axis=1)
    found.add_dues(controls, row[missed], start=time[missed], end=time[missed])
