"""The threshold kind: four independent latches per slot, moved by readings and by the clock.

A batch is judged in three steps: datastreams that are calm and stay in their band are left alone (one
comparison per reading, however many rules there are), then slots that stay calm, and what remains is moved in
rounds, the k-th reading of every slot at once.

In the code, ``value`` and ``threshold`` are signed so that danger is up; transitions carry plain numbers.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from rules.latches import Latches, Readings
from rules.order import true_at
from rules.program import FOREVER

if TYPE_CHECKING:
    from rules.program import Program
    from rules.state import State
    from rules.transition import Transition
    from sensing.batch import Batch, IntArray


def judge(program: Program, state: State, batch: Batch) -> list[Transition]:
    """Move the threshold slots by a batch, before the batch is entered as seen and heard."""
    table, own = program.thresholds, state.threshold
    stream = batch.datastream
    stirred = (batch.value > table.high[stream]) | (batch.value < table.low[stream]) | (own.busy[stream] > 0)
    if not stirred.any():
        return []
    runs = _Runs(program, batch, streams=np.unique(stream[stirred]).astype(np.int64))
    place, slots = table.slots.of(runs.stream)
    peak = np.where(table.sign[slots] > 0, runs.highest[place], -runs.lowest[place])
    moving = own.active[slots] | (peak > table.trigger[slots])
    place, slots = place[moving], slots[moving]
    # Longest runs first: in every round the slots that still have readings are the first ones.
    order = np.argsort(-runs.length[place], kind="stable")
    place, slots = place[order], slots[order]
    latches = Latches(program, state, slots)
    for step, count in enumerate(_still_reading(runs.length[place])):
        rows = runs.row[runs.start[place[:count]] + step]
        latches.read(Readings.of(batch, rows))
    latches.store()
    return latches.transitions


def tick(program: Program, state: State, now: int) -> tuple[list[Transition], int]:
    """Complete the holds that are due by the clock; return also when the next one will be."""
    slots = np.flatnonzero(state.threshold.active)
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


def _still_reading(length: IntArray) -> list[int]:
    """Return, for every round, how many runs (longest first) still have a reading."""
    if not len(length):
        return []
    ascending = length[::-1]
    rounds = np.arange(int(length[0]))
    return [int(n) for n in len(length) - np.searchsorted(ascending, rounds, side="right")]


class _Runs:
    """The readings of some datastreams in a batch, one run per datastream, each in the order in which they count."""

    __slots__ = ("highest", "length", "lowest", "row", "start", "stream")

    def __init__(self, program: Program, batch: Batch, *, streams: IntArray) -> None:
        wanted = np.zeros(program.size, dtype=np.bool_)
        wanted[streams] = True
        rows = np.flatnonzero(wanted[batch.datastream])
        # Readings of a clock that runs ahead may have arrived together: their own times still order them.
        order = np.lexsort((batch.phenomenon_time[rows], true_at(batch)[rows], batch.datastream[rows]))
        #: Rows of the batch, run by run.
        self.row: IntArray = rows[order]
        #: Datastream of each run, ascending.
        self.stream: IntArray = streams
        #: Where each run starts in ``row``, and how many readings it has.
        self.start: IntArray = np.searchsorted(batch.datastream[self.row], streams)
        self.length: IntArray = np.diff(np.append(self.start, len(self.row)))
        value = batch.value[self.row]
        #: Extremes of each run, whatever the quality.
        self.highest = np.maximum.reduceat(value, self.start)
        self.lowest = np.minimum.reduceat(value, self.start)
