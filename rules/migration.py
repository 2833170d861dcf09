"""Migration: from one program to the next while running.

What a datastream is remembered by moves over whole. What a slot remembers its kind moves, as far as the new rule
judges the same thing. A raised slot that is gone, or whose level is gone, is told so.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from rules.composite import migration as composite
from rules.event import migration as event
from rules.fence import migration as fence
from rules.guard import migration as guard
from rules.handover import Handover
from rules.history import continued
from rules.place import placed
from rules.silence import migration as silence
from rules.standing import differences, standing
from rules.state import initial
from rules.threshold import migration as threshold
from rules.transition import Reason, in_order

if TYPE_CHECKING:
    from rules.program import Program
    from rules.state import State
    from rules.transition import Transition


def migrate(old: Program, state: State, new: Program) -> tuple[State, list[Transition]]:
    """Return the state for a new program, and what must be told because of the change.

    Args:
        old: The program that made ``state``.
        state: What is remembered; consumed.
        new: The program to go on with.
    """
    told = standing(old, state)
    fresh = initial(new)
    fresh.clock, fresh.listening = state.clock, state.listening
    shared = min(old.size, new.size)
    fresh.seen[:, :shared] = state.seen[:, :shared]
    fresh.heard[:shared], fresh.arrived[:, :shared] = state.heard[:shared], state.arrived[:, :shared]
    fresh.past.take_over(state.past)
    handover = Handover(old=old, state=state, new=new, fresh=fresh)
    for kind in (threshold, silence, fence, event, guard, composite):
        kind.move(handover)
    fresh.history = continued(old, state, new, fresh)
    held = standing(new, fresh)
    spoken_of = {rule for rule, _ in (*told, *held)} if told != held else set()
    rules = {rule.id: rule for rule in (*old.rules, *new.rules) if rule.id in spoken_of}
    changed = differences(told, held, rules=rules, at=state.clock, reason=Reason.RULE_CHANGED)
    return fresh, in_order(placed(new, changed))
