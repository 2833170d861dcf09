"""State: what the engine remembers between batches, as columns beside the program's.

What concerns a datastream (when it was last heard) is kept once per datastream, what concerns a judgement
once per slot. ``evaluate`` and ``tick`` change the columns in place: a state is consumed by the call, and the
returned one is to be used from then on.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from rules.order import outdates, true_at
from rules.program import FOREVER, LEVELS, NEVER, Program
from sensing.quality import Quality

if TYPE_CHECKING:
    import numpy.typing as npt

    from sensing.batch import Batch, BoolArray, FloatArray, IntArray, SmallArray


@dataclass(slots=True, kw_only=True)
class ThresholdState:
    """One row per threshold slot; a latch per level."""

    #: Whether each level is raised, shape (n, 4).
    latched: BoolArray
    #: First reading of the unbroken run beyond a level that is not raised, µs; NEVER without a run, shape (n, 4).
    run: IntArray
    #: When the run has lasted its hold, µs; FOREVER without a run or when the clock can no longer complete it.
    deadline: IntArray
    #: First reading of the unbroken run at or below the clear level of a raised level, µs; NEVER without.
    receding: IntArray
    #: Highest raised level, int8, shape (n,).
    level: SmallArray
    #: Whether anything is raised or running, shape (n,).
    active: BoolArray
    #: Last trusted reading while active, canonical unit, and its quality, shape (n,).
    value: FloatArray
    quality: SmallArray
    #: Number of active slots on each datastream, shape (size,).
    busy: IntArray


@dataclass(slots=True, kw_only=True)
class SilenceState:
    """One row per silence slot."""

    #: Shape (n,).
    lost: BoolArray
    #: First arrival of any quality, µs, shape (n,), NEVER before it: what was never trusted is missed from then on.
    begun: IntArray
    #: Number of lost slots on each datastream, shape (size,).
    busy: IntArray


@dataclass(slots=True, kw_only=True)
class InsideState:
    """One row per inside slot."""

    #: Shape (n,).
    inside: BoolArray
    #: Phenomenon time up to which positions are late, µs; NEVER before the first, shape (n,).
    last: IntArray


@dataclass(slots=True, kw_only=True)
class State:
    """Everything the engine remembers."""

    #: Phenomenon time up to which readings are late, by quality of the readings that made them so, µs, shape (3, size).
    seen: IntArray
    #: Latest time for which each datastream is known to be alive, µs, shape (size,): the phenomenon time, but
    #: not later than the arrival, because a clock that runs ahead proves nothing about the future.
    heard: IntArray
    #: Latest arrival on each datastream by quality, µs, shape (3, size).
    arrived: IntArray
    #: No silence is declared before this instant, µs: what was sent while we were away needs time to arrive.
    listening: int
    #: Latest instant the engine has been told of, µs.
    clock: int
    threshold: ThresholdState
    silence: SilenceState
    inside: InsideState


def initial(program: Program) -> State:
    """Return the state before the first reading."""
    size = program.size
    return State(
        seen=_never((len(Quality), size)),
        heard=_never(size),
        arrived=_never((len(Quality), size)),
        listening=NEVER,
        clock=NEVER,
        threshold=_threshold(program),
        silence=SilenceState(
            lost=np.zeros(len(program.silences.target), dtype=np.bool_),
            begun=_never(len(program.silences.target)),
            busy=np.zeros(size, dtype=np.int64),
        ),
        inside=InsideState(
            inside=np.zeros(len(program.insides.target), dtype=np.bool_), last=_never(len(program.insides.target))
        ),
    )


def _threshold(program: Program) -> ThresholdState:
    n = len(program.thresholds.target)
    return ThresholdState(
        latched=np.zeros((n, LEVELS), dtype=np.bool_),
        run=_never((n, LEVELS)),
        deadline=np.full((n, LEVELS), FOREVER, dtype=np.int64),
        receding=_never((n, LEVELS)),
        level=np.zeros(n, dtype=np.int8),
        active=np.zeros(n, dtype=np.bool_),
        value=np.full(n, np.nan),
        quality=np.zeros(n, dtype=np.int8),
        busy=np.zeros(program.size, dtype=np.int64),
    )


def _never(shape: int | tuple[int, int]) -> npt.NDArray[np.int64]:
    return np.full(shape, NEVER, dtype=np.int64)


def highest(latched: BoolArray) -> SmallArray:
    """Return the highest raised level of each row of latches (blue..red), 0 where none is."""
    reversed_place = np.argmax(latched[:, ::-1], axis=1)
    return np.where(latched.any(axis=1), LEVELS - reversed_place, 0).astype(np.int8)


def enter(state: State, batch: Batch) -> None:
    """Note what a judged batch says about when its datastreams were last heard."""
    stream, arrival = batch.datastream, batch.result_time
    size = len(state.heard)
    place = batch.quality * np.int64(size) + stream
    np.maximum.at(state.seen.reshape(-1), place, outdates(batch))
    np.maximum.at(state.heard, stream, true_at(batch))
    np.maximum.at(state.arrived.reshape(-1), place, arrival)
    state.clock = max(state.clock, int(arrival.max()))


def known(program: Program, batch: Batch) -> Batch:
    """Return the readings of datastreams that the program knows; a station may be newer than the program."""
    if not len(batch):
        return batch
    stream = batch.datastream
    if stream.min() >= 0 and stream.max() < program.size:
        return batch
    return batch.take((stream >= 0) & (stream < program.size))


def shift_clock(state: State, *, by: int) -> None:
    """Go over to a clock that runs ``by`` µs ahead of the one so far: what was heard how long ago stays so.

    Phenomenon times are the devices' own and stay.
    """
    for arrivals in (state.arrived, state.silence.begun):
        arrivals[arrivals != NEVER] += by
    if state.listening != NEVER:
        state.listening += by
    if state.clock != NEVER:
        state.clock += by
