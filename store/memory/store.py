"""MemoryStore: the twin of ``store.postgres.PostgresStore``."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from geo.division import prefix_of
from geo.errors import BeyondReachError
from sensing.link import Link
from store.cleaning import KEPT_EACH
from store.codec import dump
from store.governance import device_entry, fence_entries, fence_news
from store.memory import casework, devices
from store.memory.ownership import OwnershipKeeper
from store.memory.people import PeopleWriter
from store.memory.places import PlaceWriter
from store.memory.reading import Reader
from store.memory.rule_records import RuleWriter
from store.memory.signing_in import SigningInWriter
from store.memory.sites import SiteWriter
from store.memory.tables import Tables
from store.memory.told import ToldKeeper
from store.memory.transaction import MemoryTransaction
from store.memory.written import WrittenWriter
from store.numbering import check_addresses, numbered
from store.reach import check_reach
from store.registered import contact_entries, station_entries

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import datetime

    from alerts.delivery import Contact
    from geo.fence import Fence
    from sensing.device import Device, UnknownDevice
    from sensing.station import Station
    from sensing.stored import QuarantineRow


class MemoryStore(
    OwnershipKeeper,
    ToldKeeper,
    WrittenWriter,
    PeopleWriter,
    SiteWriter,
    SigningInWriter,
    PlaceWriter,
    RuleWriter,
    Reader,
):
    """Everything Fenghuo keeps, in this process only; safe to share between threads."""

    #: What keeps the data.
    edition = "memory"

    def __init__(self) -> None:
        super().__init__(Tables())

    def close(self) -> None:
        """Wake whoever waits for news."""
        self._tables.bell.close()

    def ping(self) -> None:
        """Do nothing: memory is never away."""

    def is_committed(self, receipt: str) -> bool:
        """Return False: memory answers every commit."""
        del receipt
        return False

    def wait(self, timeout: float) -> set[str]:
        """Return the topics (``journal``, ``registry``, ``rules``) that changed since this thread's last wait.

        Blocks up to ``timeout`` seconds for one.
        """
        return self._tables.bell.wait(timeout)

    @contextmanager
    def begin(self) -> Iterator[MemoryTransaction]:
        """Run a transaction: committed on normal exit, taken back on an exception.

        Raises:
            ConflictError: On exit, if a reference leads nowhere or a refusal was passed over.
        """
        tables = self._tables
        with tables.lock:
            transaction = MemoryTransaction(tables)
            try:
                yield transaction
                transaction.finish()
            except BaseException:
                transaction.writer.take_back()
                raise
            finally:
                tables.claimed -= transaction.claimed
        tables.bell.ring(transaction.writer.topics)

    def put_stations(self, stations: Sequence[Station], *, actor: str, at: datetime, within: str = "") -> list[Station]:
        """Insert or replace stations by id and journal what changed; return them with their datastreams numbered.

        A datastream that is left out keeps its number and its readings.

        Raises:
            RegistryError: If a station or a property occurs twice, or a unit does not fit.
            BeyondReachError: If one lies outside the subtree ``within``, or would.
        """
        with self.begin() as transaction:
            writer = transaction.writer
            result = numbered(stations, known=self._tables.numbers)
            addresses = {key: kept.addresses for key, kept in self._tables.stations.items()}
            shown = {key for key, kept in self._tables.stations.items() if kept.division.startswith(within)}
            check_addresses(result, known=addresses, shown=shown)
            kept = self._tables.stations
            before = {str(each.id): kept[each.id] for each in result if each.id in kept}
            both = ((each.id, each.division) for each in (*before.values(), *result))
            check_reach("station", both, within=within)
            for station in result:
                writer.put(self._tables.stations, station.id, station)
                for stream in station.datastreams:
                    writer.put(self._tables.numbers, (station.id, stream.property), stream.number)
            writer.topics.add("registry")
            transaction.journal(station_entries(result, known=before, actor=actor, at=at))
        return result

    def put_links(self, links: Sequence[Link]) -> None:
        """Keep what is known of the way to stations; what a link does not know is left as it was."""
        with self._tables.lock:
            for link in links:
                known = self._tables.links.get(link.station, link)
                self._tables.links[link.station] = Link(
                    station=link.station,
                    heard=max(link.heard, known.heard),
                    behind=known.behind if link.behind is None else link.behind,
                    lost=known.lost if link.lost is None else link.lost,
                )

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
        with self.begin() as transaction:
            table, writer = self._tables.fences, transaction.writer
            stored = (table[fence.id][-1] for fence in fences if fence.id in table)
            check_reach("fence", ((each.id, each.division) for each in (*stored, *fences)), within=within)
            before = ((fence.id, table[fence.id]) for fence in fences if fence.id in table)
            known = {str(id_): (len(versions), dump(versions[-1])) for id_, versions in before}
            news = fence_news(fences, known=known)
            if news:
                for one in news:
                    writer.put(table, one.fence.id, (*table.get(one.fence.id, ()), casework.kept(one.fence)))
                writer.topics.add("rules")
                transaction.journal(fence_entries(news, author=author, at=at))
        return [str(one.fence.id) for one in news]

    def put_contacts(self, contacts: Sequence[Contact], *, actor: str, at: datetime, within: str = "") -> None:
        """Insert or replace contacts by id and journal which changed.

        Raises:
            BeyondReachError: If one lies outside the subtree ``within``, or would.
            DivisionError: If a contact's division is no division code.
        """
        with self.begin() as transaction:
            kept = {contact.id: contact for contact in contacts}
            known = [self._tables.contacts[id_] for id_ in kept if id_ in self._tables.contacts]
            check_reach("contact", ((each.id, each.division) for each in (*known, *contacts)), within=within)
            transaction.journal(contact_entries([*kept.values()], known=self._tables.contacts, actor=actor, at=at))
            for contact in kept.values():
                prefix_of(contact.division)
                transaction.writer.put(self._tables.contacts, contact.id, contact)

    def devices(self, *, within: str = "") -> list[Device]:
        """Return the logins at the broker that are for stations of a subtree only, revoked ones included, by name."""
        with self._tables.lock:
            found = (self._tables.devices[login] for login in sorted(self._tables.devices))
            return [each for each in found if not devices.outside(self._tables, each.stations, within=within)]

    def device(self, login: str) -> Device | None:
        """Return one login at the broker."""
        with self._tables.lock:
            return self._tables.devices.get(login)

    def unknown_devices(self, *, limit: int = 100, within: str = "") -> list[UnknownDevice]:
        """Return the unregistered stations with messages in quarantine that name a subtree, the newest first."""
        with self._tables.lock:
            return devices.unknown_devices(self._tables, limit=limit, within=within)

    def waiting(self, station: str, *, after: int = 0, limit: int = 1000) -> list[QuarantineRow]:
        """Return quarantined messages of an unregistered station, ascending, with an id above ``after``."""
        with self._tables.lock:
            return [row for row in devices.waiting(self._tables, station) if row.id > after][:limit]

    def newest_waiting(self, station: str, *, limit: int) -> list[QuarantineRow]:
        """Return the newest quarantined messages of an unregistered station, descending."""
        with self._tables.lock:
            return devices.waiting(self._tables, station)[::-1][:limit]

    def trim_quarantine(self, *, most: int, each: int = KEPT_EACH) -> int:
        """Remove the oldest rows of quarantine beyond a number; return how many were.

        Names with more than ``each`` rows lose theirs first: a flood under one pushes out no other device.
        """
        with self._tables.lock:
            return devices.trim(self._tables, most=most, each=each)

    def put_device(self, device: Device, *, actor: str) -> None:
        """Insert or replace a login at the broker and journal it."""
        with self.begin() as transaction:
            known = self._tables.devices.get(device.login)
            transaction.writer.put(self._tables.devices, device.login, device)
            transaction.writer.topics.add("devices")
            transaction.journal([device_entry(device, known=known, actor=actor)])

    def add_device(self, device: Device, *, actor: str, within: str = "") -> bool:
        """Insert a login at the broker and journal it; return whether there was none of that name.

        Raises:
            BeyondReachError: If it is for a station outside the subtree ``within``.
        """
        with self._tables.lock:
            for station in devices.outside(self._tables, device.stations, within=within):
                raise BeyondReachError("station", station)
            if device.login in self._tables.devices:
                return False
            self.put_device(device, actor=actor)
            return True
