"""Threshold slots on their way to the next program.

A slot that judges as before keeps its latches and timers. Where the numbers changed, a raised level stays
raised if the new ladder has it, and the next readings decide by the new numbers; timers start again. Where the
new ladder lacks it, its number was passed all the same: whatever the new ladder has at or below that number is raised
in its place. Until the next reading anything less would be an all-clear that no reading shows.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from rules.feature.accumulation import Accumulation
from rules.feature.trend import Trend
from rules.threshold.calm import settle
from rules.threshold.ladder import Laddered
from rules.threshold.state import highest

if TYPE_CHECKING:
    from rules.handover import Handover
    from rules.rule import Condition
    from sensing.batch import BoolArray, IntArray

#: The conditions that have slots here.
_WITH_LADDER = (Laddered, Accumulation, Trend)
#: What a slot judges by, the seasons apart.
_COLUMNS = ("threshold", "clear", "hold", "clear_for", "readings", "fastest", "trusts")


def move(handover: Handover) -> None:
    """Take over what the threshold slots remember."""
    new, fresh = handover.new, handover.fresh
    source, target = handover.pairs(handover.old.thresholds, new.thresholds, is_kin=_is_kin)
    own, other = fresh.thresholds, handover.state.thresholds
    own.latched[target] = other.latched[source] & np.isfinite(new.thresholds.threshold[target])
    # A fall that was not believed is not believed by another version either.
    own.doubted[target] = other.doubted[source] & own.latched[target]
    _replace_lost(handover, source, target)
    own.value[target], own.quality[target] = other.value[source], other.quality[source]
    own.read[target], own.stated[target] = other.read[source], other.stated[source]
    same = np.flatnonzero(_is_same(handover, source, target))
    source, kept = source[same], target[same]
    own.run[kept], own.deadline[kept] = other.run[source], other.deadline[source]
    own.receding[kept], own.steady[kept] = other.receding[source], other.steady[source]
    own.level[target] = highest(own.latched[target])
    settle(new, fresh, target)


def _replace_lost(handover: Handover, source: IntArray, target: IntArray) -> None:
    """Raise what the new ladders have at or below the numbers of raised levels that they lack."""
    before, after = handover.old.thresholds, handover.new.thresholds
    own, other, clock = handover.fresh.thresholds, handover.state.thresholds, handover.state.clock
    lost = other.latched[source] & ~np.isfinite(after.threshold[target])
    rows = np.flatnonzero(lost.any(axis=1))
    # The numbers of a sum or of a time to reach a level are none that levels could be compared by.
    has_numbers = [isinstance(handover.new.rules[place].when, Laddered) for place in after.rule[target[rows]].tolist()]
    rows = rows[np.array(has_numbers, dtype=np.bool_)]
    if not len(rows):
        return
    source, target, lost = source[rows], target[rows], lost[rows]
    at = np.full(len(rows), clock, dtype=np.int64)
    passed = before.numbers_at(source, at).threshold
    passed = np.where(lost & np.isfinite(passed), passed, -np.inf).max(axis=1)
    inherited = after.numbers_at(target, at).threshold <= passed[:, None]
    own.latched[target] |= inherited
    is_doubted: BoolArray = np.logical_or.reduce(lost & other.doubted[source], axis=1, keepdims=True)
    own.doubted[target] |= inherited & is_doubted


def _is_kin(before: Condition, after: Condition) -> bool:
    if before is after:
        return True
    if isinstance(before, _WITH_LADDER) and isinstance(after, _WITH_LADDER):
        return type(before) is type(after) and before.kin() == after.kin()
    return False


def _is_same(handover: Handover, source: IntArray, target: IntArray) -> BoolArray:
    """Return which pairs of slots judge by the same numbers on the same evidence."""
    before, after = handover.old.thresholds, handover.new.thresholds
    same: BoolArray = before.datastream[source] == after.datastream[target]
    for name in _COLUMNS:
        equal = getattr(before, name)[source] == getattr(after, name)[target]
        same &= equal if equal.ndim == 1 else equal.all(axis=1)
    return same & _is_same_number(handover, source, target) & _is_same_year(handover, source, target)


def _is_same_number(handover: Handover, source: IntArray, target: IntArray) -> BoolArray:
    """Return which pairs of slots judge the same number: the value, or one that is derived in the same way."""
    before, after = handover.old.thresholds, handover.new.thresholds
    same: BoolArray = (before.feature[source] < 0) == (after.feature[target] < 0)
    derived = np.flatnonzero(after.feature[target] >= 0)
    rules = np.stack([before.rule[source[derived]], after.rule[target[derived]]], axis=1)
    pairs, place = np.unique(rules, axis=0, return_inverse=True)
    equal = [handover.old.rules[old].when == handover.new.rules[new].when for old, new in pairs.tolist()]
    same[derived] &= np.array(equal, dtype=np.bool_)[place]
    return same


def _is_same_year(handover: Handover, source: IntArray, target: IntArray) -> BoolArray:
    """Return which pairs of slots have the same ladders in the same months."""
    before, after = handover.old.thresholds, handover.new.thresholds
    first, second = before.season[source], after.season[target]
    same: BoolArray = (first < 0) == (second < 0)
    both = np.flatnonzero((first >= 0) & (second >= 0))
    for name in ("threshold", "clear", "hold", "clear_for"):
        one, other = getattr(before.seasons, name)[first[both]], getattr(after.seasons, name)[second[both]]
        same[both] &= (one == other).all(axis=(1, 2))
    return same
