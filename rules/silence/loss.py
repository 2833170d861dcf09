"""Loss: how bad it is that a station fell silent, and what is known of it from before.

A gauge that is torn away falls silent while the water rises (Ahr 2021: at 5.75 m). So what it said last decides.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from sensing.instant import to_micros
from sensing.level import Level
from sensing.quality import Quality

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rules.program import Program
    from rules.state import State
    from rules.transition import Transition


@dataclass(frozen=True, slots=True, kw_only=True)
class Loss:
    """A slot that fell silent."""

    level: Level
    #: Whether it was rising, or a level of the station stood.
    is_rising: bool = False
    property: str = ""
    #: Last trusted reading, canonical unit; None where the rule does not look back.
    value: float | None = None
    facts: dict[str, float | str] = field(default_factory=dict)


def loss_of(
    program: Program, state: State, slot: int, *, since: int, at: int, judged: Sequence[Transition] = ()
) -> Loss:
    """Return how bad it is that a slot fell silent.

    Args:
        program: The rules.
        state: What is remembered.
        slot: Number of the slot.
        since: Its last trusted arrival, µs.
        at: When it counts as lost, µs.
        judged: What was said by the batch that is being judged, which the ladders have taken in already.
    """
    table = program.silences
    facts: dict[str, float | str] = {**table.substitutes[slot]}
    if facts:
        facts["substitutes"] = ", ".join(str(names) for names in table.substitutes[slot].values())
    if _sends_untrusted(program, state, slot, since=since):
        facts["sends"] = "untrusted"
    level, look = Level(table.level[slot]), table.looks[slot]
    key = getattr(program.rules[table.rule[slot]].when, "property", "")
    rise = None if look is None else look.rise(state.past, at=since)
    value = None
    if look is not None and rise is not None:
        value, key = rise.last, look.property
        if rise.is_enough:
            facts |= {"rise": rise.by, "rise_s": rise.lasted / 1e6}
    stood = _stood(program, state, slot, at=at, judged=judged) if table.rising[slot] else Level.NONE
    if stood:
        facts["stood"] = stood.key
    is_rising = bool(table.rising[slot]) and (bool(stood) or (rise is not None and rise.is_enough))
    return Loss(
        level=max(Level(table.rising[slot]), level) if is_rising else level,
        is_rising=is_rising,
        property=key,
        value=value,
        facts=facts,
    )


def _sends_untrusted(program: Program, state: State, slot: int, *, since: int) -> bool:
    """Return whether anything arrived after the last trusted reading."""
    _, streams = program.silences.members.of(np.array([slot]))
    untrusted = [quality for quality in Quality if not program.silences.trusts[slot, quality]]
    return bool(untrusted) and bool((state.arrived[untrusted][:, streams] > since).any())


def _stood(program: Program, state: State, slot: int, *, at: int, judged: Sequence[Transition]) -> Level:
    """Return the highest level of the station's ladders at an instant."""
    _, ladders = program.silences.companions.of(np.array([slot]))
    highest = Level.NONE
    for number in ladders.tolist():
        rule, target = program.rules[program.thresholds.rule[number]].id, program.thresholds.target[number]
        mine = (each for each in judged if (each.rule, each.target) == (rule, target) and to_micros(each.at) > at)
        later = min(mine, key=lambda each: each.at, default=None)
        highest = max(highest, Level(state.thresholds.level[number]) if later is None else later.before)
    return highest
