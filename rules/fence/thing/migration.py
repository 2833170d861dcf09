"""A slot that follows things on its way to the next program: where things were is not forgotten.

Where a fence holds at other times from now on, the last places decide at once; one of another shape decides by the
next place.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from rules.column import FOREVER, NEVER
from rules.event.state import EventSlot
from rules.fence.thing.course import Course
from sensing.level import Level

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from rules.event.outage import Span
    from rules.fence.condition import Fenced
    from rules.fence.thing.passage import Passage
    from rules.fence.thing.thing import Roll


def followed(
    slot: EventSlot, passage: Passage, condition: Fenced, *, at: int, away: Callable[[str], Sequence[Span]]
) -> EventSlot:
    """Return what a slot goes on with whose rule or fences changed.

    Args:
        slot: What it remembered.
        passage: What it asks for from now on.
        condition: The same as the rule has it.
        at: The present, µs.
        away: When cameras could not see.
    """
    classes = condition.followed.classes
    roll: Roll = slot.stand
    things = {name: thing for name, thing in roll.things.items() if not thing.kind or thing.kind in classes}
    stands = bool(roll.level) if passage.on.is_moment else any(thing.stands for thing in things.values())
    start = replace(
        roll,
        level=passage.level if stands else Level.NONE,
        raised=roll.raised if stands else NEVER,
        until=roll.until if stands else FOREVER,
        things=things,
    )
    course = Course(passage, start, away=away)
    course.change(at)
    since = max(slot.since, slot.newest)
    return EventSlot(since=since, base=course.roll, until=max(slot.until, at), stand=course.roll)
