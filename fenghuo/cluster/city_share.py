"""City share: the store as the rules see it that are judged apart: with everybody's stations, and with their members.

Its number is the one behind those of the partitions; its epoch is on each of its transactions as on theirs.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from fenghuo.cluster.share import Part, seen_through
from rules.composite.apart import voters
from store.memory import MemoryStore
from store.postgres import PostgresStore

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from fenghuo.cluster.layout import Layout
    from incidents.incident import Incident
    from rules.record import RuleRecord
    from rules.transition import RuleId
    from sensing.station import Station


class _City(Part):
    """What is different for the rules that are judged apart."""

    #: The rules that are, and all that ever were since this began: what those said must be ended.
    apart: frozenset[RuleId]
    ever: frozenset[RuleId]
    #: These, and of the others those that nobody judges any more: a rule that a partition judges now is none of ours.
    mine: frozenset[RuleId]
    #: These and all whose votes they count.
    involved: frozenset[RuleId]

    def stations(self, *, within: str = "") -> list[Station]:
        """Return everybody's stations."""
        return super(Part, self).stations(within=within)  # type: ignore[misc,no-any-return]

    def rule_records(self, *, at: datetime) -> list[RuleRecord]:
        """Return the rules that are judged apart, and those whose votes they count."""
        records = self._records(at=at)
        known = {record.rule.id: record.rule for record in records}
        found = self._sharing.apart if self._sharing else frozenset()
        self.apart = frozenset(rule for rule in known if str(rule) in found)
        self.ever |= self.apart
        self.mine = self.apart | {rule for rule in self.ever if rule not in known or not known[rule].is_enabled}
        self.involved = frozenset(voters(self.apart, known=known))
        return [record for record in records if record.rule.id in self.involved]

    def _answers_for(self, incident: Incident) -> bool:
        return incident.rule in self.involved or incident.rule in self.ever


class PostgresCityShare(_City, PostgresStore):
    """On PostgreSQL."""


class MemoryCityShare(_City, MemoryStore):
    """Of the twin."""


def city_share_of(
    store: PostgresStore | MemoryStore, *, layout: Layout, epoch: int, on_fenced: Callable[[], None] = lambda: None
) -> PostgresCityShare | MemoryCityShare:
    """Return the store as the rules see it that are judged apart."""
    kind = PostgresCityShare if isinstance(store, PostgresStore) else MemoryCityShare
    share = cast(
        "PostgresCityShare | MemoryCityShare",
        seen_through(kind, store, layout=layout, partition=layout.count, epoch=epoch, on_fenced=on_fenced),
    )
    share.apart = share.ever = share.mine = share.involved = frozenset()
    return share
