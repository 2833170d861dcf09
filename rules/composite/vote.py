"""Vote: who votes, which votes are one, and what they are enough for. Pure."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from rules.composite.condition import Composite, Member, Need
from rules.composite.independence import Electorate, Tally, can_each_have_one
from sensing.level import Level

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

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

    #: Places in ``members`` of each slot.
    places: Mapping[Key, tuple[int, ...]] = field(init=False, repr=False)
    electorate: Electorate = field(init=False, repr=False)

    def __post_init__(self) -> None:
        """Look up who votes where, and what they share."""
        places: dict[Key, list[int]] = {}
        for place, keys in enumerate(self.members):
            for key in keys:
                places.setdefault(key, []).append(place)
        object.__setattr__(self, "places", {key: tuple(found) for key, found in places.items()})
        object.__setattr__(self, "electorate", Electorate.of({key: self.groups.get(key, _ALONE) for key in places}))

    def slots(self) -> set[Key]:
        """Return every slot that may vote."""
        return set(self.places)

    def decide(self, levels: Mapping[Key, Level]) -> Verdict:
        """Return what the votes are enough for.

        Args:
            levels: Level of every slot that stands, or stood within the window.
        """
        count = Count(self)
        for key, level in levels.items():
            count.put(key, level)
        return count.verdict()

    def merged(self, voters: Sequence[Key]) -> tuple[tuple[str, tuple[Key, ...]], ...]:
        """Return what several voters share, and who they are."""
        shared: dict[tuple[str, str], list[Key]] = {}
        for voter in voters:
            for group in self.groups.get(voter, _ALONE):
                shared.setdefault(group, []).append(voter)
        return tuple((f"{kind} {name}", tuple(who)) for (kind, name), who in sorted(shared.items()) if len(who) > 1)


class Count:
    """The votes of one ballot while slots step up and down; a step costs what that slot's vote changes."""

    def __init__(self, ballot: Ballot) -> None:
        """Begin with nobody standing."""
        self._ballot = ballot
        self._asked = tuple(member.at for member in ballot.when.need.members())
        #: Votes of each member: who votes.
        self._votes: list[dict[Key, None]] = [{} for _ in self._asked]
        #: Level of everybody who votes, and how many vote at each level.
        self._levels: dict[Key, Level] = {}
        self._standing: Counter[Level] = Counter()
        self._tally = Tally(ballot.electorate)
        #: Whether each part can be given a vote of its own; None: not known.
        self._is_shared_out: bool | None = None

    def put(self, key: Key, level: Level) -> None:
        """Let a slot stand at a level."""
        is_voting = False
        for place in self._ballot.places.get(key, ()):
            votes = self._votes[place]
            if (counts := level >= self._asked[place]) is not (key in votes):
                self._is_shared_out = None
                if counts:
                    votes[key] = None
                else:
                    del votes[key]
            is_voting |= counts
        before = self._levels.pop(key, None)
        if before is not None:
            self._standing[before] -= 1
        if is_voting:
            self._levels[key] = level
            self._standing[level] += 1
        if is_voting and before is None:
            self._tally.add(key)
        elif before is not None and not is_voting:
            self._tally.remove(key)

    def level(self) -> Level:
        """Return the level that the votes are enough for."""
        when = self._ballot.when
        if not self._is_met(when.need, iter(self._votes)):
            return Level.NONE
        if when.levels:
            count = self._tally.count()
            return max((level for level, votes in when.levels.items() if votes <= count), default=Level.NONE)
        if when.level is not None:
            return when.level
        return max((level for level, count in self._standing.items() if count), default=Level.NONE)

    def verdict(self) -> Verdict:
        """Return what the votes are enough for, and whose they are."""
        level = self.level()
        # Who votes is told even where the votes are enough for no level of a ladder.
        if not self._is_met(self._ballot.when.need, iter(self._votes)):
            return Verdict()
        voters = tuple(sorted(self._levels))
        return Verdict(level=level, count=self._tally.count(), voters=voters, merged=self._ballot.merged(voters))

    def _is_met(self, need: Need, votes: Iterator[dict[Key, None]]) -> bool:
        """Return whether a need is met; takes the votes of its members from the iterator, in order."""
        parts = [len(next(votes)) if isinstance(part, Member) else self._is_met(part, votes) for part in need.of]
        if need.count > 1:
            # Only a list of rules asks for more than one, and then everybody votes in it.
            return self._tally.count() >= need.count
        if need.count:
            return any(parts)
        return all(parts) and (not self._ballot.when.independence or self._has_one_for_each())

    def _has_one_for_each(self) -> bool:
        if self._is_shared_out is None:
            places, way = self._ballot.places, self._ballot.electorate.way
            # Who votes for several rules is one vote.
            ways = [
                {way.get(key, _ALONE) | ({("", str(key))} if len(places[key]) > 1 else _ALONE) for key in votes}
                for votes in self._votes
            ]
            self._is_shared_out = can_each_have_one(ways)
        return self._is_shared_out


_ALONE: frozenset[tuple[str, str]] = frozenset()
