"""Composites on their way to the next program: they follow their members at once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rules.composite.recovery import align, stand
from rules.program import keys_of
from rules.standing import standing
from sensing.level import Level

if TYPE_CHECKING:
    from rules.handover import Handover


def move(handover: Handover) -> None:
    """Take over how the members stood, and let every composite stand as they do now."""
    old, new = handover.old.composites, handover.new.composites
    before, after = handover.state.composites, handover.fresh.composites
    at = handover.state.clock
    held = standing(handover.new, handover.fresh)
    own_keys = set(keys_of(handover.new, new))
    for key in new.slots.keys() - own_keys:
        if key in old.slots and key in before.courses:
            after.courses[key] = before.courses[key]
        align(handover.fresh, key, held.get(key, Level.NONE), at=at)
    after.until = max(before.until, at)
    after.since = after.until
    stand(handover.new, handover.fresh, at=after.until)
