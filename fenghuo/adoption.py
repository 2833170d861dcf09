"""Adoption: a station that published without being registered is taken in, and what it sent is read again.

Its messages wait in quarantine. They go through the same door as any other, with the time at which they arrived, so
that reading them twice stores nothing twice. They are stored, and reviewed by the process that takes readings in; what
a late reading may still say the review hands to the rules, what lies further back is past.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from incidents.journal import Entry
from ingest.quality import Inspector
from ingest.wire.decode import decode
from ingest.wire.guess import guess
from ingest.wire.message import Message
from ingest.wire.raw import Memory
from ingest.wire.topic import ROOT, Kind, Topic, parse_topic
from sensing.adoption import Adopted, AdoptionError, Waiting
from sensing.instant import from_micros, to_micros
from sensing.mark import Due
from sensing.station import Registry, StationKind

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from datetime import datetime

    from ingest.wire.raw import Image
    from sensing.adoption import Guess
    from sensing.batch import Batch
    from sensing.event import StatusReport
    from sensing.station import Station
    from sensing.stored import QuarantineRow
    from store.memory import MemoryStore
    from store.postgres import PostgresStore

#: Newest messages that a proposal is made of.
SAMPLED = 50
#: Messages read again in one transaction.
PAGE = 1000
#: Division in the topic of a frame from a connection, whose place nobody knows.
NOWHERE = "00"


class Adoption:
    """What ``api.ports.Adoption`` asks for, on a store."""

    def __init__(
        self,
        store: PostgresStore | MemoryStore,
        *,
        clock: Callable[[], datetime],
        keep_images: Callable[[Sequence[Image]], None] | None = None,
    ) -> None:
        """Take the parts; without ``keep_images`` pictures inside frames are passed over."""
        self._store = store
        self._clock = clock
        self._keep_images = keep_images

    def unknown(self, *, limit: int, within: str = "") -> list[Waiting]:
        """Return what publishes as a station that is not registered, naming a subtree only, the newest first."""
        found = []
        for device in self._store.unknown_devices(limit=limit, within=within):
            rows = self._store.newest_waiting(device.name, limit=SAMPLED)
            if rows and _is_named(rows, within=within):
                newest = rows[0].reject
                proposal = guess(_messages(reversed(rows)), name=device.name)
                found.append(Waiting(device=device, guess=proposal, topic=newest.topic, sample=newest.payload))
        return found

    def adopt(self, name: str, station: Station, *, actor: str, within: str = "") -> Adopted:
        """Store a station and read again what waits under a name.

        Args:
            name: What the topics call the station; for frames from a connection, the address in them.
            station: As a person describes it; without datastreams it gets the proposed ones. One that is registered
                already stays as it is registered and gets the address.
            actor: Who does it.
            within: Digits that the division of the station begins with, and the divisions that the topics name.

        Raises:
            AdoptionError: If nothing waits under that name, or the station does not fit what waits.
            BeyondReachError: If the station lies outside the subtree, or would.
            RegistryError: If an address is another station's.
        """
        rows = self._store.newest_waiting(name, limit=SAMPLED)
        if not rows or not _is_named(rows, within=within):
            raise AdoptionError(f"nothing waits in quarantine under the name {name!r}")
        proposal = guess(_messages(reversed(rows)), name=name)
        known = next((each for each in self._store.stations() if each.id == station.id), None)
        given = completed(station, name=name, proposal=proposal, known=known)
        (stored,) = self._store.put_stations([given], actor=actor, at=self._clock(), within=within)
        adopted = self._read_again(name, stored)
        with self._store.begin() as tx:
            data = {"act": "adopted", "actor": actor, "station": stored.id, "messages": adopted.messages}
            tx.journal([Entry(kind="station", division=stored.division, at=self._clock(), data=data)])
        return adopted

    def _read_again(self, name: str, station: Station) -> Adopted:
        """Read page after page; a page is stored and marked in one transaction."""
        registry = Registry(self._store.stations())
        inspector, memory = Inspector(), Memory()
        adopted = Adopted(station=station, messages=0, readings=0, events=0, refused=0)
        after = 0
        while rows := self._store.waiting(name, after=after, limit=PAGE):
            after = rows[-1].id
            with self._store.begin() as tx:
                # Who adopts the same station at this moment takes its messages or leaves them, never both.
                fresh = set(tx.mark_adopted([row.id for row in rows], at=to_micros(self._clock())))
                rows = [row for row in rows if row.id in fresh]
                decoded = decode(_messages(rows, station=station), registry=registry, memory=memory)
                if decoded.images and self._keep_images is not None:
                    self._keep_images(decoded.images)
                batch = inspector.flag(decoded.batch, registry=registry).batch
                readings = tx.append(batch) if len(batch) else 0
                tx.put_dues(_dues(batch))
                events = tx.put_events(decoded.events)
                tx.journal([_status_entry(report) for report in tx.put_statuses(decoded.statuses)])
                tx.put_rejects(decoded.rejects)
            adopted = replace(
                adopted,
                messages=adopted.messages + len(rows),
                readings=adopted.readings + readings,
                events=adopted.events + events,
                refused=adopted.refused + len(decoded.rejects),
            )
        return adopted


def completed(station: Station, *, name: str, proposal: Guess, known: Station | None = None) -> Station:
    """Return the station that a person describes with what only its messages say: datastreams, addresses.

    Args:
        station: As a person describes it.
        name: Under which it waits.
        proposal: What its messages say of it.
        known: As it is registered already; None where it is not.

    Raises:
        AdoptionError: If the device would go on under a name that is not the station's, or would take the place of
            another device of the station.
    """
    is_connection = proposal.division == NOWHERE and bool(proposal.codecs)
    if not is_connection and station.id != name:
        raise AdoptionError(f"expected the id {name!r}, under which the device publishes, got {station.id!r}")
    addresses = dict.fromkeys(proposal.codecs, name) if is_connection else {}
    if known is not None:
        for codec in addresses.keys() & known.addresses.keys():
            if known.addresses[codec] != name:
                has = f"{codec} address {known.addresses[codec]!r}"
                raise AdoptionError(f"station {known.id!r} has the {has}: take it away there before it gets {name!r}")
        return replace(known, addresses=known.addresses | addresses)
    return replace(
        station,
        kind=proposal.kind if station.kind is StationKind.OTHER else station.kind,
        datastreams=station.datastreams or proposal.datastreams,
        addresses=addresses | station.addresses,
    )


def _is_named(rows: Sequence[QuarantineRow], *, within: str) -> bool:
    """Return whether the topics of all rows name a subtree: what names two at once is for the whole city to settle."""
    return all((*row.reject.topic.split("/"), "", "", "")[2].startswith(within) for row in rows)


def _dues(batch: Batch) -> list[Due]:
    """Return what must be reviewed: all of it, because marks and neighbours are not known here."""
    spans = []
    for number in np.unique(batch.datastream).tolist():
        times = batch.phenomenon_time[batch.datastream == number]
        spans.append(Due(datastream=number, start=int(times.min()), end=int(times.max())))
    return spans


def _messages(rows: Iterable[QuarantineRow], *, station: Station | None = None) -> list[Message]:
    """Return what waits as it came, addressed to the station that it belongs to now."""
    return [
        Message(
            topic=row.reject.topic if station is None else _topic(row.reject.topic, station),
            payload=row.reject.payload,
            arrived=row.reject.result_time,
        )
        for row in rows
    ]


def _topic(topic: str, station: Station) -> str:
    named = parse_topic(topic)
    if not isinstance(named, Topic):
        return topic
    tail = f"{named.kind.value}/{named.codec}" if named.kind is Kind.RAW else named.kind.value
    return f"{ROOT}/{station.division}/{station.id}/{tail}"


def _status_entry(report: StatusReport) -> Entry:
    act = "online" if report.is_online else "offline"
    return Entry(
        kind="station",
        division=report.division,
        at=from_micros(report.result_time),
        data={"act": act, "actor": "station", "station": report.station, "online": report.is_online},
    )
