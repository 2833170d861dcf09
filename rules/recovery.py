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

from rules.closing import Closing, still_standing
from rules.composite import recovery as composite
from rules.event import judge as event_judge
from rules.event import recovery as event
from rules.fence import judge as fence_judge
from rules.fence import recovery as fence
from rules.guard import recovery as guard
from rules.place import placed
from rules.program import keys_of
from rules.retrospect import remembered
from rules.silence import judge as silence_judge
from rules.silence import recovery as silence
from rules.standing import Key, differences, standing
from rules.state import enter, initial, known
from rules.threshold import judge as threshold_judge
from rules.threshold import recovery as threshold
from rules.transition import Reason, in_order
from sensing.instant import span_micros
from sensing.level import Level

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from rules.column import Table
    from rules.program import Program
    from rules.state import State
    from rules.transition import RuleId, Target, Transition
    from sensing.batch import Batch
    from sensing.event import SensedEvent, StatusReport
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
    events: Sequence[SensedEvent | StatusReport] = (),
    past: Iterable[Batch] = (),
) -> tuple[State, list[Transition]]:
    """Return the state as of ``now``, and what must be told because it differs from what was told before.

    Args:
        program: The rules.
        levels: Level by (rule, target) of the open incidents.
        tail: Stored readings of at least ``memory(program)``, and the last one before of each datastream; of at least
            ``tail_memory(program)`` where ``past`` is given.
        now: The present instant, µs.
        closed: By (rule, target), how the newest incident was closed, where a person did while the danger stood.
        events: Stored events of at least ``event_memory(program)``, and how the stations that ever said so stand.
        past: Stored readings of ``rules.feature.backlog.backlogs(program)``.
    """
    state = initial(program)
    tail = known(program, tail)
    for batch in past:
        state.past.insert(known(program, batch))
    state.past.insert(tail)
    # All this was told before the restart; composites have to know it.
    replayed = [
        *threshold_judge.judge(program, state, tail),
        *silence_judge.judge(program, state, tail),
        *fence_judge.judge(program, state, tail),
        *event_judge.judge(program, state, tail, events),
    ]
    enter(state, tail)
    replayed += threshold_judge.tick(program, state, now)[0]
    replayed += fence_judge.tick(program, state, now)[0]
    incidents, levels = levels, {**dict(still_standing(program, state, tail=tail, closed=closed)), **levels}
    threshold.seed(program, state, tail, _told(program, program.thresholds, levels))
    silence.seed(program, state, _told(program, program.silences, levels), now=now)
    fence.seed(program, state, _told(program, program.fences, levels), tail=tail, now=now)
    event.seed(program, state, _told(program, program.events, levels), now=now)
    state.clock = max(state.clock, now)

    def seed(earlier: State, early: Batch) -> None:
        threshold.seed(program, earlier, early, _told(program, program.thresholds, levels))
        fence.seed(program, earlier, _told(program, program.fences, levels), tail=tail, now=now)

    state.history = remembered(program, state, tail=tail, seed=seed)
    state.past.evict(tail)
    state.listening = now + span_micros(LISTENING)
    told, stood = guard.settle(program, state, replayed=in_order(replayed), told=incidents, closed=closed, now=now)
    composite.settle(program, state, replayed=told, held=standing(program, state), now=now)
    levels = {**levels, **dict(composite.stood(program, state, closed)), **stood, **incidents}
    return state, _told_anew(program, state, levels, now)


def _told_anew(program: Program, state: State, levels: Mapping[Key, Level], now: int) -> list[Transition]:
    """Return what differs from the open incidents; incidents of slots that are gone end with their rule."""
    rules = {rule.id: rule for rule in program.rules}
    slots = {key for table in program.tables for key in keys_of(program, table)}
    told = {key: level for key, level in levels.items() if key in slots}
    gone = {key: level for key, level in levels.items() if key not in slots}
    anew = [
        *differences(told, standing(program, state), rules=rules, at=now, reason=Reason.RECOVERED),
        *differences(gone, {}, rules=rules, at=now, reason=Reason.RULE_CHANGED),
    ]
    return in_order(placed(program, anew))


def _told(program: Program, table: Table, levels: Mapping[Key, Level]) -> Iterator[tuple[int, Level]]:
    """Yield the slots of a table that were told to be raised, with their level."""
    if not levels or not table.target:
        return
    for slot, key in enumerate(keys_of(program, table)):
        if levels.get(key, Level.NONE):
            yield slot, levels[key]
