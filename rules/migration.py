"""Migration: from one program to the next while running.

What a datastream is remembered by moves over whole. A slot whose rule judges as before keeps its latches and
timers. Where the judgement itself changed, a raised level stays raised if the new ladder has it, and the next
readings decide by the new numbers; timers start again. A raised slot that is gone, or whose level is gone, is
told so.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from rules import silence
from rules.latches import mark_active
from rules.program import keys_of
from rules.rule import Inside, Silence, Threshold
from rules.standing import differences, standing
from rules.state import highest, initial
from rules.transition import Reason, in_order

if TYPE_CHECKING:
    from rules.program import Program, Table
    from rules.rule import Rule
    from rules.state import State
    from rules.transition import Transition
    from sensing.batch import IntArray


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
    _move_thresholds(old, state, new, fresh)
    _move_silences(old, state, new, fresh)
    _move_insides(old, state, new, fresh)
    rules = {rule.id: rule for rule in (*old.rules, *new.rules)}
    held = standing(new, fresh)
    return fresh, in_order(differences(told, held, rules=rules, at=state.clock, reason=Reason.RULE_CHANGED))


def _pairs(old: Program, new: Program, tables: tuple[Table, Table]) -> tuple[IntArray, IntArray]:
    """Return (old slot, new slot) of every slot that both programs have and that judges the same thing."""
    before, after = tables
    slots = {key: slot for slot, key in enumerate(keys_of(old, before))}
    found = [
        (slots[key], slot)
        for slot, key in enumerate(keys_of(new, after))
        if key in slots and _is_kin(old.rules[before.rule[slots[key]]], new.rules[after.rule[slot]])
    ]
    columns = np.array(found, dtype=np.int64).reshape(-1, 2).T
    return columns[0], columns[1]


def _is_kin(old: Rule, new: Rule) -> bool:
    """Return whether a level raised by one rule says something under the other."""
    before, after = old.when, new.when
    if isinstance(before, Threshold) and isinstance(after, Threshold):
        return (before.property, before.direction) == (after.property, after.direction)
    if isinstance(before, Silence) and isinstance(after, Silence):
        return before.property == after.property
    return isinstance(before, Inside) and isinstance(after, Inside) and before.fence == after.fence


def _move_thresholds(old: Program, state: State, new: Program, fresh: State) -> None:
    source, target = _pairs(old, new, (old.thresholds, new.thresholds))
    own, other = fresh.threshold, state.threshold
    own.latched[target] = other.latched[source] & np.isfinite(new.thresholds.threshold[target])
    own.value[target], own.quality[target] = other.value[source], other.quality[source]
    same = _is_same(old, new, source, target)
    source, kept = source[same], target[same]
    own.run[kept], own.deadline[kept] = other.run[source], other.deadline[source]
    own.receding[kept] = other.receding[source]
    own.level[target] = highest(own.latched[target])
    mark_active(new, fresh, target)


def _is_same(old: Program, new: Program, source: IntArray, target: IntArray) -> IntArray:
    """Return which pairs of slots judge by the same numbers on the same evidence."""
    before, after = old.thresholds, new.thresholds
    columns = ("threshold", "clear", "hold", "clear_for", "trusts")
    same = before.datastream[source] == after.datastream[target]
    for name in columns:
        same &= (getattr(before, name)[source] == getattr(after, name)[target]).all(axis=1)
    return np.flatnonzero(same)


def _move_silences(old: Program, state: State, new: Program, fresh: State) -> None:
    source, target = _pairs(old, new, (old.silences, new.silences))
    fresh.silence.begun[target] = state.silence.begun[source]
    silence.set_lost(new, fresh, target[state.silence.lost[source]], is_lost=True)


def _move_insides(old: Program, state: State, new: Program, fresh: State) -> None:
    source, target = _pairs(old, new, (old.insides, new.insides))
    fresh.inside.inside[target] = state.inside.inside[source]
    fresh.inside.last[target] = state.inside.last[source]
