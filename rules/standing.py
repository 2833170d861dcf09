"""The level at which every slot stands, and how to say that it changed without a reading.

Recovery and hot reload both compare what was told before with what the engine now holds.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from rules.program import keys_of
from rules.rule import Inside, Silence, Threshold
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
        (program.thresholds, state.threshold.level),
        (program.silences, np.where(state.silence.lost, program.silences.level, 0)),
        (program.insides, np.where(state.inside.inside, program.insides.level, 0)),
    )
    found: dict[Key, Level] = {}
    for table, level in levels:
        if level.any():
            keys = keys_of(program, table)
            found |= {keys[slot]: Level(level[slot]) for slot in np.flatnonzero(level).tolist()}
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
    when = rule.when if rule else None
    is_loss = isinstance(when, Silence) and after
    return Transition(
        rule=key[0],
        version=rule.version if rule else 0,
        target=key[1],
        change=Change.LOST if is_loss else change_of(before, after),
        before=before,
        after=after,
        at=from_micros(at),
        reason=reason,
        property="" if when is None or isinstance(when, Inside) else when.property,
        threshold=when.levels.get(max(before, after)) if isinstance(when, Threshold) else None,
        facts={"fence": when.fence} if isinstance(when, Inside) else {},
    )
