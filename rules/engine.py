"""The engine: one call for live detection, recovery, back-tests and drills.

``evaluate`` is deterministic in event time: the same readings in the same batches give the same transitions,
wherever and whenever it runs. Between readings, ``tick`` does what is due by the clock and says when it wants
to be called again. Both consume the state they are given.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import numpy as np

from rules import inside, silence, threshold
from rules.migration import migrate
from rules.program import FOREVER, Program
from rules.recovery import recover
from rules.state import State, enter, initial, known
from rules.transition import in_order
from sensing.instant import Micros

if TYPE_CHECKING:
    from rules.transition import Transition
    from sensing.batch import Batch

__all__ = ["State", "evaluate", "initial", "memory", "migrate", "recover", "tick"]

#: A recovery never looks back less.
SHORTEST_MEMORY = timedelta(hours=1)


def evaluate(program: Program, state: State, batch: Batch) -> tuple[State, list[Transition]]:
    """Judge a batch.

    Args:
        program: The rules.
        state: What is remembered; consumed.
        batch: Readings in any order; each slot takes them in order of phenomenon time.

    Returns:
        The state after the batch, and what changed, in order of event time.
    """
    batch = known(program, batch)
    if not len(batch):
        return state, []
    transitions = [
        *threshold.judge(program, state, batch),
        *silence.judge(program, state, batch),
        *inside.judge(program, state, batch),
    ]
    enter(state, batch)
    return state, in_order(transitions)


def tick(program: Program, state: State, *, now: Micros) -> tuple[State, list[Transition], Micros | None]:
    """Do what is due by the clock.

    Returns:
        The state, what changed, and the next instant at which something may be due; None when nothing is
        waiting. A batch may bring that instant forward.
    """
    held, next_hold = threshold.tick(program, state, now)
    lost, next_silence = silence.tick(program, state, now)
    state.clock = max(state.clock, now)
    wanted = min(next_hold, next_silence)
    return state, in_order([*held, *lost]), None if wanted == FOREVER else Micros(wanted)


def memory(program: Program) -> timedelta:
    """Return how far back the readings for a recovery must reach, beside the last one before of each datastream."""
    table = program.thresholds
    # A hold may wait for a reading that arrives just before the datastream counts as silent. Silence and fences
    # need no more than the last reading of each datastream, which comes with every tail.
    span = int(np.maximum(table.hold, table.clear_for).max(initial=0)) + int(table.silent_after.max(initial=0))
    return max(timedelta(microseconds=span), SHORTEST_MEMORY)
