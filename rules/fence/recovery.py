"""Fence slots after a restart: what was told stays until positions show otherwise."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from rules.column import FOREVER
from rules.fence.condition import On
from rules.fence.judge import settle
from rules.fence.state import UNKNOWN
from rules.order import true_at
from sensing.instant import span_micros

if TYPE_CHECKING:
    from collections.abc import Iterable

    from rules.fence.table import FenceTable
    from rules.program import Program
    from rules.state import State
    from sensing.batch import Batch, IntArray
    from sensing.level import Level


def seed(program: Program, state: State, told: Iterable[tuple[int, Level]], *, tail: Batch, now: int) -> None:
    """Keep raised what was told, as (slot, level), and that nothing since has ended.

    Who has shown no position since is still where it was, while there is a fence. Who was inside from the first stored
    position on may have dwelt there for longer. What happened at an instant may have done so before that position.
    """
    own, known = state.fences, known_since(program, tail)
    for slot, _ in told:
        when, first = program.fences.when[slot], int(known[slot])
        is_unseen = own.side[slot] == UNKNOWN
        if when.on.is_moment:
            _stand(state, slot, min(first, now) + span_micros(when.clear_for), now=now)
        elif is_unseen and when.on is not On.OUTSIDE:
            if program.fences.areas[program.fences.area[slot]].is_valid(now):
                own.side[slot], own.at[slot], own.raised[slot] = 1, now, True
        elif is_unseen or (when.on is On.DWELL and own.side[slot] == 1 and own.since[slot] <= first):
            own.raised[slot] = True
        settle(program, state, np.array([slot]))


def _stand(state: State, slot: int, until: int, *, now: int) -> None:
    own = state.fences
    if not own.raised[slot] and until > now:
        own.raised[slot], own.until[slot] = True, until


def known_since(program: Program, tail: Batch) -> IntArray:
    """Return the first instant at which each slot has a position that counts, µs, FOREVER without any, shape (n,)."""
    table = program.fences
    moving = np.flatnonzero(np.isfinite(tail.lon) & np.isfinite(tail.lat))
    place, slot = table.slots.of(tail.datastream[moving].astype(np.int64))
    row = moving[place]
    trusted = table.trusts[slot, tail.quality[row]]
    first = np.full(len(table.target), FOREVER, dtype=np.int64)
    np.minimum.at(first, slot[trusted], true_at(tail)[row[trusted]])
    return first


def memory(table: FenceTable) -> int:
    """Return how far back positions must reach, µs, beside the last one before."""
    spans = [span_micros(when.clear_for if when.on.is_moment else when.dwell) for when in table.when]
    return max(spans, default=0) + int(table.silent_after.max(initial=0))
