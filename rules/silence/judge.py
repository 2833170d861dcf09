"""The silence kind: a station of which nothing arrives that its rule trusts.

Judged on arrival, because a station that only sends old readings is alive. Readings that the rule does not trust
count as nothing: a gauge that is blind is as lost as one that is torn away. Only the first reading of all counts
whatever its quality, so that one that was blind from the beginning is missed too. What was never heard cannot be
lost. A gap between two arrivals is found in the readings too, so that a back-test without a clock says the
same as a live run.
"""

from __future__ import annotations

from functools import reduce
from typing import TYPE_CHECKING

import numpy as np

from rules.column import FOREVER, NEVER
from rules.silence.loss import Loss, loss_of
from rules.transition import Change, Reason, Transition
from sensing.instant import from_micros
from sensing.level import Level

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rules.program import Program
    from rules.state import State
    from sensing.batch import Batch, IntArray


def judge(program: Program, state: State, batch: Batch, judged: Sequence[Transition] = ()) -> list[Transition]:
    """Move the silence slots by a batch, before the batch is entered as arrived.

    Args:
        program: The rules.
        state: What is remembered.
        batch: The readings.
        judged: What the same batch already made the other kinds say.
    """
    table, own = program.silences, state.silences
    if not table.target:
        return []
    stream, arrival = batch.datastream, batch.result_time
    # Longer since the last trusted arrival than the shortest rule on the datastream allows: worth a closer look.
    stirred = own.busy[stream] > 0
    for qualities, gap in zip(table.policies, table.gap, strict=True):
        last = reduce(np.maximum, (state.arrived[quality][stream] for quality in qualities))
        stirred |= arrival - last > gap[stream]
    if not stirred.any():
        return []
    slots = np.unique(table.slots.of(np.unique(stream[stirred]).astype(np.int64))[1])
    heard = last_heard(program, state, slots)
    arrivals = _arrivals(program, state, slots, batch)
    return _listen(program, state, slots, arrivals, heard_before=heard, judged=judged)


def _arrivals(program: Program, state: State, slots: IntArray, batch: Batch) -> tuple[IntArray, IntArray]:
    """Return (place in ``slots``, arrival) of each reading that counts for a slot, by slot, in order of arrival."""
    table = program.silences
    place_of = np.full(len(table.target), -1, dtype=np.int64)
    place_of[slots] = np.arange(len(slots))
    row, slot = table.slots.of(batch.datastream.astype(np.int64))
    place = place_of[slot]
    arrival = batch.result_time[row]
    order = np.lexsort((arrival, place))
    order = order[place[order] >= 0]
    row, slot, place, arrival = row[order], slot[order], place[order], arrival[order]
    counts = table.trusts[slot, batch.quality[row]]
    # What was never heard begins with its first reading, whatever that is worth.
    new = (last_heard(program, state, slots) == NEVER) & ~state.silences.lost[slots]
    begins = new[place] & np.r_[True, place[1:] != place[:-1]][: len(place)]
    state.silences.begun[slot[begins]] = arrival[begins]
    counts |= begins
    return place[counts], arrival[counts]


def _listen(
    program: Program,
    state: State,
    slots: IntArray,
    arrivals: tuple[IntArray, IntArray],
    *,
    heard_before: IntArray,
    judged: Sequence[Transition],
) -> list[Transition]:
    place, arrival = arrivals
    if not len(place):
        return []
    heard = heard_before[place]
    first = np.r_[True, place[1:] != place[:-1]]
    # Before each arrival, the last one that is known: an older duplicate hides nothing.
    previous = np.maximum(np.where(first, NEVER, np.r_[NEVER, arrival[:-1]]), heard)
    is_new = arrival > previous
    was_lost = state.silences.lost[slots][place] & (previous == heard)
    limit = np.maximum(previous + program.silences.after[slots][place], state.listening)
    fell_silent = ~was_lost & (previous != NEVER) & (arrival > limit)
    transitions: list[Transition] = []
    for i in np.flatnonzero((was_lost & is_new) | fell_silent).tolist():
        slot, at, since = int(slots[place[i]]), int(arrival[i]), int(previous[i])
        level = Level(state.silences.level[slot])
        if fell_silent[i]:
            loss = loss_of(program, state, slot, since=since, at=int(limit[i]), judged=judged)
            level = loss.level
            transitions.append(_lost(program, slot, loss, at=int(limit[i]), since=since))
        transitions.append(_heard(program, slot, level, at=at, since=since))
    set_lost(program, state, np.unique(slots[place[is_new]]), is_lost=False)
    return transitions


def tick(program: Program, state: State, now: int) -> tuple[list[Transition], int]:
    """Declare the slots lost that have been silent for too long; return also when the next one may be."""
    slots = np.flatnonzero(~state.silences.lost)
    heard = last_heard(program, state, slots)
    slots, heard = slots[heard != NEVER], heard[heard != NEVER]
    limit = np.maximum(heard + program.silences.after[slots], state.listening)
    due = limit <= now
    transitions: list[Transition] = []
    for slot, at, since in zip(slots[due].tolist(), limit[due].tolist(), heard[due].tolist(), strict=True):
        loss = loss_of(program, state, slot, since=since, at=at)
        state.silences.level[slot] = loss.level
        transitions.append(_lost(program, slot, loss, at=at, since=since))
    set_lost(program, state, slots[due], is_lost=True)
    return transitions, int(limit[~due].min(initial=FOREVER))


def last_heard(program: Program, state: State, slots: IntArray) -> IntArray:
    """Return the latest arrival that counts for each slot, µs; NEVER where there was none."""
    return np.maximum(last_trusted(program, state, slots), state.silences.begun[slots])


def last_trusted(program: Program, state: State, slots: IntArray) -> IntArray:
    """Return the latest trusted arrival on any datastream of each slot, µs; NEVER where there was none."""
    place, stream = program.silences.members.of(slots)
    heard = np.full(len(slots), NEVER, dtype=np.int64)
    trusted = program.silences.trusts[slots][place].T
    np.maximum.at(heard, place, np.where(trusted, state.arrived[:, stream], NEVER).max(axis=0))
    return heard


def set_lost(program: Program, state: State, slots: IntArray, *, is_lost: bool) -> None:
    """Note slots as lost or heard, and count the lost ones on their datastreams."""
    own = state.silences
    changed = slots[own.lost[slots] != is_lost]
    own.lost[changed] = is_lost
    # A level that is known already, because it was told, stays.
    known = own.level[changed]
    own.level[changed] = np.where(known > 0, known, program.silences.level[changed]) if is_lost else 0
    _, stream = program.silences.members.of(changed)
    np.add.at(own.busy, stream, 1 if is_lost else -1)


def _lost(program: Program, slot: int, loss: Loss, *, at: int, since: int) -> Transition:
    rule = program.rules[program.silences.rule[slot]]
    return Transition(
        rule=rule.id,
        version=rule.version,
        target=program.silences.target[slot],
        change=Change.LOST,
        before=Level.NONE,
        after=loss.level,
        at=from_micros(at),
        reason=Reason.LOST_RISING if loss.is_rising else Reason.SILENT,
        property=loss.property,
        value=loss.value,
        facts={"silent_s": (at - since) / 1e6, **loss.facts},
    )


def _heard(program: Program, slot: int, level: Level, *, at: int, since: int) -> Transition:
    rule = program.rules[program.silences.rule[slot]]
    return Transition(
        rule=rule.id,
        version=rule.version,
        target=program.silences.target[slot],
        change=Change.CLEAR,
        before=level,
        after=Level.NONE,
        at=from_micros(at),
        reason=Reason.HEARD_AGAIN,
        property=getattr(rule.when, "property", ""),
        # A slot that was lost before recovery may never have been heard since.
        facts={} if since == NEVER else {"silent_s": (at - since) / 1e6},
    )
