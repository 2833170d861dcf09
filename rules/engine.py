"""The engine: one call for live detection, recovery, back-tests and drills.

``evaluate`` is deterministic in event time: the same readings in the same batches give the same transitions,
wherever and whenever it runs. Between readings, ``tick`` does what is due by the clock and says when it wants
to be called again. Both consume the state they are given.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from rules import lateness, timed
from rules.column import FOREVER
from rules.composite import judge as composite
from rules.event import judge as event
from rules.event import recovery
from rules.fence.recovery import memory as fence_memory
from rules.guard import judge as guard
from rules.history import begun, longest_lateness
from rules.migration import migrate
from rules.recovery import recover
from rules.silence import judge as silence
from rules.state import State, enter, known
from rules.state import initial as blank
from rules.threshold.recovery import memory as threshold_memory
from rules.transition import in_order
from sensing.instant import Micros

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rules.program import Program
    from rules.transition import Transition
    from sensing.batch import Batch
    from sensing.event import SensedEvent, StatusReport

__all__ = [
    "State",
    "evaluate",
    "event_memory",
    "initial",
    "memory",
    "migrate",
    "reconsider",
    "recover",
    "tail_memory",
    "tick",
]

#: A recovery never looks back less.
SHORTEST_MEMORY = timedelta(hours=1)


def initial(program: Program, *, has_history: bool = True) -> State:
    """Return the state before the first reading.

    Args:
        program: The rules.
        has_history: Whether late readings are to be judged. Whoever brings all readings in order, as a back-test
            does, needs no history of them.
    """
    state = blank(program)
    if has_history:
        state.history = begun(program, state)
    return state


def evaluate(
    program: Program, state: State, batch: Batch, events: Sequence[SensedEvent | StatusReport] = ()
) -> tuple[State, list[Transition]]:
    """Judge a batch.

    Args:
        program: The rules.
        state: What is remembered; consumed.
        batch: Readings in any order; each slot takes them in order of phenomenon time.
        events: What cameras and people reported, and which stations came and went.

    Returns:
        The state after the batch, and what changed, in order of event time.
    """
    batch = known(program, batch)
    if not len(batch) and not events:
        return state, []
    state.past.insert(batch)
    timely = batch if state.history is None else state.history.split(batch, clock=state.clock)
    judged = timed.judge(program, state, timely)
    transitions = [
        *judged,
        *silence.judge(program, state, batch, judged),
        *event.judge(program, state, batch, events),
    ]
    enter(state, batch)
    state.clock = max([state.clock, *(each.result_time for each in events)])
    if state.history is not None:
        state.history.note(state, timely, judged)
    told = lateness.judge_waiting(program, state)
    state.past.evict(batch)
    return state, _second_stage(program, state, in_order(transitions), told)


def reconsider(program: Program, state: State, batch: Batch) -> tuple[State, list[Transition]]:
    """Judge stored readings anew whose flags changed since they were judged, and those that never were.

    Args:
        program: The rules.
        state: What is remembered; consumed.
        batch: The readings with the flags that they have now. What lies further back than a late reading may is
            left alone.
    """
    batch = known(program, batch)
    state.past.insert(batch, amended=True)
    if state.history is not None:
        state.history.reconsider(batch, clock=state.clock)
    return state, _second_stage(program, state, [], lateness.judge_waiting(program, state))


def _second_stage(program: Program, state: State, said: list[Transition], late: list[Transition]) -> list[Transition]:
    """Return what was said as far as guards let it count, and what the composites say to that."""
    amended = [] if state.history is None else state.history.take_amended()
    told, amended = guard.judge(program, state, said, late=late, amended=amended)
    return [*told, *composite.judge(program, state, told, amended=amended)]


def tick(program: Program, state: State, *, now: Micros) -> tuple[State, list[Transition], Micros | None]:
    """Do what is due by the clock.

    Returns:
        The state, what changed, and the next instant at which something may be due; None when nothing is
        waiting. A batch may bring that instant forward.
    """
    held, next_hold = timed.tick(program, state, now)
    lost, next_silence = silence.tick(program, state, now)
    over, next_over = event.tick(program, state, now)
    state.clock = max(state.clock, now)
    said = in_order([*held, *lost, *over])
    told: list[Transition] = []
    wanted = min(next_hold, next_silence, next_over)
    if state.history is not None:
        state.history.note_tick(program, held, now=now)
        if told := lateness.judge_waiting(program, state):
            wanted = min(wanted, timed.tick(program, state, now)[1])
        wanted = min(wanted, lateness.wanted(state.history))
    said = _second_stage(program, state, said, told)
    lapsed, next_lapse = composite.tick(program, state, now)
    said, wanted = [*said, *lapsed], min(wanted, next_lapse)
    return state, said, None if wanted == FOREVER else Micros(wanted)


def memory(program: Program) -> timedelta:
    """Return how far back the readings for a recovery must reach, beside the last one before of each datastream."""
    return tail_memory(program) + timedelta(microseconds=int(program.past.span.max(initial=0)))


def tail_memory(program: Program) -> timedelta:
    """Return how far back the tail of a recovery must reach that is given the past beside it."""
    # Silence needs no more than the last reading of each datastream, which comes with every tail.
    looks_back = longest_lateness(program) + program.composites.window
    judged = max(threshold_memory(program.thresholds), fence_memory(program.fences))
    return max(timedelta(microseconds=judged + looks_back), SHORTEST_MEMORY)


def event_memory(program: Program) -> timedelta:
    """Return how far back the events for a recovery must reach; nothing where no rule judges events."""
    span = recovery.memory(program.events)
    return timedelta(microseconds=span + program.composites.window if span else 0)
