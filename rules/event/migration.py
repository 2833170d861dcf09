"""Event slots on their way to the next program."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rules.event.condition import Sighted
from rules.event.history import Stand
from rules.event.judge import keep_watch, watch
from rules.event.state import EventSlot
from rules.fence.condition import Fenced
from rules.fence.thing.migration import followed
from rules.fence.thing.passage import Passage
from sensing.level import Level

if TYPE_CHECKING:
    from rules.handover import Handover
    from rules.rule import Condition


def move(handover: Handover) -> None:
    """Take over what the event slots remember."""
    old, new = handover.old.events, handover.new.events
    before, after = handover.state.events, handover.fresh.events
    for source, target in zip(*(pair.tolist() for pair in handover.pairs(old, new, is_kin=_is_kin)), strict=True):
        condition = handover.new.rules[new.rule[target]].when
        is_same = (old.terms[source], old.heeds[source]) == (new.terms[target], new.heeds[target])
        if is_same and condition == handover.old.rules[old.rule[source]].when:
            after.slots[target] = before.slots[source]
        elif isinstance(condition, Sighted):
            after.slots[target] = _adapted(before.slots[source], condition)
        elif isinstance(passage := new.terms[target], Passage) and isinstance(condition, Fenced):
            # As far as the old rule told, and as the new one sees it from now on.
            at = max(handover.fresh.clock, before.slots[source].until)
            after.slots[target] = followed(before.slots[source], passage, condition, at=at, away=before.away)
        after.active.add(target)
    after.cameras = {station: camera for station, camera in before.cameras.items() if station in new.cameras}
    for station in after.cameras:
        after.watched[list(new.cameras[station].datastreams)] = True
    watch(handover.new, handover.fresh, [station for slot in after.slots for station, _ in slot.sightings])
    keep_watch(handover.new, handover.fresh)


def _is_kin(before: Condition, after: Condition) -> bool:
    if isinstance(before, Fenced) and isinstance(after, Fenced):
        one, other = before.events, after.events
        same = (before.fences, before.on, before.direction) == (after.fences, after.on, after.direction)
        return same and one is not None and other is not None and bool(set(one.classes) & set(other.classes))
    if not isinstance(before, Sighted) or not isinstance(after, Sighted):
        return False
    return before.zone == after.zone and bool(set(before.classes) & set(after.classes))


def _adapted(slot: EventSlot, condition: Sighted) -> EventSlot:
    """Return a slot whose numbers changed: what stands goes on standing at a level that the rule still has."""
    level = max((each for each in condition.steps if each <= slot.stand.level), default=Level.NONE)
    seen = {key: each for key, each in slot.sightings.items() if each.kind in condition.classes}
    last = max([slot.base.last, *(each.last for each in seen.values())])
    stand = slot.stand
    base = Stand(level=level, raised=stand.raised, last=last, witnesses=stand.witnesses) if level else Stand()
    fresh = EventSlot(since=slot.newest, base=base, until=slot.until, stand=base, sightings=seen)
    fresh.since = max(slot.since, slot.newest)
    return fresh
