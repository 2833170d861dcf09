"""Independence: how many of some votes have nothing in common. Pure.

The largest set of votes of which no two share a group. Exact for the dozens of votes that a basin or a county has, and
then more votes never make fewer independent ones; for hundreds that share in many ways it may be too low, not too high.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterable, Mapping, Sequence

    #: What tells groups from each other: (kind, which).
    Groups = Mapping[Any, frozenset[tuple[str, str]]]

#: Most different ways of sharing that are searched through; of more, votes are taken in turn, which may find too few.
MOST_SEARCHED: Final = 48
#: Steps of a search beyond which what was found so far counts: rather too few votes than none at all.
MOST_STEPS: Final = 20_000


@dataclass(slots=True, kw_only=True)
class _Steps:
    """What is left of a search."""

    left: int = MOST_STEPS


def independent(votes: Iterable[Hashable], groups: Groups) -> int:
    """Return how many votes of a set have nothing in common with each other."""
    kept = list(dict.fromkeys(votes))
    members = Counter(group for vote in kept for group in groups.get(vote, ()))
    # What nobody else has makes no difference, and of votes that share exactly the same one is as good as all.
    shared = [frozenset(group for group in groups.get(vote, ()) if members[group] > 1) for vote in kept]
    alone = sum(not each for each in shared)
    rest = {each: each for each in shared if each}
    if len(rest) > MOST_SEARCHED:
        return alone + _taken_in_turn(rest)
    return alone + _largest(frozenset(rest), neighbours(list(rest), rest), _Steps())


def _taken_in_turn(shared: Iterable[frozenset[tuple[str, str]]]) -> int:
    """Return how many votes can be taken one after the other, those that share least first."""
    used: set[tuple[str, str]] = set()
    taken = 0
    for groups in sorted(shared, key=lambda each: (len(each), sorted(each))):
        if used.isdisjoint(groups):
            used |= groups
            taken += 1
    return taken


def neighbours(votes: Sequence[Hashable], groups: Groups) -> dict[Hashable, frozenset[Hashable]]:
    """Return which other votes each vote has something in common with."""
    by_group: dict[tuple[str, str], set[Hashable]] = {}
    for vote in votes:
        for group in groups.get(vote, ()):
            by_group.setdefault(group, set()).add(vote)
    return {
        vote: frozenset(other for group in groups.get(vote, ()) for other in by_group[group]) - {vote} for vote in votes
    }


def _largest(votes: frozenset[Hashable], near: Mapping[Hashable, frozenset[Hashable]], steps: _Steps) -> int:
    taken = 0
    while votes:
        steps.left -= 1
        degree = {vote: len(near[vote] & votes) for vote in votes}
        least = min(degree, key=degree.__getitem__)
        # A vote whose neighbours all know each other is never worse than any of them.
        mine = near[least] & votes
        if steps.left < 0 or all((near[one] & mine) == mine - {one} for one in mine):
            votes, taken = votes - mine - {least}, taken + 1
            continue
        worst = max(degree, key=degree.__getitem__)
        with_it = 1 + _largest(votes - near[worst] - {worst}, near, steps)
        return taken + max(with_it, _largest(votes - {worst}, near, steps))
    return taken


def can_each_have_one(parts: Sequence[Sequence[Hashable]], groups: Groups) -> bool:
    """Return whether every part can be given one of its votes so that no two of those have anything in common."""
    every = list(dict.fromkeys(vote for part in parts for vote in part))
    near, steps = neighbours(every, groups), _Steps()
    ordered = sorted(parts, key=len)

    def give(place: int, out: frozenset[Hashable]) -> bool:
        if place == len(ordered):
            return True
        steps.left -= 1
        return steps.left >= 0 and any(
            give(place + 1, out | near[vote] | {vote}) for vote in ordered[place] if vote not in out
        )

    return give(0, frozenset())
