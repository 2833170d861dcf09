"""Retrospect: the history that a restart rebuilds from the stored readings, so that what comes late is judged at once.

After a crash the readings that nobody had acknowledged come again, some seconds late; a peak among them must find
its place. So the stored readings are judged once more, first up to the longest lateness ago, where the history
begins with what was told, then on to the present. Where that leads a slot to something else than the recovery did,
the recovery is right, and what came before it is not judged anew for that slot.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from rules import timed
from rules.history import History, longest_lateness
from rules.order import true_at
from rules.part import PARTS
from rules.state import enter, initial

if TYPE_CHECKING:
    from collections.abc import Callable

    from rules.program import Program
    from rules.state import State
    from sensing.batch import Batch


def remembered(program: Program, state: State, *, tail: Batch, seed: Callable[[State, Batch], None]) -> History | None:
    """Return the history that leads to a recovered state, None where no rule judges late readings.

    Args:
        program: The rules.
        state: The recovered state, at the present.
        tail: The stored readings that it was recovered from.
        seed: Puts into a state what was told and is not shown to have cleared by some readings.
    """
    earlier = initial(program)
    longest = longest_lateness(program)
    if not longest:
        return None
    earlier.past = state.past
    since = state.clock - longest
    is_early = true_at(tail) <= since
    early, recent = tail.take(np.flatnonzero(is_early)), tail.take(np.flatnonzero(~is_early))
    timed.judge(program, earlier, early)
    enter(earlier, early)
    seed(earlier, early)
    earlier.clock = since
    history = History(program, earlier)
    history.split(recent, clock=state.clock)
    said = timed.judge(program, earlier, recent)
    enter(earlier, recent)
    history.note(earlier, recent, said)
    history.note_tick(program, timed.tick(program, earlier, state.clock)[0], now=state.clock)
    history.turn(state)
    for part in PARTS:
        history.since[part.name][part.differing(earlier, state)] = state.clock
    return history
