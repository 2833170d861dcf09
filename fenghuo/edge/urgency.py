"""Urgency: in which order facts go over a link that has just returned: the oldest red first. Pure.

All facts of one danger go together and in their order, so that whoever hears the first hears a whole story.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from incidents.convergence.fact import Fact, FactError, FactKind
from incidents.convergence.verdict import read_verdict
from sensing.level import Level

if TYPE_CHECKING:
    from collections.abc import Iterable


def by_urgency(facts: Iterable[Fact]) -> list[Fact]:
    """Return facts as they are sent: dangers by the highest level they had, then by when they began, then the rest."""
    by_subject: dict[str, list[Fact]] = {}
    for fact in facts:
        by_subject.setdefault(fact.subject, []).append(fact)
    stories = [sorted(story, key=lambda fact: (fact.stamp, fact.node, fact.number)) for story in by_subject.values()]
    stories.sort(key=lambda story: (-_highest(story), story[0].stamp, story[0].subject))
    return [fact for story in stories for fact in story]


def _highest(story: Iterable[Fact]) -> Level:
    found = Level.NONE
    for fact in story:
        try:
            if fact.kind == FactKind.VERDICT:
                found = max(found, read_verdict(fact.told()).transition.after)
            elif fact.kind == FactKind.ORDER:
                found = max(found, Level(fact.told()["warning"]["level"]))
        except (FactError, ValueError, KeyError, TypeError):
            continue
    return found
