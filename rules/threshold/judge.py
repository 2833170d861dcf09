"""The threshold kind: four independent latches per slot, moved by readings and by the clock.

A batch is judged in three steps: datastreams that are calm and stay in their band are left alone (one
comparison per reading, however many rules there are), then slots that stay calm, and what remains is moved in
rounds, the next reading of every slot at once; in long runs, those that change nothing are passed over. Slots that
judge another number than the value are asked for it once a batch, for all their readings.

In the code, ``value`` and ``threshold`` are signed so that danger is up; transitions carry plain numbers.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from rules.column import FOREVER
from rules.order import true_at
from rules.threshold.asking import Answers
from rules.threshold.latches import Latches
from rules.threshold.runs import Runs
from rules.threshold.walk import Walk

if TYPE_CHECKING:
    from rules.program import Program
    from rules.state import State
    from rules.transition import Transition
    from sensing.batch import Batch


def judge(program: Program, state: State, batch: Batch) -> list[Transition]:
    """Move the threshold slots by a batch, before the batch is entered as seen and heard."""
    table, own = program.thresholds, state.thresholds
    # Positions are gathered by twice as fast as by numbers of another width.
    stream = batch.datastream.astype(np.intp)
    stirred = (batch.value > own.high[stream]) | (batch.value < own.low[stream]) | (own.busy[stream] > 0)
    if table.features:
        stirred |= table.featured[stream]
    if not stirred.any():
        return []
    runs = Runs(program.size, batch, streams=np.unique(stream[stirred]))
    place, slots = table.slots.of(runs.stream)
    moving = (runs.highest[place] > own.ceiling[slots]) | (runs.lowest[place] < own.floor[slots]) | own.restless[slots]
    answers = Answers(program, state, batch, runs=runs, place=place, slots=slots) if table.features else None
    if answers:
        answers.stir(moving)
    moved = np.flatnonzero(moving)
    latches = Latches(program, state, slots[moved])
    walk = Walk(batch, runs, sign=table.sign[slots[moved]], place=place[moved])
    while walk.is_under_way:
        readings = walk.readings()
        latches.read(readings, answers.at(moved[walk.rows], step=walk.step, value=readings.value) if answers else None)
        walk.go_on(latches)
    latches.store()
    return latches.transitions


def tick(program: Program, state: State, now: int) -> tuple[list[Transition], int]:
    """Complete the holds that are due by the clock; return also when the next one will be."""
    slots = np.flatnonzero(state.thresholds.restless)
    if not len(slots):
        return [], FOREVER
    latches = Latches(program, state, slots)
    latches.complete(np.full(len(slots), now + 1))
    latches.store()
    return latches.transitions, latches.next_deadline(now)


def trusted(program: Program, slot: int, batch: Batch) -> Batch:
    """Return the readings of a batch that a slot trusts, in the order in which they count."""
    table = program.thresholds
    mine = batch.take(np.flatnonzero(batch.datastream == table.datastream[slot]))
    mine = mine.take(np.flatnonzero(table.trusts[slot, mine.quality]))
    return mine.take(np.lexsort((mine.phenomenon_time, true_at(mine))))
