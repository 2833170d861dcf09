"""Guarded slots on their way to the next program: what is held stays held while anything upstream holds it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from rules.guard.recovery import align, highest_above
from rules.standing import standing
from sensing.level import LADDER, Level

if TYPE_CHECKING:
    from rules.guard.table import Key
    from rules.handover import Handover
    from rules.rule import Condition


def move(handover: Handover) -> None:
    """Take over how slots stood, and hold what was told as far as it is held now."""
    new, fresh = handover.new.guards, handover.fresh.guards
    before = handover.state.guards
    if not len(new):
        return
    at = max(before.until, handover.state.clock)
    fresh.until, fresh.cleaned = at, before.cleaned
    fresh.courses = {key: course for key, course in before.courses.items() if key in new.below}
    told, kept = _told(handover), _kept(handover)
    for row, key in enumerate(new.keys):
        if key in kept:
            fresh.slots[row] = before.slots[kept[key]]
    align(handover.new, handover.fresh, at=at)
    for row, key in enumerate(new.keys):
        slot = fresh.slots[row]
        ladder = Level(handover.fresh.thresholds.level[new.slot[row]])
        level = max(ladder, min(told.get(key, Level.NONE), highest_above(handover.new, handover.fresh, row, at=at)))
        level = max(ladder, _within(handover, row, level))
        if key not in kept or level is not slot.level or ladder is not slot.ladder_now():
            slot.hold(ladder=ladder, level=level, at=at)


def _told(handover: Handover) -> dict[Key, Level]:
    """Return the level of every guarded slot that judges something of the same kind as before."""
    rules = {rule.id: rule.when for rule in handover.old.rules}
    fresh = {rule.id: rule.when for rule in handover.new.rules}
    held = standing(handover.old, handover.state)
    return {key: held[key] for key in handover.new.guards.keys if key in held and _is_kin(rules[key[0]], fresh[key[0]])}


def _kept(handover: Handover) -> dict[Key, int]:
    """Return the old row of every slot that judges as before and is held by the same ones."""
    old, new = handover.old.guards, handover.new.guards
    rules = {rule.id: rule.when for rule in handover.old.rules}
    fresh = {rule.id: rule.when for rule in handover.new.rules}
    return {
        key: old.own[key]
        for row, key in enumerate(new.keys)
        if key in old.own and rules[key[0]] == fresh[key[0]] and set(old.above[old.own[key]]) == set(new.above[row])
    }


def _is_kin(before: Condition, after: Condition) -> bool:
    return type(before) is type(after) and before.kin() == after.kin()  # type: ignore[union-attr] # ladders have it


def _within(handover: Handover, row: int, level: Level) -> Level:
    """Return the highest level up to another one that the ladder of a row has."""
    threshold = handover.new.thresholds.threshold[handover.new.guards.slot[row]]
    return max((each for each in LADDER[:level] if np.isfinite(threshold[each - 1])), default=Level.NONE)
