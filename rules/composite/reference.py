"""Reference: which rules a composite speaks of; each must exist, and none may speak of itself, however indirectly."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rules.composite.condition import Composite
from rules.errors import RuleError
from sensing.errors import suggestion

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from rules.rule import Rule


def in_order(rules: Sequence[Rule], *, known: Mapping[str, Rule]) -> list[int]:
    """Return the places of the composites in ``rules``, each after those that it speaks of.

    Args:
        rules: The rules that judge.
        known: Every rule that may be spoken of, by id, whether it judges or not.

    Raises:
        RuleError: If one speaks of a rule that does not exist, or of itself.
    """
    places = {str(rule.id): place for place, rule in enumerate(rules)}
    order: list[int] = []
    done: set[str] = set()

    def visit(rule: Rule, path: tuple[str, ...]) -> None:
        name = str(rule.id)
        if name in path:
            circle = " → ".join((*path[path.index(name) :], name))
            raise RuleError(f"when.of: composites speak of each other in a circle: {circle}", origin=f"rule {name}")
        if name in done or not isinstance(rule.when, Composite):
            return
        for member in rule.when.need.members():
            if member.rule not in known:
                detail = f'when.of: unknown rule "{member.rule}"{suggestion(member.rule, known)}'
                raise RuleError(detail, origin=f"rule {name}")
            visit(known[member.rule], (*path, name))
        done.add(name)
        if name in places:
            order.append(places[name])

    for rule in rules:
        visit(rule, ())
    return order
