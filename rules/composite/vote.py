"""Vote: who votes, which votes are one, and what they are enough for. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from rules.composite.condition import Composite, Member, Need
from rules.composite.independence import can_each_have_one, independent
from sensing.level import Level

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterator, Mapping, Sequence

    from rules.transition import RuleId, Target

    #: A slot of another rule.
    Key = tuple[RuleId, Target]


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What the votes are enough for."""

    level: Level = Level.NONE
    #: Votes that have nothing in common.
    count: int = 0
    #: Who voted, in order.
    voters: tuple[Key, ...] = ()
    #: What several voters share (``power P7``), and who they are.
    merged: tuple[tuple[str, tuple[Key, ...]], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Ballot:
    """The members of a composite in one area."""

    when: Composite
    #: Slots of each member of ``when.need``, in the order of ``Need.members``.
    members: tuple[tuple[Key, ...], ...]
    #: What each slot has in common with others: (kind of group, which), for the kinds that ``when`` asks about.
    groups: Mapping[Key, frozenset[tuple[str, str]]]

    def slots(self) -> set[Key]:
        """Return every slot that may vote."""
        return {key for member in self.members for key in member}

    def decide(self, levels: Mapping[Key, Level]) -> Verdict:
        """Return what the votes are enough for.

        Args:
            levels: Level of every slot that stands, or stood within the window.
        """
        asked = self.when.need.members()
        votes = [
            [key for key in keys if levels.get(key, Level.NONE) >= member.at]
            for member, keys in zip(asked, self.members, strict=True)
        ]
        if not self._is_met(self.when.need, iter(votes)):
            return Verdict()
        voters = tuple(sorted({key for member in votes for key in member}))
        count = independent(voters, self.groups)
        return Verdict(
            level=_level(self.when, count, [levels[voter] for voter in voters]),
            count=count,
            voters=voters,
            merged=self._merged(voters),
        )

    def _is_met(self, need: Need, votes: Iterator[list[Key]]) -> bool:
        """Return whether a need is met; takes the votes of its members from the iterator, in order."""
        parts: list[list[Hashable]] = []
        for part in need.of:
            if isinstance(part, Member):
                parts.append([*next(votes)])
            else:
                # What several rules say together has nothing in common with anything else.
                parts.append([part] if self._is_met(part, votes) else [])
        if need.count:
            return independent((vote for part in parts for vote in part), self.groups) >= need.count
        return all(parts) and (not self.when.independence or can_each_have_one(parts, self.groups))

    def _merged(self, voters: Sequence[Key]) -> tuple[tuple[str, tuple[Key, ...]], ...]:
        shared: dict[tuple[str, str], list[Key]] = {}
        for voter in voters:
            for group in self.groups.get(voter, frozenset()):
                shared.setdefault(group, []).append(voter)
        return tuple((f"{kind} {name}", tuple(who)) for (kind, name), who in sorted(shared.items()) if len(who) > 1)


def _level(when: Composite, count: int, standing: Sequence[Level]) -> Level:
    if when.levels:
        return max((level for level, votes in when.levels.items() if votes <= count), default=Level.NONE)
    return max(standing) if when.level is None else when.level
