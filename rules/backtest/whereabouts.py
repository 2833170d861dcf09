"""Whereabouts: where the targets of a rule are, so that a labelled event finds those that it happened at. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rules.backtest.label import Whereabouts
from rules.backtest.trial import targets_of
from rules.place import placed_rows

if TYPE_CHECKING:
    from collections.abc import Mapping

    from rules.program import Program
    from rules.transition import RuleId, Target


def whereabouts(program: Program, rule: RuleId, *, divisions: Mapping[str, str]) -> Whereabouts:
    """Return where the targets of a rule are.

    Args:
        program: The rule, and those that it speaks of.
        rule: The rule.
        divisions: Division code by station id.
    """
    areas = {
        (program.rules[place].id, target): str(where.get("division", ""))
        for table in (program.events, program.composites)
        for place, target, where in placed_rows(table)
    }
    return Whereabouts(
        division={
            target: areas.get((rule, target)) or divisions.get(str(target), str(target))
            for target in targets_of(program, rule)
        },
        stations={target: stations for (owner, target), stations in _voters(program).items() if owner == rule},
    )


def _voters(program: Program) -> dict[tuple[RuleId, Target], frozenset[str]]:
    """Return the targets on whose votes each composite slot rests, directly or through another."""
    table = program.composites
    found: dict[tuple[RuleId, Target], frozenset[str]] = {}
    # A slot comes after those whose votes it counts.
    for place, target, ballot in zip(table.rule.tolist(), table.target, table.ballots, strict=True):
        votes = (found.get(key, frozenset({str(key[1])})) for key in ballot.slots())
        found[program.rules[place].id, target] = frozenset().union(*votes)
    return found
