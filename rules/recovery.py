"""Recovery: the state after a restart, from the stored tail of readings and the incidents that are open.

The tail is replayed in silence. A level that was told to people stays raised unless the tail itself shows a
full clear: restarting is no all-clear. What a person closed while it stood is not told again as long as the
tail shows that it still stands. Silence is not declared at once, because what was sent while we were
away needs a moment to arrive.
"""

from __future__ import annotations

from datetime import timedelta
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

import numpy as np

from rules import inside, silence, threshold
from rules.closing import Closing, still_standing
from rules.latches import mark_active
from rules.order import true_at
from rules.program import FOREVER, NEVER, keys_of
from rules.standing import Key, differences, standing
from rules.state import enter, highest, initial, known
from rules.transition import Reason, in_order
from sensing.instant import span_micros
from sensing.level import LADDER, Level

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from rules.program import Program, Table
    from rules.state import State
    from rules.transition import RuleId, Target, Transition
    from sensing.batch import Batch
    from sensing.instant import Micros

#: How long after a restart no silence is declared.
LISTENING: Final = timedelta(minutes=2)

_NONE_CLOSED: Final[Mapping[Key, Closing]] = MappingProxyType({})


def recover(  # one keyword per source
    program: Program,
    *,
    levels: Mapping[tuple[RuleId, Target], Level],
    tail: Batch,
    now: Micros,
    closed: Mapping[tuple[RuleId, Target], Closing] = _NONE_CLOSED,
) -> tuple[State, list[Transition]]:
    """Return the state as of ``now``, and what must be told because it differs from what was told before.

    Args:
        program: The rules.
        levels: Level by (rule, target) of the open incidents.
        tail: Stored readings of at least ``memory(program)``, and the last one before of each datastream.
        now: The present instant, µs.
        closed: By (rule, target), how the newest incident was closed, where a person did while the danger stood.
    """
    state = initial(program)
    tail = known(program, tail)
    if len(tail):
        # Their transitions were told before the restart.
        threshold.judge(program, state, tail)
        silence.judge(program, state, tail)
        inside.judge(program, state, tail)
        enter(state, tail)
    threshold.tick(program, state, now)
    levels = {**dict(still_standing(program, state, tail=tail, closed=closed)), **levels}
    _seed_thresholds(program, state, tail, levels)
    _seed_silences(program, state, levels, now)
    _seed_insides(program, state, levels)
    state.clock = max(state.clock, now)
    state.listening = now + span_micros(LISTENING)
    return state, _told_anew(program, state, levels, now)


def _told_anew(program: Program, state: State, levels: Mapping[Key, Level], now: int) -> list[Transition]:
    """Return what differs from the open incidents; incidents of slots that are gone end with their rule."""
    rules = {rule.id: rule for rule in program.rules}
    slots = {key for table in program.tables for key in keys_of(program, table)}
    told = {key: level for key, level in levels.items() if key in slots}
    gone = {key: level for key, level in levels.items() if key not in slots}
    return in_order(
        [
            *differences(told, standing(program, state), rules=rules, at=now, reason=Reason.RECOVERED),
            *differences(gone, {}, rules=rules, at=now, reason=Reason.RULE_CHANGED),
        ]
    )


def _told(program: Program, table: Table, levels: Mapping[Key, Level]) -> Iterator[tuple[int, Level]]:
    """Yield the slots of a table that were told to be raised, with their level."""
    if not levels or not table.target:
        return
    for slot, key in enumerate(keys_of(program, table)):
        if levels.get(key, Level.NONE):
            yield slot, levels[key]


def _seed_thresholds(program: Program, state: State, tail: Batch, levels: Mapping[Key, Level]) -> None:
    """Raise again what was told and is not shown to have cleared."""
    table, own = program.thresholds, state.threshold
    for slot, told in _told(program, table, levels):
        if own.level[slot] >= told:
            continue
        mine = threshold.trusted(program, slot, tail)
        for place, level in enumerate(LADDER):
            is_told = level <= told and np.isfinite(table.threshold[slot, place])
            if is_told and not own.latched[slot, place]:
                _hold_up(program, state, (slot, place), mine)
        own.level[slot] = highest(own.latched[slot : slot + 1])[0]
        if len(mine):
            own.value[slot], own.quality[slot] = mine.value[-1], mine.quality[-1]
        mark_active(program, state, np.array([slot]))


def _hold_up(program: Program, state: State, latch: tuple[int, int], mine: Batch) -> None:
    """Latch one level unless the last readings show that it has cleared."""
    table, own = program.thresholds, state.threshold
    low = mine.value * table.sign[latch[0]] <= table.clear[latch]
    # The unbroken run of cleared readings at the end of the tail.
    time = true_at(mine)
    run = time[len(low) - int(np.argmin(low[::-1])) :] if not low.all() else time
    if len(run) and run[-1] - run[0] >= table.clear_for[latch]:
        return
    own.latched[latch] = True
    own.run[latch], own.deadline[latch] = NEVER, FOREVER
    own.receding[latch] = run[0] if len(run) else NEVER


def _seed_silences(program: Program, state: State, levels: Mapping[Key, Level], now: int) -> None:
    """Keep lost what was told to be lost and has not been heard since."""
    table = program.silences
    slots = np.array([slot for slot, _ in _told(program, table, levels)], dtype=np.int64)
    heard = silence.last_trusted(program, state, slots)
    silence.set_lost(program, state, slots[heard + table.after[slots] <= now], is_lost=True)


def _seed_insides(program: Program, state: State, levels: Mapping[Key, Level]) -> None:
    """Keep inside what was told to be inside and has shown no position since."""
    for slot, _ in _told(program, program.insides, levels):
        if state.inside.last[slot] == NEVER:
            state.inside.inside[slot] = True
