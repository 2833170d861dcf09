"""Event slots after a restart: what was told stays, until the clock shows that it was not seen again."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rules.event.judge import watch
from sensing.level import Level

if TYPE_CHECKING:
    from collections.abc import Iterable

    from rules.closing import Closing
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
        is_over = bool(slot.told) and slot.told[-1].after is Level.NONE
        if slot.stand.level >= level or is_over:
            continue
        terms = program.events.terms[number]
        slot.base = terms.resumed(slot.stand, level, slot.sightings.values(), newest=slot.newest, now=now)
        slot.since, slot.stand, slot.told = max(slot.since, slot.newest), slot.base, []
        own.active.add(number)
        watch(program, state, slot.base.witnesses)


def stood(state: State, slot: int, *, closing: Closing) -> Level:
    """Return the highest level, up to the closed one, that has stood since a person closed it; NONE without any."""
    stand = state.events.slots[slot].stand
    level: Level = min(stand.level, closing.level)
    return level if stand.raised <= closing.at else Level.NONE
