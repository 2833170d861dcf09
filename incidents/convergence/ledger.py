"""Ledger: a set of facts that only grows; two of them are merged by their union. Pure.

Union is commutative, associative and idempotent whatever the facts say, so nothing is decided here. How far a node's
facts are known without a gap is its *head*; a peer that names its heads gets what it lacks and nothing else.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from incidents.convergence.fact import Fact


def united(*ledgers: Iterable[Fact]) -> frozenset[Fact]:
    """Return every fact of any of some ledgers, once."""
    return frozenset(fact for ledger in ledgers for fact in ledger)


def heads(facts: Iterable[Fact]) -> dict[str, int]:
    """Return for each node up to which number its facts are known without a gap."""
    numbers: dict[str, set[int]] = {}
    for fact in facts:
        numbers.setdefault(fact.node, set()).add(fact.number)
    found: dict[str, int] = {}
    for node, known in numbers.items():
        head = 0
        while head + 1 in known:
            head += 1
        found[node] = head
    return found


def since(facts: Iterable[Fact], known: Mapping[str, int]) -> list[Fact]:
    """Return what a peer with these heads lacks, each node's facts in their order."""
    lacking = {fact for fact in facts if fact.number > known.get(fact.node, 0)}
    return sorted(lacking, key=lambda fact: (fact.node, fact.number, fact.id))


def faults(facts: Iterable[Fact]) -> list[str]:
    """Return what is wrong with the chains of nodes, for people: two facts of one number, or a broken link.

    A node whose disk was copied or set back shows here. Its facts count all the same: of two truths none is hidden.
    """
    by_place: dict[tuple[str, int], set[Fact]] = {}
    for fact in facts:
        by_place.setdefault((fact.node, fact.number), set()).add(fact)
    found = []
    for (node, number), here in sorted(by_place.items(), key=lambda item: item[0]):
        if len(here) > 1:
            found.append(f"{node}: {len(here)} different facts have the number {number}: was its disk copied?")
        before = {fact.id for fact in by_place.get((node, number - 1), ())}
        if before and not any(fact.previous in before for fact in here):
            found.append(f"{node}: fact {number} does not continue fact {number - 1}")
    return found
