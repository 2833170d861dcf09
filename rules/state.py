"""State: what the engine remembers between batches, as columns beside the program's.

What concerns a datastream (when it was last heard) is kept once per datastream, what concerns a judgement
once per slot. ``evaluate`` and ``tick`` change the columns in place: a state is consumed by the call, and the
returned one is to be used from then on.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from rules.column import NEVER, never
from rules.composite import state as composite
from rules.event import state as event
from rules.fence import state as fence
from rules.guard import state as guard
from rules.order import outdates, true_at
from rules.past import Past
from rules.silence import state as silence
from rules.threshold import state as threshold
from sensing.quality import Quality

if TYPE_CHECKING:
    from rules.composite.state import CompositeState
    from rules.event.state import EventState
    from rules.fence.state import FenceState
    from rules.guard.state import GuardState
    from rules.history import History
    from rules.program import Program
    from rules.silence.state import SilenceState
    from rules.threshold.state import ThresholdState
    from sensing.batch import Batch, IntArray


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
    thresholds: ThresholdState
    #: What derived numbers look back on; never copied, because a number at an instant looks at nothing later.
    past: Past
    silences: SilenceState
    fences: FenceState
    events: EventState
    guards: GuardState
    composites: CompositeState
    #: What is kept of the last minutes to judge late readings; None: late readings are not judged.
    history: History | None = None


def initial(program: Program) -> State:
    """Return the state before the first reading."""
    size = program.size
    return State(
        seen=never((len(Quality), size)),
        heard=never(size),
        arrived=never((len(Quality), size)),
        listening=NEVER,
        clock=NEVER,
        thresholds=threshold.initial(program.thresholds, size=size),
        past=Past(program.past),
        silences=silence.initial(program.silences, size=size),
        fences=fence.initial(program.fences),
        events=event.initial(program.events, size=size),
        guards=guard.initial(program.guards),
        composites=composite.initial(program.composites),
    )


def enter(state: State, batch: Batch) -> None:
    """Note what a judged batch says about when its datastreams were last heard."""
    if not len(batch):
        return
    stream, arrival = batch.datastream.astype(np.intp), batch.result_time
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
    state.arrived[state.arrived != NEVER] += by
    state.silences.shift_clock(by=by)
    state.events.shift_clock(by=by)
    if state.history is not None:
        state.history.shift_clock(by=by)
    if state.listening != NEVER:
        state.listening += by
    if state.clock != NEVER:
        state.clock += by
