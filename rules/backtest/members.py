"""Members: the rules that a composite speaks of, which judge beside it where it is tried alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rules.composite.condition import Composite

if TYPE_CHECKING:
    from collections.abc import Container, Iterable, Sequence

    from rules.rule import Rule


def with_members(rule: Rule, *, known: Iterable[Rule]) -> list[Rule]:
    """Return a rule and before it those that it speaks of, directly or through another, each once.

    Args:
        rule: The rule; it stands for any other version of itself.
        known: Every rule that may be spoken of; what is missing is the compiler's to refuse.
    """
    by_id = {str(each.id): each for each in known} | {str(rule.id): rule}
    found: dict[str, Rule] = {}

    def visit(name: str, path: frozenset[str]) -> None:
        each = by_id.get(name)
        if each is None or name in path or name in found:
            return
        if isinstance(each.when, Composite):
            for member in each.when.need.members():
                visit(member.rule, path | {name})
        found[name] = each

    visit(str(rule.id), frozenset())
    return list(found.values())


def speaking_of(rules: Sequence[Rule], judging: Container[str]) -> list[Rule]:
    """Return the composites among some rules that count a vote of any of those with some ids."""
    return [
        rule
        for rule in rules
        if isinstance(rule.when, Composite) and any(each.id in judging for each in with_members(rule, known=rules))
    ]
