"""Placing: in which order facts about one danger are taken. Pure; any two nodes with the same facts agree.

A deed has its place by its stamp, a verdict by the time of the readings that it follows from, but never before what its
node said earlier. So two nodes that judge the same readings, one of them days later, speak of the same hour.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from incidents.convergence.deed import Deed, read_deed
from incidents.convergence.fact import Fact, FactError, FactKind
from incidents.convergence.ruling import Ruled, Ruling
from incidents.convergence.stamp import EARLIEST, Stamp
from incidents.convergence.verdict import Verdict, read_verdict
from sensing.instant import to_micros

if TYPE_CHECKING:
    from collections.abc import Iterable


@dataclass(frozen=True, slots=True, kw_only=True)
class Placed:
    """A fact at its place in the history."""

    fact: Fact
    said: Verdict | Deed
    place: Stamp

    @property
    def order(self) -> tuple[Stamp, tuple[int, int], str, int, str]:
        """Return by what facts are sorted; no two are equal."""
        return self.place, _rank(self.said), self.fact.node, self.fact.number, self.fact.id


def in_order(facts: Iterable[Fact], unread: list[Ruled]) -> list[Placed]:
    """Return facts in the order in which they are taken; what cannot be read is put aside."""
    placed: list[Placed] = []
    reached: dict[str, Stamp] = {}
    for fact in sorted(facts, key=lambda each: (each.node, each.number, each.id)):
        try:
            said = read_verdict(fact.told()) if fact.kind == FactKind.VERDICT else read_deed(fact.told())
        except FactError:
            unread.append(Ruled(fact=fact, ruling=Ruling.UNREAD))
            continue
        place = fact.stamp
        if isinstance(said, Verdict):
            # Its hour, but never before what its node said earlier: of one judge the newest word holds.
            hour = Stamp(ms=to_micros(said.transition.at) // 1000)
            last = reached.get(fact.node, EARLIEST)
            place = max(min(hour, fact.stamp), Stamp(ms=last.ms, count=last.count + 1))
            reached[fact.node] = place
        placed.append(Placed(fact=fact, said=said, place=place))
    return sorted(placed, key=lambda each: each.order)


def _rank(said: Verdict | Deed) -> tuple[int, int]:
    """Return who comes last of what has one stamp, and so has the last word: the higher level, then a person."""
    if isinstance(said, Verdict):
        return 0, int(said.transition.after)
    return (1, 0) if said.is_by_clock else (2, 0)
