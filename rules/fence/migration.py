"""Fence slots on their way to the next program: where a station was is not forgotten.

Where the rule asks the same about the same fences, everything goes on. Where only the fences themselves, or a time,
changed, the next position decides by the new ones.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from rules.fence.condition import Fenced, Inside
from rules.fence.judge import settle
from rules.fence.state import COLUMNS

if TYPE_CHECKING:
    from rules.handover import Handover
    from rules.rule import Condition


def move(handover: Handover) -> None:
    """Take over what the fence slots remember."""
    source, target = handover.pairs(handover.old.fences, handover.new.fences, is_kin=_is_kin)
    for name in COLUMNS:
        getattr(handover.fresh.fences, name)[target] = getattr(handover.state.fences, name)[source]
    # Times may have changed, of the rule or of its fences.
    settle(handover.new, handover.fresh, np.unique(target))


def _is_kin(before: Condition, after: Condition) -> bool:
    if not isinstance(before, Inside | Fenced) or not isinstance(after, Inside | Fenced):
        return False
    one, other = before.whole, after.whole
    return (one.fences, one.on, one.direction) == (other.fences, other.on, other.direction)
