"""Routes: from a topic to the station and the datastreams behind it, found once per registry snapshot.

Only topics that lead to a known station are remembered, so that a hostile publisher cannot fill the memory
with invented ones.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from ingest.wire.codecs import codec_name
from ingest.wire.refusal import Code, Refusal, shown
from ingest.wire.topic import ROOT, Kind, Topic, parse_topic

if TYPE_CHECKING:
    from sensing.batch import FloatArray, Int32Array
    from sensing.station import Channel, Registry, Station, StationId

_CODE_LENGTH = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class Route:
    """Where the messages of one topic go."""

    kind: Kind
    station: Station
    #: Row of the router's tables by property key; the station's channels.
    rows: dict[str, int]
    #: Name of the codec of a ``raw`` topic; empty for the others.
    codec: str = ""
    #: Row by the code under which the device sends it, for datastreams registered with one.
    sources: dict[str, int] = field(default_factory=dict)
    #: Row of the station among the router's stations.
    place: int = 0


class Router:
    """The routes of one registry snapshot, and its channels as tables to convert whole columns with."""

    __slots__ = (
        "_places",
        "_registry",
        "_root",
        "_rows",
        "_sources",
        "_stations",
        "number",
        "observed",
        "offset",
        "routes",
        "scale",
        "stations",
    )

    def __init__(self, registry: Registry, root: str = ROOT) -> None:
        """Number the channels of every station; only topics below ``root`` lead anywhere."""
        self._registry = registry
        self._root = root
        self._stations: dict[str, Station] = {station.id: station for station in registry.stations.values()}
        self._rows: dict[str, dict[str, int]] = {}
        self._sources: dict[str, dict[str, int]] = {}
        #: Ids of all stations, and the row of each.
        self.stations: tuple[StationId, ...] = tuple(registry.stations)
        self._places: dict[StationId, int] = {station: i for i, station in enumerate(self.stations)}
        #: Route by topic as it comes, of ``obs`` topics as far as seen.
        self.observed: dict[bytes, Route] = {}
        #: Route by topic, as far as seen.
        self.routes: dict[str, Route] = {}
        channels: list[Channel] = []
        for station in self._stations:
            rows = self._rows[station] = {}
            sources = self._sources[station] = {}
            for key, channel in (registry.channels_of(station) or {}).items():
                rows[key] = len(channels)
                if channel.source:
                    sources[channel.source] = len(channels)
                channels.append(channel)
        #: Datastream number of each channel, shape (channels,).
        self.number: Int32Array = np.array([channel.number for channel in channels], dtype=np.int32)
        #: Factor to the canonical unit of each channel, shape (channels,).
        self.scale: FloatArray = np.array([channel.scale for channel in channels], dtype=np.float64)
        #: Offset in the canonical unit of each channel, shape (channels,).
        self.offset: FloatArray = np.array([channel.offset for channel in channels], dtype=np.float64)

    @property
    def root(self) -> str:
        """Return the root below which topics lead anywhere."""
        return self._root

    def find(self, topic: str) -> Route | Refusal:
        """Return the route of a topic, or why it leads nowhere."""
        known = self.routes.get(topic)
        if known is not None:
            return known
        parsed = parse_topic(topic, root=self._root)
        if isinstance(parsed, Refusal):
            return parsed
        found = self._resolve(parsed)
        if isinstance(found, Route):
            self.routes[topic] = found
            if found.kind is Kind.OBS:
                self.observed[topic.encode()] = found
        return found

    def _resolve(self, topic: Topic) -> Route | Refusal:
        station = self._stations.get(topic.station)
        if station is None:
            return Refusal(
                code=Code.UNKNOWN_STATION,
                detail=f"expected the id of a registered station, got {shown(topic.station)}",
            )
        if _full(topic.division) != _full(station.division):
            return Refusal(
                code=Code.DIVISION_MISMATCH,
                detail=f"station {topic.station}: expected division {station.division}, got {topic.division}",
            )
        return self._route(station, topic)

    def _route(self, station: Station, topic: Topic) -> Route:
        rows, sources = self._rows[station.id], self._sources[station.id]
        return Route(
            kind=topic.kind,
            station=station,
            rows=rows,
            codec=codec_name(topic.codec),
            sources=sources,
            place=self._places[station.id],
        )

    def behind(self, route: Route, address: str) -> Route | Refusal:
        """Return where readings go that carry an address inside a frame that came in by a route.

        The station of the topic may send under its own address, under any address while it has none registered, and
        for stations that name it as their gateway. An address is one of the codec's, or the id of a station.
        """
        station = self._named(route.codec, address) if address else route.station
        is_own = route.station.id == station.id if station else route.codec not in route.station.addresses
        if is_own:
            return route
        if station is None or station.gateway != route.station.id:
            expected = route.station.addresses.get(route.codec, "the address of a station behind it")
            detail = f"station {route.station.id}: expected {route.codec} address {expected}, got {shown(address)}"
            return Refusal(code=Code.ADDRESS_MISMATCH, detail=detail)
        rows, sources = self._rows[station.id], self._sources[station.id]
        return Route(kind=route.kind, station=station, rows=rows, codec=route.codec, sources=sources)

    def _named(self, codec: str, address: str) -> Station | None:
        return self._registry.station_at(codec, address) or self._stations.get(address)


def _full(division: str) -> str:
    """Return a division code in its 12-digit form (``411528`` is short for ``411528000000``)."""
    return division.ljust(_CODE_LENGTH, "0")
