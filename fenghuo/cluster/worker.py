"""The ``worker`` role: judges and stores the partitions that it holds.

The upkeep of the series (rollups, packing, retention) is one more thing to hold: one worker does it for all.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Final

from fenghuo.boundaries import county_polygons
from fenghuo.clock import now
from fenghuo.cluster.city import City
from fenghuo.cluster.holding import Holding
from fenghuo.cluster.joining import join, workers_of
from fenghuo.cluster.shard import Shard
from fenghuo.issuing import issuer_of
from fenghuo.loops import StoreLoop
from fenghuo.pictures import start_keeper
from fenghuo.series import SERIES_PAUSE, SeriesKeeper
from fenghuo.settings import SettingsError

if TYPE_CHECKING:
    from fenghuo.cluster.holding import Running
    from fenghuo.runtime import Runtime

#: What the board calls the upkeep.
UPKEEP: Final = "upkeep"
#: What it calls the rules that one worker judges for all.
CITY: Final = "city"
_PREFIX: Final = "partition-"


def resource_of(partition: int) -> str:
    """Return what the board calls a partition."""
    return f"{_PREFIX}{partition}"


class Upkeep:
    """The series are tended."""

    def __init__(self, runtime: Runtime) -> None:
        """Begin."""
        self._keeper = SeriesKeeper(runtime.store, runtime.settings.series, clock=now)
        self._loop = StoreLoop(
            runtime.store, self._keeper.work, name="series", topics=frozenset(), is_periodic=True, pause=SERIES_PAUSE
        )
        self._loop.start()

    @property
    def trouble(self) -> str:
        """Return what does not work, empty while everything does."""
        return self._loop.trouble

    def stop(self) -> None:
        """Stop after the piece in hand."""
        self._loop.stop()
        self._keeper.stop()


class Worker:
    """The partitions of one process."""

    def __init__(self, runtime: Runtime) -> None:
        """Join the cluster.

        Raises:
            SettingsError: If no cluster is configured, or it has another layout.
        """
        settings, store = runtime.settings, runtime.store
        self._runtime = runtime
        territory = settings.cluster.territory
        if settings.cluster.territories and not territory:
            raise SettingsError(
                "FENGHUO_CLUSTER__TERRITORY: expected the territory whose database this worker writes to"
            )
        self._joined = join(settings, group=workers_of(territory), stack=runtime.stack)
        self._issuer = issuer_of(settings, area=runtime.outlines.area_of, places=runtime.outlines.places)
        self._shards: dict[int, Shard] = {}
        partitions = [resource_of(number) for number in self._joined.layout.partitions_in(territory)]
        self.holding = Holding(
            self._joined.board,
            name=self._joined.name,
            resources=[*partitions, CITY, UPKEEP],
            lease_seconds=settings.cluster.lease_seconds,
            start=self._start,
            epochs=lambda: {self._name_of(owner.partition): owner.epoch for owner in store.owners()},
        )

    def _start(self, resource: str, epoch: int) -> Running:
        runtime = self._runtime
        if resource == UPKEEP:
            return Upkeep(runtime)
        if resource == CITY:
            fenced = partial(self.holding.fenced, CITY)
            return City(self._joined, store=runtime.store, epoch=epoch, issuer=self._issuer, on_fenced=fenced)
        partition = int(resource.removeprefix(_PREFIX))
        shard = self._shards[partition] = Shard(
            self._joined,
            store=runtime.store,
            partition=partition,
            epoch=epoch,
            issuer=self._issuer,
            on_fenced=lambda: self.holding.fenced(resource),
            keep_images=runtime.keep_images,
        )
        return shard

    def _name_of(self, partition: int) -> str:
        return CITY if partition == self._joined.layout.count else resource_of(partition)

    @property
    def strays(self) -> str:
        """Return which stations this database has that another territory's workers would judge; empty for none."""
        found = sorted({each for shard in list(self._shards.values()) for each in shard.share.strays})
        return f"stations of another territory, judged by nobody: {', '.join(found[:5])}" if found else ""

    @property
    def city_wide(self) -> str:
        """Return which rules no worker judges, and why; empty where there are none."""
        found = {
            each.rule: f"rule {each.rule} is judged by no worker ({each.why}): its stations lie in partitions "
            f"{', '.join(map(str, each.partitions))}; name {', '.join(each.groups)} as one basin"
            for shard in list(self._shards.values())
            for each in shard.share.city_wide
        }
        return "; ".join(list(found.values())[:3])


def start_worker(runtime: Runtime) -> None:
    """Join the cluster and take partitions as they are free.

    Raises:
        SettingsError: If no cluster is configured, or it has another layout.
    """
    settings, store, stack = runtime.settings, runtime.store, runtime.stack
    for city in {station.division[:4] for station in store.stations()}:
        county_polygons(city)
    evidence, evidence_check = start_keeper(settings, store=store, folder=runtime.pictures, stack=stack)
    runtime.health.add("evidence", evidence_check)
    runtime.keep_images = evidence.keep if evidence else None
    worker = Worker(runtime)
    worker.holding.start()
    stack.callback(worker.holding.stop)
    runtime.health.add("worker", lambda: worker.holding.trouble or worker.strays)
    runtime.health.add("city_wide", lambda: worker.city_wide)
