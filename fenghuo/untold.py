"""Untold: transitions that the store refused, told again until it takes them, those of a rule at a target in order."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from fenghuo.backlog import Work
    from rules.transition import RuleId, Target, Transition


class Untold:
    """Transitions that wait; bounded by what the rules find while it lasts. For the writer's thread."""

    def __init__(self) -> None:
        """Begin with none."""
        self._waiting: list[Transition] = []

    def __len__(self) -> int:
        """Return how many wait."""
        return len(self._waiting)

    def add(self, transitions: Sequence[Transition]) -> None:
        """Let refused transitions wait."""
        self._waiting += transitions

    def hold(self, work: Work) -> Work:
        """Return work without the transitions that follow one which waits; those wait behind it.

        A clearing that was told ahead of its raising would leave the incident open for ever.
        """
        keys = {_key(transition) for transition in self._waiting}
        behind = [transition for transition in work.transitions if _key(transition) in keys]
        if not behind:
            return work
        self._waiting += behind
        return replace(work, transitions=[each for each in work.transitions if _key(each) not in keys])

    def tell(self, write: Callable[[Transition], bool]) -> None:
        """Try each, alone, but none behind one that is refused again.

        Args:
            write: Writes one; returns whether the store took it.
        """
        refused: set[tuple[RuleId, Target]] = set()
        still: list[Transition] = []
        for transition in self._waiting:
            if _key(transition) in refused or not write(transition):
                refused.add(_key(transition))
                still.append(transition)
        self._waiting = still


def _key(transition: Transition) -> tuple[RuleId, Target]:
    return transition.rule, transition.target
