"""Threshold slots after a restart: what the stored readings show of a level that was told."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from rules.column import FOREVER, NEVER
from rules.order import true_at
from rules.threshold.calm import settle
from rules.threshold.evidence import Account
from rules.threshold.state import highest
from sensing.level import LADDER, Level

if TYPE_CHECKING:
    from collections.abc import Iterable

    from rules.closing import Closing
    from rules.program import Program
    from rules.state import State
    from rules.threshold.evidence import Evidence
    from rules.threshold.table import ThresholdTable
    from sensing.batch import Batch


def memory(table: ThresholdTable) -> int:
    """Return how far back the readings for a recovery must reach, µs."""
    # A hold may wait for a reading that arrives just before the datastream counts as silent.
    return int(np.maximum(table.hold, table.clear_for).max(initial=0)) + int(table.silent_after.max(initial=0))


def seed(program: Program, state: State, tail: Batch, told: Iterable[tuple[int, Level]]) -> None:
    """Raise again what was told, as (slot, level), and is not shown to have cleared."""
    table, own = program.thresholds, state.thresholds
    for slot, highest_told in told:
        if own.level[slot] >= highest_told:
            continue
        mine = Account.of(program, state, slot, tail=tail)
        for place, level in enumerate(LADDER):
            is_told = level <= highest_told and np.isfinite(table.threshold[slot, place])
            if is_told and not own.latched[slot, place]:
                _hold_up(state, (slot, place), mine.of_level(program, slot, place))
        own.level[slot] = highest(own.latched[slot : slot + 1])[0]
        if len(mine.readings):
            own.value[slot], own.quality[slot] = mine.span.lower[-1], mine.readings.quality[-1]
            own.read[slot], own.stated[slot] = true_at(mine.readings)[-1], mine.readings.phenomenon_time[-1]
        settle(program, state, np.array([slot]))


def _hold_up(state: State, latch: tuple[int, int], evidence: Evidence) -> None:
    """Latch one level unless the last readings show that it has cleared."""
    own, run = state.thresholds, evidence.run
    if evidence.cleared()[len(evidence) - run :].any():
        return
    own.latched[latch] = True
    own.run[latch], own.deadline[latch] = NEVER, FOREVER
    own.receding[latch] = evidence.time[-run] if run else NEVER
    own.steady[latch] = run
    own.doubted[latch] = bool(evidence.doubted[-1:].any())


def unbroken(program: Program, state: State, slot: int, *, tail: Batch, closing: Closing) -> Level:
    """Return the highest level, up to the closed one, that has stood since the closing; NONE without any."""
    table = program.thresholds
    mine = Account.of(program, state, slot, tail=tail)
    for level in reversed(LADDER[: closing.level]):
        place = level - 1
        if not np.isfinite(table.threshold[slot, place]):
            continue
        evidence = mine.of_level(program, slot, place)
        since = evidence.since(closing.at)
        stood = not since.cleared().any()
        if len(since) == len(evidence):
            # What happened before the first of these readings is not known, and a value between the level and
            # its clear level may be that of a danger which had ended.
            stood = len(since) > 0 and bool(since.beyond.all())
        if stood:
            return level
    return Level.NONE
