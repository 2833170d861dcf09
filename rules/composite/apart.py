"""Composites that are judged apart from their members: by what other engines have told. Pure.

A program is compiled of the composites and of every rule whose votes they count, so that it has their slots; it is
shown no reading. How the members stand is what was told of them. Composites below others are judged here too, so that
votes of votes agree in one place; which of all these are told is the caller's business.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from rules.composite import judge as composite
from rules.composite.condition import Composite
from rules.composite.recovery import settle, stood
from rules.place import placed
from rules.standing import differences, standing
from rules.state import State, initial
from rules.transition import Reason, in_order

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence

    from rules.closing import Closing
    from rules.program import Program
    from rules.rule import Rule
    from rules.standing import Key
    from rules.transition import RuleId, Transition
    from sensing.level import Level


def voters(rules: Collection[RuleId], *, known: Mapping[RuleId, Rule]) -> set[RuleId]:
    """Return some composites and every rule whose votes they count, at any depth."""
    found: set[RuleId] = set()
    waiting = [rule for rule in rules if rule in known]
    for rule in waiting:
        when = known[rule].when
        if rule not in found and isinstance(when, Composite):
            members = {type(rule)(member.rule) for member in when.need.members()}
            waiting += sorted(members & known.keys())
        found.add(rule)
    return found


def recover(
    program: Program,
    *,
    said: Sequence[Transition],
    levels: Mapping[Key, Level],
    closed: Mapping[Key, Closing],
    mine: Collection[RuleId],
    now: int,
) -> tuple[State, list[Transition]]:
    """Return the state as of ``now``, and what must be told because it differs from what was told before.

    Args:
        program: The composites and their members.
        said: What was told of the members, of each slot in order; as far back as votes last.
        levels: Level by (rule, target) of the open incidents, those of the members too.
        closed: How the newest incident was closed, where a person did while the danger stood.
        mine: The composites that are told.
        now: The present instant, µs.
    """
    state = initial(program)
    heard = in_order(_of_members(program, said))
    held = {**levels, **{(each.rule, each.target): each.after for each in _of_members(program, said)}}
    settle(program, state, replayed=heard, held=held, now=now)
    state.clock = max(state.clock, now)
    told = {**dict(stood(program, state, closed)), **levels}
    stands = standing(program, state)
    anew = differences(
        {key: level for key, level in told.items() if key[0] in mine},
        {key: level for key, level in stands.items() if key[0] in mine},
        rules={rule.id: rule for rule in program.rules},
        at=now,
        reason=Reason.RECOVERED,
    )
    return state, in_order(placed(program, anew))


def hear(
    program: Program, state: State, said: Sequence[Transition], *, mine: Collection[RuleId]
) -> tuple[State, list[Transition]]:
    """Judge by what was told of members.

    Args:
        program: The composites and their members.
        state: What is remembered; consumed.
        said: What was told, of each slot in order.
        mine: The composites that are told.
    """
    heard = list(_of_members(program, said))
    told = composite.judge(program, state, heard) if heard else []
    return state, [each for each in told if each.rule in mine]


def tick(program: Program, state: State, *, mine: Collection[RuleId], now: int) -> tuple[State, list[Transition]]:
    """Let votes lapse whose window is over."""
    state.clock = max(state.clock, now)
    told, _ = composite.tick(program, state, now)
    return state, [each for each in told if each.rule in mine]


def _of_members(program: Program, said: Iterable[Transition]) -> Iterable[Transition]:
    """Return what was told of members that are not judged here."""
    here = {rule.id for rule in program.rules if isinstance(rule.when, Composite)}
    return [each for each in said if each.rule not in here and (each.rule, each.target) in program.composites.slots]
