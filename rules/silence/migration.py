"""Silence slots on their way to the next program: who was lost stays lost."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from rules.silence.condition import Silence
from rules.silence.judge import set_lost

if TYPE_CHECKING:
    from rules.handover import Handover
    from rules.rule import Condition


def move(handover: Handover) -> None:
    """Take over what the silence slots remember."""
    source, target = handover.pairs(handover.old.silences, handover.new.silences, is_kin=_is_kin)
    before, after = handover.state.silences, handover.fresh.silences
    after.begun[target] = before.begun[source]
    table, is_lost = handover.new.silences, before.lost[source]
    # Lost while rising stays what it was if the rule still says so.
    told, risen = before.level[source[is_lost]], table.rising[target[is_lost]]
    after.level[target[is_lost]] = np.where(told == risen, risen, table.level[target[is_lost]])
    set_lost(handover.new, handover.fresh, target[before.lost[source]], is_lost=True)


def _is_kin(before: Condition, after: Condition) -> bool:
    return isinstance(before, Silence) and isinstance(after, Silence) and before.property == after.property
