"""The level at which every slot stands, and how to say that it changed without a reading.

Recovery and hot reload both compare what was told before with what the engine now holds.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from rules.form import About, Judged
from rules.guard.state import guarded_levels
from rules.transition import Change, RuleId, Target, Transition, change_of
from sensing.instant import from_micros
from sensing.level import Level

if TYPE_CHECKING:
    from collections.abc import Mapping

    from rules.program import Program
    from rules.rule import Rule
    from rules.state import State
    from rules.transition import Reason

#: A slot: which rule judges which target.
Key = tuple[RuleId, Target]


def standing(program: Program, state: State) -> dict[Key, Level]:
    """Return the level of every slot that is raised or lost."""
    levels = (
        (program.thresholds, guarded_levels(program, state)),
        (program.silences, state.silences.level),
        (program.fences, np.where(state.fences.raised, program.fences.level, 0)),
        (program.events, state.events.levels()),
        (program.composites, state.composites.levels()),
    )
    found: dict[Key, Level] = {}
    for table, level in levels:
        if level.any():
            found |= {
                (program.rules[table.rule[slot]].id, table.target[slot]): Level(level[slot])
                for slot in np.flatnonzero(level).tolist()
            }
    return found


def differences(
    told: Mapping[Key, Level], held: Mapping[Key, Level], *, rules: Mapping[RuleId, Rule], at: int, reason: Reason
) -> list[Transition]:
    """Return the transitions that lead from what was told to what is held.

    Args:
        told: Level by slot, as people know it.
        held: Level by slot, as the engine holds it.
        rules: The rules by id; one that is missing is spoken of as version 0.
        at: Instant of the comparison, µs.
        reason: Why there may be a difference.
    """
    return [
        _say(key, rule=rules.get(key[0]), before=before, after=after, at=at, reason=reason)
        for key in sorted({*told, *held})
        if (before := told.get(key, Level.NONE)) is not (after := held.get(key, Level.NONE))
    ]


def _say(key: Key, *, rule: Rule | None, before: Level, after: Level, at: int, reason: Reason) -> Transition:
    about = rule.when.about(Judged(target=key[1], level=max(before, after), at=at)) if rule else About()
    return Transition(
        rule=key[0],
        version=rule.version if rule else 0,
        target=key[1],
        change=Change.LOST if about.is_loss and after else change_of(before, after),
        before=before,
        after=after,
        at=from_micros(at),
        reason=reason,
        property=about.property,
        threshold=about.threshold,
        facts=about.facts,
    )
