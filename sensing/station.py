"""Station, Datastream and the Registry that finds them.

The registry is an immutable snapshot; a changed station makes a new one, so that a batch is decoded
against a single truth.
"""

from __future__ import annotations

import builtins
from dataclasses import dataclass, field
from datetime import timedelta
from enum import StrEnum
from typing import TYPE_CHECKING, NewType

from sensing.errors import RegistryError
from sensing.limits import Limits
from sensing.property import conversion, observed_property

if TYPE_CHECKING:
    from collections.abc import Iterable

#: What stations may share; see ``Station.groups``.
GROUP_KINDS = ("pole", "power", "network")

StationId = NewType("StationId", str)
#: Dense number of a datastream, given once by the store and never reused.
DatastreamNumber = NewType("DatastreamNumber", int)


class StationKind(StrEnum):
    """What a station is, in the field's words."""

    RIVER_GAUGE = "river_gauge"
    RESERVOIR = "reservoir"
    RAIN_GAUGE = "rain_gauge"
    AIR = "air"
    WATER_QUALITY = "water_quality"
    SOIL = "soil"
    WEATHER = "weather"
    CAMERA = "camera"
    MOVING = "moving"
    OTHER = "other"


@dataclass(frozen=True, slots=True, kw_only=True)
class Datastream:
    """One observed property at one station."""

    #: Number given by the store; 0 before it is stored.
    number: DatastreamNumber = DatastreamNumber(0)
    #: Key of the observed property, e.g. ``water_level``.
    property: str
    #: Unit the device sends; converted to the canonical unit at the door.
    unit: str
    #: How often a reading is expected.
    interval: timedelta = timedelta(minutes=5)
    #: Code under which the device sends it in its own protocol, e.g. ``a34004-Rtd`` or ``39``; empty: the standard's.
    source: str = ""
    #: What quality control holds against its readings; empty: the defaults of the property.
    limits: Limits = field(default_factory=Limits)

    @builtins.property
    def silent_after(self) -> timedelta:
        """Return how long without a reading makes the datastream silent: three missed readings, 15 min at least."""
        return max(3 * self.interval, timedelta(minutes=15))


@dataclass(frozen=True, slots=True, kw_only=True)
class Station:
    """A place, or a thing that moves, that measures."""

    #: Id used on the wire, 1–64 of ``A-Z a-z 0-9 . _ -``.
    id: StationId
    #: Name shown to people.
    name: str
    kind: StationKind
    #: 12-digit division code of the county, township or village it stands in.
    division: str
    #: Longitude, degrees, WGS-84/CGCS2000.
    lon: float
    #: Latitude, degrees, WGS-84/CGCS2000.
    lat: float
    datastreams: tuple[Datastream, ...] = ()
    #: River, basin or road it belongs to; empty when unknown.
    river: str = ""
    #: Its address in protocols that carry one of their own, by codec, e.g. ``{"sl651": "0012345678"}``.
    addresses: dict[str, str] = field(default_factory=dict)
    #: Station that may pass frames of this one on under its own topic; empty for none.
    gateway: str = ""
    #: What it shares with others, and would fail with: ``pole``, ``power``, ``network``, each with a name of its own.
    groups: dict[str, str] = field(default_factory=dict)
    #: True for invented stations of the demo city.
    is_demo: bool = False
    #: Free facts shown to people, e.g. public thresholds with their source.
    notes: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Channel:
    """What the door must know of a datastream: where it goes and how it is converted."""

    number: DatastreamNumber
    station: StationId
    property: str
    #: Code in the device's own protocol; empty: the standard's.
    source: str
    #: canonical = value × scale + offset.
    scale: float
    offset: float
    #: Plausible range in the canonical unit.
    low: float
    high: float
    #: µs without a reading after which the datastream counts as silent.
    silent_after: int


class Registry:
    """Every known station, and the way from (station, property) to its datastream."""

    __slots__ = ("_by_address", "_by_key", "channels", "stations")

    def __init__(self, stations: Iterable[Station] = ()) -> None:
        """Index the stations.

        Raises:
            RegistryError: If an id, an address or a property of a station occurs twice, or a unit does not fit.
        """
        #: Station by id.
        self.stations: dict[StationId, Station] = {}
        #: Channel by datastream number.
        self.channels: dict[int, Channel] = {}
        self._by_key: dict[StationId, dict[str, Channel]] = {}
        self._by_address: dict[tuple[str, str], Station] = {}
        for station in stations:
            if station.id in self.stations:
                message = f"station id {station.id!r} occurs twice"
                raise RegistryError(message)
            self.stations[station.id] = station
            self._by_key[station.id] = self._index(station)
            for address in station.addresses.items():
                other = self._by_address.setdefault(address, station)
                if other is not station:
                    message = f"{address[0]} address {address[1]!r} belongs to {other.id!r} and to {station.id!r}"
                    raise RegistryError(message)

    def _index(self, station: Station) -> dict[str, Channel]:
        found: dict[str, Channel] = {}
        for stream in station.datastreams:
            if stream.property in found:
                message = f"station {station.id!r} lists property {stream.property!r} twice"
                raise RegistryError(message)
            channel = _channel(station, stream)
            found[stream.property] = channel
            self.channels[channel.number] = channel
        return found

    def channels_of(self, station: str) -> dict[str, Channel] | None:
        """Return the channels of a station by property, or None when the station is unknown."""
        return self._by_key.get(StationId(station))

    def station_at(self, codec: str, address: str) -> Station | None:
        """Return the station that a protocol knows under an address, or None when there is none."""
        return self._by_address.get((codec, address))


def _channel(station: Station, stream: Datastream) -> Channel:
    observed = observed_property(stream.property)
    scale, offset = conversion(stream.property, stream.unit)
    return Channel(
        number=stream.number,
        station=station.id,
        property=stream.property,
        source=stream.source,
        scale=scale,
        offset=offset,
        low=observed.low,
        high=observed.high,
        silent_after=int(stream.silent_after.total_seconds() * 1_000_000),
    )
