"""Event slots after a restart: what was told stays, until the clock shows that it was not seen again."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rules.event.judge import watch
from rules.event.outage import unseen_since
from sensing.level import Level

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from rules.closing import Closing
    from rules.event.outage import Span
    from rules.event.state import EventSlot
    from rules.event.table import EventTable
    from rules.program import Program
    from rules.state import State


def memory(table: EventTable) -> int:
    """Return how far back the events for a recovery must reach, µs."""
    return max((terms.memory for terms in table.terms), default=0)


def seed(program: Program, state: State, told: Iterable[tuple[int, Level]], *, now: int) -> None:
    """Raise again what was told, as (slot, level), and is not shown to be over."""
    own = state.events
    for number, level in told:
        slot = own.slots[number]
        terms = program.events.terms[number]
        if slot.stand.level >= level or _is_over(slot, own.away, linger=terms.linger, now=now):
            continue
        slot.base = terms.resumed(slot.stand, level, slot.sightings.values(), newest=slot.newest, now=now)
        slot.since, slot.stand, slot.told = max(slot.since, slot.newest), slot.base, []
        own.active.add(number)
        watch(program, state, slot.base.witnesses)


def _is_over(slot: EventSlot, away: Callable[[str], list[Span]], *, linger: int, now: int) -> bool:
    """Return whether what is stored shows that a slot stands no more.

    Of what was told again the store keeps the last telling only. What an earlier one said, surer or elsewhere, may have
    kept the level for as long as the thing still counts.
    """
    if not slot.told or slot.told[-1].after is not Level.NONE:
        return False
    again = [each for each in slot.sightings.values() if each.revision]
    return all(unseen_since(each.last, away(each.station), span=linger) <= now for each in again)


def stood(state: State, slot: int, *, closing: Closing) -> Level:
    """Return the highest level, up to the closed one, that has stood since a person closed it; NONE without any."""
    stand = state.events.slots[slot].stand
    level: Level = min(stand.level, closing.level)
    return level if stand.raised <= closing.at else Level.NONE
