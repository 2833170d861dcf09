"""Many messages in, one batch out: the hot path between the broker and the engine.

Pure, and it never raises on what a device sent: whatever is not understood becomes a reject, and the rest of
the message goes on. Order of validation: topic, station, division, size, JSON, fields.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np

from ingest.wire.columns import Columns
from ingest.wire.event import parse_event
from ingest.wire.message import MAX_PAYLOAD, Bundle
from ingest.wire.observation import place_of, read_observations, salvage
from ingest.wire.plain import take_plain
from ingest.wire.raw import Memory
from ingest.wire.reader import read_once
from ingest.wire.refusal import Code, Refusal, rejects
from ingest.wire.route import Route, Router
from ingest.wire.sequence import Sequences, joined, no_sequences
from ingest.wire.status import parse_status
from ingest.wire.topic import ROOT, Kind, Topic, parse_topic
from sensing.batch import concat
from sensing.event import SensedEvent

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ingest.wire.message import Message
    from ingest.wire.observation import Observation
    from ingest.wire.plain import Plain
    from ingest.wire.raw import Addressed, Image
    from ingest.wire.reader import Said
    from sensing.batch import Batch
    from sensing.event import Reject, StatusReport
    from sensing.station import Registry, StationId


@dataclass(frozen=True, slots=True, kw_only=True)
class Decoded:
    """What some messages said."""

    #: Readings in order of arrival, canonical units, device-declared quality only.
    batch: Batch
    #: Events in order of arrival.
    events: tuple[SensedEvent, ...]
    #: Status reports in order of arrival.
    statuses: tuple[StatusReport, ...]
    #: What was not understood.
    rejects: tuple[Reject, ...]
    #: Pictures that came inside frames, to be kept as evidence under their hash.
    images: tuple[Image, ...] = ()
    #: Sequence numbers that devices gave their observations, in no particular order.
    sequences: Sequences = field(default_factory=no_sequences)
    #: The stations that ``sequences`` names by row.
    stations: tuple[StationId, ...] = ()
    #: When frames of a station arrived that may say nothing else, µs since the epoch, by station.
    heard: dict[StationId, int] = field(default_factory=dict)


def decode(
    messages: Sequence[Message],
    *,
    registry: Registry,
    memory: Memory | None = None,
    said: dict[int, Said] | None = None,
    root: str = ROOT,
) -> Decoded:
    """Return what the messages say, read against one registry snapshot.

    Args:
        messages: Messages in order of arrival.
        registry: The stations that are known.
        memory: What the codecs of raw frames remember from call to call; left out, they remember nothing.
        said: What codecs said of these messages when they were decoded before, so that they do not hear them twice;
            filled.
        root: Below which topics lead anywhere: the live world's, or a drill's in the process of a drill.
    """
    bundle, router = Bundle.of(messages), _router(registry, root)
    plain = take_plain(bundle, router)
    decoding = _Decoding(router, memory or Memory(), said={} if said is None else said)
    for position in plain.left:
        decoding.take(bundle[position], position=position)
    return decoding.finish(plain)


# Routes are dear to build and the registry changes rarely; the snapshot in use and its predecessor are kept.
_router = lru_cache(maxsize=2)(Router)


class _Decoding:
    """One run of ``decode``: the columns and lists being filled."""

    __slots__ = (
        "_columns",
        "_events",
        "_heard",
        "_images",
        "_memory",
        "_rejects",
        "_router",
        "_routes",
        "_said",
        "_statuses",
    )

    def __init__(self, router: Router, memory: Memory, *, said: dict[int, Said]) -> None:
        self._router = router
        self._memory = memory
        self._said = said
        self._heard: dict[StationId, int] = {}
        self._routes = router.routes
        self._columns = Columns()
        self._events: list[SensedEvent] = []
        self._images: list[Image] = []
        self._statuses: list[StatusReport] = []
        self._rejects: list[Reject] = []

    def take(self, message: Message, *, position: int) -> None:
        """Read one message, which stands at a position among all of them."""
        self._columns.position = position
        route = self._routes.get(message.topic) or self._router.find(message.topic)
        if isinstance(route, Refusal):
            named = parse_topic(message.topic, root=self._router.root)
            station = named.station if isinstance(named, Topic) else ""
            self._rejects += rejects(message, [route], station=station)
        elif len(message.payload) > MAX_PAYLOAD:
            detail = f"payload: expected at most {MAX_PAYLOAD} bytes, got {len(message.payload)}"
            self._refuse(message, route, [Refusal(code=Code.PAYLOAD_TOO_LARGE, detail=detail)])
        elif route.kind is Kind.OBS:
            self._take_observations(message, route)
        elif route.kind is Kind.RAW:
            self._take_raw(message, route)
        else:
            self._take_report(message, route)

    def _take_observations(self, message: Message, route: Route) -> None:
        found = read_observations(message.payload)
        if found is not None and len(found) == 1:
            refusals = self._columns.add(found[0], message=message, route=route)
        else:
            refusals = self._take_many(found, message=message, route=route)
        if refusals:
            self._refuse(message, route, refusals)

    def _take_many(self, found: list[Observation] | None, *, message: Message, route: Route) -> Sequence[Refusal]:
        """Take an array, or what can be saved of a faulty message; return what was wrong."""
        if found is None:
            placed, refusals = salvage(message.payload)
        else:
            placed = [(place_of(number, is_array=True), one) for number, one in enumerate(found)]
            refusals = []
        if not placed and not refusals:
            refusals = [Refusal(code=Code.MISSING_FIELD, detail="payload: expected a reading, got an empty array")]
        for where, observation in placed:
            refusals += self._columns.add(observation, message=message, route=route, where=where)
        return refusals

    def _take_raw(self, message: Message, route: Route) -> None:
        raw = read_once(
            route.codec,
            message,
            station=route.station,
            memory=self._memory,
            said=self._said,
            position=self._columns.position,
        )
        refusals = list(raw.refusals)
        for address in raw.heard:
            if isinstance(target := self._router.behind(route, address), Route):
                self._heard[target.station.id] = message.arrived
        for reading in raw.readings:
            target = self._router.behind(route, reading.address)
            refusal = target if isinstance(target, Refusal) else self._columns.add_raw(reading, message, target)
            if refusal is not None and not (reading.is_optional and refusal.code is Code.UNKNOWN_PROPERTY):
                refusals.append(refusal)
        refusals += self._take_addressed(raw.addressed, route=route)
        self._images += raw.images
        self._events += raw.events
        self._statuses += raw.statuses
        if refusals:
            self._refuse(message, route, refusals)

    def _take_addressed(self, addressed: Sequence[Addressed], *, route: Route) -> list[Refusal]:
        """Take events told under an address inside the frame; return those of stations that may not use the topic."""
        refusals: list[Refusal] = []
        for address, event, image, has_place in addressed:
            target = self._router.behind(route, address)
            if isinstance(target, Refusal):
                refusals.append(target)
                continue
            station = target.station
            lon, lat = (event.lon, event.lat) if has_place else (station.lon, station.lat)
            self._events.append(replace(event, station=station.id, lon=lon, lat=lat))
            if image is not None:
                self._images.append(image)
        return refusals

    def _take_report(self, message: Message, route: Route) -> None:
        parse = parse_event if route.kind is Kind.EVENT else parse_status
        report = parse(message.payload, station=route.station, arrived=message.arrived)
        if isinstance(report, Refusal):
            self._refuse(message, route, [report])
        elif isinstance(report, SensedEvent):
            self._events.append(report)
        elif report is not None:
            self._statuses.append(report)

    def _refuse(self, message: Message, route: Route, refusals: Sequence[Refusal]) -> None:
        self._rejects += rejects(message, refusals, station=route.station.id)

    def finish(self, plain: Plain) -> Decoded:
        """Return everything taken so far, and the plain messages taken before, as one result."""
        patient, position, lost = self._columns.finish_in(self._router)
        for message, refusal in lost:
            self._refuse(message, self._routes[message.topic], [refusal])
        batch = plain.batch
        if len(patient):
            order = np.argsort(np.concatenate((plain.origin, position)), kind="stable")
            batch = concat((plain.batch, patient)).take(order)
        return Decoded(
            batch=batch,
            events=tuple(self._events),
            statuses=tuple(self._statuses),
            rejects=tuple(self._rejects),
            images=tuple(self._images),
            sequences=joined(plain.sequences, self._columns.sequences),
            stations=self._router.stations,
            heard=self._heard,
        )
