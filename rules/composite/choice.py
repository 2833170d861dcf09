"""Choice: the largest choice of things of which no two have anything in common: by matching, or by trying. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection, Hashable, Mapping, Sequence

    #: What a thing may have in common with others.
    Way = frozenset[tuple[str, str]]


def matching(pairs: Sequence[tuple[Hashable, Hashable]]) -> int:
    """Return the size of the largest matching of a graph with two sides."""
    near: dict[Hashable, list[Hashable]] = {}
    for left, right in pairs:
        near.setdefault(left, []).append(right)
    owner: dict[Hashable, Hashable] = {}
    owned: dict[Hashable, Hashable] = {}
    for left, rights in near.items():
        free = next((right for right in rights if right not in owner), None)
        if free is not None:
            owner[free], owned[left] = left, free
        else:
            _augment(left, near, owner, owned)
    return len(owned)


def _augment(
    start: Hashable,
    near: Mapping[Hashable, Sequence[Hashable]],
    owner: dict[Hashable, Hashable],
    owned: dict[Hashable, Hashable],
) -> None:
    """Find a partner for one by giving others another one, if that is possible."""
    came: dict[Hashable, Hashable] = {}
    waiting = [start]
    for left in waiting:
        for right in near[left]:
            if right in came:
                continue
            came[right] = left
            if right in owner:
                waiting.append(owner[right])
                continue
            # On the way back everybody takes the one that it found, and leaves the one that it had.
            given: Hashable | None = right
            while given is not None:
                taker = came[given]
                left_over = owned.get(taker)
                owner[given], owned[taker] = taker, given
                given = left_over
            return


def largest(ways: Collection[Way]) -> int:
    """Return how many of some ways have nothing in common, by trying."""
    near = {way: frozenset(other for other in ways if other != way and not way.isdisjoint(other)) for way in ways}
    return _largest(frozenset(ways), near)


def _largest(ways: frozenset[Way], near: Mapping[Way, frozenset[Way]]) -> int:
    taken = 0
    while ways:
        degree = {way: len(near[way] & ways) for way in ways}
        least = min(degree, key=degree.__getitem__)
        # A way whose neighbours all know each other is never worse than any of them.
        mine = near[least] & ways
        if all((near[one] & mine) == mine - {one} for one in mine):
            ways, taken = ways - mine - {least}, taken + 1
            continue
        worst = max(degree, key=degree.__getitem__)
        with_it = 1 + _largest(ways - near[worst] - {worst}, near)
        return taken + max(with_it, _largest(ways - {worst}, near))
    return taken
