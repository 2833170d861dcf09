"""Fence slots on their way to the next program: where a station was is not forgotten.

Where the rule asks the same about the same fences, everything goes on. Where the fences changed their shape, or the
rule a time, the next position decides by the new ones. Where a fence holds at other times from now on, the last
position decides at once: who is silent must not stay inside a fence that somebody has ended.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from rules.fence.condition import Fenced, Inside
from rules.fence.judge import settle
from rules.fence.state import COLUMNS
from rules.fence.walk import Walk

if TYPE_CHECKING:
    from rules.handover import Handover
    from rules.rule import Condition


def move(handover: Handover) -> None:
    """Take over what the fence slots remember."""
    source, target = handover.pairs(handover.old.fences, handover.new.fences, is_kin=_is_kin)
    for name in (*COLUMNS, "last"):
        getattr(handover.fresh.fences, name)[target] = getattr(handover.state.fences, name)[source]
    # Times may have changed, of the rule or of its fences.
    settle(handover.new, handover.fresh, np.unique(target))
    before, after = handover.old.fences, handover.new.fences
    for old, new in zip(source.tolist(), target.tolist(), strict=True):
        if before.areas[before.area[old]].spans != after.areas[after.area[new]].spans:
            walk = Walk(handover.new, handover.fresh.fences, new)
            walk.change(max(handover.fresh.clock, walk.at))
            walk.store()


def _is_kin(before: Condition, after: Condition) -> bool:
    if not isinstance(before, Inside | Fenced) or not isinstance(after, Inside | Fenced):
        return False
    one, other = before.whole, after.whole
    return (one.fences, one.on, one.direction) == (other.fences, other.on, other.direction)
