"""PostgresStore: everything Fenghuo keeps, on PostgreSQL."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from store.bell import Bell
from store.cleaning import KEPT_EACH
from store.postgres import arrivals, casework, devices, governance, journal, links, registry
from store.postgres.listener import Listener
from store.postgres.ownership import OwnershipKeeper
from store.postgres.partitions import Partitions
from store.postgres.people import PeopleWriter
from store.postgres.places import PlaceWriter
from store.postgres.reading import Reader
from store.postgres.resealing import SealKeeper
from store.postgres.rule_records import RuleWriter
from store.postgres.session import Database
from store.postgres.signing_in import SigningInWriter
from store.postgres.sites import SiteWriter
from store.postgres.told import ToldKeeper
from store.postgres.transaction import PostgresTransaction
from store.postgres.written import WrittenWriter
from store.queries import named_queries
from store.sealing import PLAIN

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import datetime

    from alerts.delivery import Contact
    from geo.fence import Fence
    from sensing.device import Device, UnknownDevice
    from sensing.link import Link
    from sensing.station import Station
    from sensing.stored import QuarantineRow
    from store.sealing import Seals

_SQL = named_queries("session")


class PostgresStore(
    OwnershipKeeper,
    ToldKeeper,
    SealKeeper,
    WrittenWriter,
    PeopleWriter,
    SiteWriter,
    SigningInWriter,
    PlaceWriter,
    RuleWriter,
    Reader,
):
    """A migrated database; safe to share between threads.

    When the database goes away, calls raise ``StoreError`` with ``retryable`` set; once it is back, they work
    again without a new store.
    """

    def __init__(self, dsn: str, *, pool_size: int = 8, patience: float = 5.0, seals: Seals = PLAIN) -> None:
        """Connect to a database that ``store.migrate.migrate`` has been run on.

        Args:
            dsn: libpq connection string or URL.
            pool_size: Connections at most, the listening one not counted.
            patience: Seconds a call waits for a connection before it gives up.
            seals: What leads to a person goes in and comes out through these.

        Raises:
            StoreError: If the database is away or holds no schema.
        """
        super().__init__(Database(dsn, pool_size=pool_size, patience=patience, seals=seals))
        self._bell = Bell()
        self._listener = Listener(self._database.dsn, bell=self._bell)
        try:
            with self._database.session() as session:
                ((is_partitioned, licence),) = session.rows(_SQL["edition"])
        except BaseException:
            self.close()
            raise
        self._partitions = Partitions(self._database.dsn) if is_partitioned else None
        #: What keeps the data: ``postgresql``, ``timescaledb (apache)`` or ``timescaledb (community)``.
        self.edition = edition_of(is_partitioned=is_partitioned, licence=licence)

    def close(self) -> None:
        """Close every connection and wake whoever waits for news."""
        self._bell.close()
        self._listener.close()
        self._database.close()

    def ping(self) -> None:
        """Ask the database for a sign of life.

        Raises:
            StoreError: If it gives none.
        """
        with self._database.session() as session:
            session.run(_SQL["ping"])

    def log_end(self) -> int:
        """Return how far the database's log goes, bytes; a standby that has replayed it shows everything.

        Raises:
            StoreError: If the database is away.
        """
        with self._database.session() as session:
            ((position,),) = session.rows(_SQL["log_end"])
        return int(position)

    def is_committed(self, receipt: str) -> bool:
        """Return whether a transaction whose commit was not answered was kept.

        Args:
            receipt: Of the error that told so.

        Raises:
            StoreError: If the database is away.
        """
        with self._database.session() as session:
            return journal.is_written(session, receipt)

    def wait(self, timeout: float) -> set[str]:
        """Return the topics (``journal``, ``registry``, ``rules``) that changed since this thread's last wait.

        Blocks up to ``timeout`` seconds for one. While the database is away nothing is heard; when it is back,
        every topic counts as changed.
        """
        self._listener.ensure_started()
        return self._bell.wait(timeout)

    @contextmanager
    def begin(self) -> Iterator[PostgresTransaction]:
        """Run a transaction: committed on normal exit, rolled back on an exception.

        Raises:
            ConflictError: On exit, if a reference leads nowhere.
            StoreError: If the database is away, or an earlier error inside was passed over.
        """
        with self._database.session() as session:
            transaction = PostgresTransaction(session, partitions=self._partitions)
            yield transaction
            transaction.finish()

    def put_stations(self, stations: Sequence[Station], *, actor: str, at: datetime, within: str = "") -> list[Station]:
        """Insert or replace stations by id and journal what changed; return them with their datastreams numbered.

        A datastream that is left out keeps its number and its readings.

        Raises:
            RegistryError: If a station or a property occurs twice, or a unit does not fit.
            BeyondReachError: If one lies outside the subtree ``within``, or would.
        """
        with self._database.session() as session:
            return registry.put_stations(session, stations, actor=actor, at=at, within=within)

    def put_links(self, links_: Sequence[Link]) -> None:
        """Keep what is known of the way to stations; what a link does not know is left as it was."""
        with self._database.session() as session:
            links.put_links(session, links_)

    def put_fence(self, fence: Fence, *, author: str, at: datetime, within: str = "") -> Fence:
        """Store a fence and journal it; one that says nothing new is left as it is."""
        self.put_fences([fence], author=author, at=at, within=within)
        return fence

    def put_fences(self, fences: Sequence[Fence], *, author: str, at: datetime, within: str = "") -> list[str]:
        """Store fences and journal them, all or none; return the ids of those that said something new.

        Raises:
            BeyondReachError: If one lies outside the subtree ``within``, or would.
            StoreError: If one holds what cannot be written.
        """
        with self._database.session() as session:
            return governance.put_fences(session, fences, author=author, at=at, within=within)

    def put_contacts(self, contacts: Sequence[Contact], *, actor: str, at: datetime, within: str = "") -> None:
        """Insert or replace contacts by id and journal which changed.

        Raises:
            BeyondReachError: If one lies outside the subtree ``within``, or would.
            DivisionError: If a contact's division is no division code.
        """
        with self._database.session() as session:
            casework.put_contacts(session, contacts, actor=actor, at=at, within=within)

    def devices(self, *, within: str = "") -> list[Device]:
        """Return the logins at the broker that are for stations of a subtree only, revoked ones included, by name."""
        with self._database.session() as session:
            return devices.devices(session, within=within)

    def device(self, login: str) -> Device | None:
        """Return one login at the broker."""
        with self._database.session() as session:
            return devices.device(session, login)

    def unknown_devices(self, *, limit: int = 100, within: str = "") -> list[UnknownDevice]:
        """Return the unregistered stations with messages in quarantine that name a subtree, the newest first."""
        with self._database.session() as session:
            return devices.unknown_devices(session, limit=limit, within=within)

    def waiting(self, station: str, *, after: int = 0, limit: int = 1000) -> list[QuarantineRow]:
        """Return quarantined messages of an unregistered station, ascending, with an id above ``after``."""
        with self._database.session() as session:
            return devices.waiting(session, station, after=after, limit=limit)

    def newest_waiting(self, station: str, *, limit: int) -> list[QuarantineRow]:
        """Return the newest quarantined messages of an unregistered station, descending."""
        with self._database.session() as session:
            return devices.newest_waiting(session, station, limit=limit)

    def trim_quarantine(self, *, most: int, each: int = KEPT_EACH) -> int:
        """Remove the oldest rows of quarantine beyond a number; return how many were.

        Names with more than ``each`` rows lose theirs first: a flood under one pushes out no other device.
        """
        with self._database.session() as session:
            return arrivals.trim_quarantine(session, most=most, each=each)

    def put_device(self, device: Device, *, actor: str) -> None:
        """Insert or replace a login at the broker and journal it."""
        with self._database.session() as session:
            devices.put_device(session, device, actor=actor)

    def add_device(self, device: Device, *, actor: str, within: str = "") -> bool:
        """Insert a login at the broker and journal it; return whether there was none of that name.

        Raises:
            BeyondReachError: If it is for a station outside the subtree ``within``.
        """
        with self._database.session() as session:
            return devices.add_device(session, device, actor=actor, within=within)


def edition_of(*, is_partitioned: bool, licence: str | None) -> str:
    """Return the words for what keeps the data.

    Args:
        is_partitioned: Whether readings are in native partitions rather than a hypertable.
        licence: TimescaleDB's ``timescaledb.license`` setting; None where it is not loaded.
    """
    if is_partitioned:
        return "postgresql"
    return "timescaledb (apache)" if licence == "apache" else "timescaledb (community)"
