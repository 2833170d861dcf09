"""Concerns: which facts the node above gives to which node: about its own dangers, its places, its divisions. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fenghuo.edge.orders import readable
from geo.division import covers
from incidents.convergence.fact import FactKind

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from incidents.convergence.fact import Fact


def concerns(facts: Iterable[Fact], *, node: str, divisions: Sequence[str]) -> bool:
    """Return whether facts about one subject are for a node.

    Args:
        facts: Everything that is known of the subject.
        node: Name of the node.
        divisions: 12-digit codes of the divisions that it watches.
    """
    facts = list(facts)
    if any(fact.node == node for fact in facts):
        return True
    orders = [fact for fact in facts if fact.kind == FactKind.ORDER]
    if orders:
        # A chain that has reached further once is told to its end: a Cancel goes where its Alert went.
        return any(
            is_in_line(told.warning.area.geocodes or (told.warning.division,), divisions) for told in readable(orders)
        )
    if facts and facts[0].kind == FactKind.ANSWER:
        place = facts[0].subject.rpartition("/")[2]
        return place.isdigit() and any(covers(each, place) for each in divisions)
    return False


def is_in_line(codes: Iterable[str], divisions: Sequence[str]) -> bool:
    """Return whether any of some divisions lies above, in or at any of those that a node watches."""
    return any(covers(code, own) or covers(own, code) for code in codes for own in divisions if code.strip("0"))
