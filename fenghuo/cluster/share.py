"""Share: the store as one partition sees it: its stations, its rules, its incidents, its epoch on each transaction.

The pipeline of a worker is the pipeline of a single process; what differs is what it is shown. A share looks through
the connections of the whole store and closes none of them.
"""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import replace
from typing import TYPE_CHECKING, Any, cast

import numpy as np

from fenghuo.cluster.sharing import Sharing
from geo.river_network import RiverNetwork
from rules.sources import Sources
from sensing.station import Registry
from store.errors import FencedError
from store.memory import MemoryStore
from store.postgres import PostgresStore

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from datetime import datetime

    from fenghuo.cluster.layout import Layout
    from fenghuo.cluster.spanning import Spanning
    from incidents.incident import Incident
    from rules.record import RuleRecord
    from sensing.batch import Batch
    from sensing.event import SensedEvent, StatusReport
    from sensing.instant import Micros
    from sensing.link import Link
    from sensing.mark import Due
    from sensing.station import Station


class Part:
    """What is different for a partition; the rest is the whole store's."""

    layout: Layout
    partition: int
    epoch: int
    #: As who its rules speak; None: nobody waits to hear what they say.
    speaks_for: int | None
    #: Told when another process turns out to write here by now.
    on_fenced: Callable[[], None]
    #: Stations that the store has and no worker on it judges: they lie in another territory.
    strays: tuple[str, ...]
    _sharing: Sharing | None
    _numbers: frozenset[int]

    @property
    def city_wide(self) -> list[Spanning]:
        """Return the rules that no worker judges."""
        return self._sharing.city_wide if self._sharing else []

    def close(self) -> None:
        """Do nothing: the connections are the whole store's."""

    @contextmanager
    def begin(self) -> Iterator[Any]:
        """Run a transaction that is kept only under the epoch of this share."""
        try:
            with super().begin() as tx:  # type: ignore[misc]
                tx.assert_owner(self.partition, epoch=self.epoch)
                tx.speaks_for = self.speaks_for
                yield tx
        except FencedError:
            self.on_fenced()
            raise

    def put_links(self, links: Sequence[Link]) -> None:
        """Keep what is known of the way to stations, as long as they are this partition's."""
        with self.begin():
            pass
        super().put_links(links)  # type: ignore[misc]

    def stations(self, *, within: str = "") -> list[Station]:
        """Return the partition's stations."""
        known: list[Station] = super().stations(within=within)  # type: ignore[misc]
        found = [each for each in known if self._has(each.division)]
        own = self.layout.partitions_in(self.layout.territory_at(self.partition))
        self.strays = tuple(str(each.id) for each in known if self.layout.partition_of(each.division) not in own)
        self._numbers = frozenset(stream.number for each in found for stream in each.datastreams)
        return found

    def rule_records(self, *, at: datetime) -> list[RuleRecord]:
        """Return the rules as this partition judges them."""
        records = self._records(at=at)
        sharing = self._sharing
        assert sharing is not None  # noqa: S101 - made with the records
        return [replace(each, rule=sharing.narrowed(each.rule, self.partition)) for each in records]

    def _records(self, *, at: datetime) -> list[RuleRecord]:
        """Return the rules as they are, and find out how they are shared."""
        records: list[RuleRecord] = super().rule_records(at=at)  # type: ignore[misc]
        registry = Registry(super().stations())  # type: ignore[misc]
        network = RiverNetwork(self.rivers(), stations=registry.stations.values())  # type: ignore[attr-defined]
        fences = {str(fence.id): fence for fence in self.fences()}  # type: ignore[attr-defined]
        size = max(registry.channels, default=-1) + 1
        sources = Sources(registry=registry, fences=fences, size=size, network=network)
        self._sharing = Sharing(layout=self.layout, sources=sources, rules=[record.rule for record in records])
        return records

    def incidents(self, *, before: str | None = None, **asked: Any) -> list[Incident]:
        """Return the partition's incidents, newest first; a page may be shorter than was asked for, but never empty."""
        while page := super().incidents(before=before, **asked):  # type: ignore[misc]
            if found := self._own(page):
                return found
            before = page[-1].id
        return []

    def closed_standing(self) -> list[Incident]:
        """Return the partition's incidents that were closed while their danger stood."""
        return self._own(super().closed_standing())  # type: ignore[misc]

    def events_since(self, since: Micros) -> list[SensedEvent]:
        """Return events of the partition's stations."""
        return [each for each in super().events_since(since) if self._has_station(each.station)]  # type: ignore[misc]

    def presence(self) -> list[StatusReport]:
        """Return how the partition's stations stand."""
        return [each for each in super().presence() if self._has(each.division)]  # type: ignore[misc]

    def dues(self, *, after: int = 0, limit: int = 1000) -> list[Due]:
        """Return what must be reviewed of the partition's datastreams; a page may be shorter, but never empty."""
        while page := super().dues(after=after, limit=limit):  # type: ignore[misc]
            if found := [due for due in page if due.datastream in self._numbers]:
                return found
            after = page[-1].datastream
        return []

    def tail(self, *, since: Micros) -> Batch:
        """Return the readings that a recovery of the partition needs."""
        whole: Batch = super().tail(since=since)  # type: ignore[misc]
        is_own = np.isin(whole.datastream, np.fromiter(self._numbers, dtype=np.int64, count=len(self._numbers)))
        return whole.take(np.flatnonzero(is_own))

    def _own(self, incidents: Sequence[Incident]) -> list[Incident]:
        return [each for each in incidents if self._answers_for(each)]

    def _answers_for(self, incident: Incident) -> bool:
        if self._sharing is None:
            return self._has(incident.division)
        return self._sharing.is_own(
            self.partition, rule=str(incident.rule), target=str(incident.target), division=incident.division
        )

    def _has(self, division: str) -> bool:
        return self.layout.partition_of(division) == self.partition

    def _has_station(self, name: str) -> bool:
        stations = self._sharing.sources.registry.stations if self._sharing else {}
        station = stations.get(name)  # type: ignore[call-overload]
        return station is not None and self._has(station.division)


class PostgresShare(Part, PostgresStore):
    """A partition of a store on PostgreSQL."""


class MemoryShare(Part, MemoryStore):
    """A partition of the twin."""


def share_of(
    store: PostgresStore | MemoryStore,
    *,
    layout: Layout,
    partition: int,
    epoch: int,
    on_fenced: Callable[[], None] = lambda: None,
) -> PostgresShare | MemoryShare:
    """Return the store as one partition sees it under one epoch."""
    kind = PostgresShare if isinstance(store, PostgresStore) else MemoryShare
    seen = seen_through(kind, store, layout=layout, partition=partition, epoch=epoch, on_fenced=on_fenced)
    return cast("PostgresShare | MemoryShare", seen)


def seen_through(
    kind: type[Part],
    store: PostgresStore | MemoryStore,
    *,
    layout: Layout,
    partition: int,
    epoch: int,
    on_fenced: Callable[[], None],
) -> Part:
    """Return the same connections, seen with other eyes; nothing is opened."""
    share = kind.__new__(kind)
    share.__dict__.update(vars(store))
    share.layout, share.partition, share.epoch, share.on_fenced = layout, partition, epoch, on_fenced
    share.speaks_for = partition if partition < layout.count else None
    share.strays, share._sharing, share._numbers = (), None, frozenset()  # noqa: SLF001 - its own, before anybody has it
    return share
