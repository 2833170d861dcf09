"""Independence: how many of some votes have nothing in common. Pure.

The number is that of the largest choice of votes of which no two share a group. Votes that share exactly the same are
one *way*, and only ways that share something, directly or through others, have to be looked at together.

* Where every way has at most one group of each of two kinds (a pole and a power supply), the number is exact, however
  many there are: groups of one kind are matched with groups of the other.
* With more kinds it is exact for up to ``MOST_SEARCHED`` ways that hang together.
* Beyond that, kinds are taken together until two are left, in every manner, and the best of them counts. This is never
  too high, and one vote more never makes fewer, because what hangs together is decided by everybody who may vote.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from itertools import combinations
from typing import TYPE_CHECKING, Any, Final

from rules.composite.choice import largest, matching

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Hashable, Iterable, Iterator, Mapping, Sequence

    #: What tells groups from each other: (kind, which).
    Group = tuple[str, str]
    Way = frozenset[Group]
    Groups = Mapping[Any, Way]

#: Most ways that hang together and are searched through; the search takes less than 3,000 steps then.
MOST_SEARCHED: Final = 24
#: Steps of the search for a vote for each part, beyond which there counts as none: rather too few votes than too many.
MOST_STEPS: Final = 20_000
_NOTHING: Final[frozenset[tuple[str, str]]] = frozenset()
_TWO: Final = 2


def independent(votes: Iterable[Hashable], groups: Groups) -> int:
    """Return how many votes of a set have nothing in common with each other.

    Args:
        votes: The votes.
        groups: What each of all that may vote has in common with others.
    """
    return Electorate.of(groups).count(votes)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Electorate:
    """Everybody who may vote, and what they share."""

    #: What each shares with anybody; those that share nothing are left out.
    way: Mapping[Any, Way]
    #: Number of the part that each group belongs to.
    part: Mapping[Group, int]
    #: How the votes of each part are counted, by the ways that voted.
    counts: tuple[Callable[[Collection[Way]], int], ...] = field(repr=False)

    @classmethod
    def of(cls, groups: Groups) -> Electorate:
        """Return the electorate of everybody in ``groups``."""
        members = Counter(group for own in groups.values() for group in own)
        shared = {vote: frozenset(each for each in own if members[each] > 1) for vote, own in groups.items()}
        way = {vote: own for vote, own in shared.items() if own}
        part = _joined(set(way.values()))
        ways: dict[int, set[Way]] = {}
        for own in way.values():
            ways.setdefault(part[next(iter(own))], set()).add(own)
        return cls(way=way, part=part, counts=tuple(_counting(ways[number]) for number in range(len(ways))))

    def count(self, votes: Iterable[Hashable]) -> int:
        """Return how many votes have nothing in common."""
        tally = Tally(self)
        for vote in set(votes):
            tally.add(vote)
        return tally.count()


class Tally:
    """Votes that come and go, and how many of them have nothing in common."""

    def __init__(self, electorate: Electorate) -> None:
        """Begin without a vote."""
        self._electorate = electorate
        #: Votes that share nothing, and the sum of the counts of all parts that are up to date.
        self._alone = 0
        self._sum = 0
        #: Number of votes of each way, by part.
        self._ways: list[dict[Way, int]] = [{} for _ in electorate.counts]
        self._counted = [0] * len(electorate.counts)
        self._stale: set[int] = set()

    def add(self, vote: Hashable) -> None:
        """Take in a vote that is not there."""
        way = self._electorate.way.get(vote, _NOTHING)
        if not way:
            self._alone += 1
            return
        part = self._electorate.part[next(iter(way))]
        ways = self._ways[part]
        ways[way] = ways.get(way, 0) + 1
        if ways[way] == 1:
            self._stale.add(part)

    def remove(self, vote: Hashable) -> None:
        """Take out a vote that is there."""
        way = self._electorate.way.get(vote, _NOTHING)
        if not way:
            self._alone -= 1
            return
        part = self._electorate.part[next(iter(way))]
        ways = self._ways[part]
        ways[way] -= 1
        if not ways[way]:
            del ways[way]
            self._stale.add(part)

    def count(self) -> int:
        """Return how many votes have nothing in common."""
        for part in self._stale:
            counted = self._electorate.counts[part](self._ways[part])
            self._sum += counted - self._counted[part]
            self._counted[part] = counted
        self._stale.clear()
        return self._alone + self._sum


def _joined(ways: Iterable[Way]) -> dict[Group, int]:
    """Return a number for each group, the same for all that hang together, counted from 0."""
    above: dict[Group, Group] = {}

    def root(group: Group) -> Group:
        while above[group] != group:
            above[group] = above[above[group]]
            group = above[group]
        return group

    for way in ways:
        first, *rest = (above.setdefault(group, group) and group for group in way)
        for group in rest:
            above[root(group)] = root(first)
    number: dict[Group, int] = {}
    return {group: number.setdefault(root(group), len(number)) for group in above}


def _counting(ways: Collection[Way]) -> Callable[[Collection[Way]], int]:
    """Return how votes are counted where some ways hang together."""
    kinds = sorted({kind for way in ways for kind, _ in way})
    if len(kinds) <= _TWO and all(len({kind for kind, _ in way}) == len(way) for way in ways):
        return _Matched(ways, [{kinds[0]}])
    if len(ways) <= MOST_SEARCHED:
        return largest
    return _Matched(ways, list(_halves(kinds)))


def _halves(kinds: Sequence[str]) -> Iterator[set[str]]:
    """Yield one half of every division of some kinds into two, one half of which may be empty."""
    first, *rest = kinds
    for size in range(len(rest) + 1):
        for others in combinations(rest, size):
            yield {first, *others}


class _Matched:
    """Counts by matching blocks of one half of the kinds with blocks of the other."""

    def __init__(self, ways: Collection[Way], halves: Sequence[set[str]]) -> None:
        """Take groups of a half together that any way has in common."""
        self._ends: list[dict[Way, tuple[Hashable, Hashable]]] = []
        for half in halves:
            split = {way: (frozenset(g for g in way if g[0] in half), frozenset(g for g in way if g[0] not in half))
                     for way in ways}  # fmt: skip
            blocks = [_joined({pair[side] for pair in split.values()} - {_NOTHING}) for side in (0, 1)]
            # Who has nothing of a half shares nothing in it.
            self._ends.append(
                {
                    way: tuple(  # type: ignore[misc] # one for each half
                        blocks[side][next(iter(own))] if own else way for side, own in enumerate(pair)
                    )
                    for way, pair in split.items()
                }
            )

    def __call__(self, ways: Collection[Way]) -> int:
        """Return how many of some ways have nothing in common, at least."""
        return max(matching([ends[way] for way in ways]) for ends in self._ends)


def can_each_have_one(parts: Sequence[Collection[Way]]) -> bool:
    """Return whether every part can be given one of its ways so that no two of those have anything in common."""
    ordered = sorted((list(part) for part in parts if _NOTHING not in part), key=len)
    left = MOST_STEPS

    def give(place: int, used: frozenset[Group]) -> bool:
        nonlocal left
        if place == len(ordered):
            return True
        for way in ordered[place]:
            left -= 1
            if left < 0:
                return False
            if used.isdisjoint(way) and give(place + 1, used | way):
                return True
        return False

    return give(0, _NOTHING)
