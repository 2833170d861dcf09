"""Stations at the edge."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Annotated, Any, Literal, Self

from pydantic import Field, model_validator

from api.schema.text import Body, Finite, Shape, ShortDivision
from sensing.instant import format_instant, from_micros
from sensing.limits import Limits
from sensing.link import Link, presence_of
from sensing.property import observed_property
from sensing.quality import Check
from sensing.station import Datastream, Station, StationId, StationKind
from sensing.station_document import limits_document
from sensing.stored import LatestReading

#: Ids used on the wire.
ID_PATTERN = r"^[A-Za-z0-9._-]{1,64}$"
#: Names of the field protocols.
CODEC = r"^[a-z0-9+_-]{1,32}$"
#: Low and high.
Range = tuple[Finite, Finite]
#: A step or a rate that is allowed.
Positive = Annotated[float, Field(gt=0, allow_inf_nan=False)]


class LimitsBody(Body):
    """What quality control holds against the readings, in the canonical unit; what is left out is the property's."""

    #: Lowest and highest value that is possible at all.
    hard: Range | None = None
    #: Lowest and highest usual value: one range for the year or twelve, January first.
    soft: Annotated[tuple[Range, ...], Field(max_length=12)] = ()
    #: Fastest believable rise and fall, per hour.
    rise: Positive | None = None
    fall: Positive | None = None
    #: Seconds after which the same value is doubtful.
    stuck_s: Annotated[float, Field(gt=0, le=366 * 86_400, allow_inf_nan=False)] | None = None
    spike: Positive | None = None
    shift: Positive | None = None
    oscillation: Positive | None = None
    #: Stations whose readings of the same property should agree.
    neighbours: Annotated[tuple[Annotated[str, Field(pattern=ID_PATTERN)], ...], Field(max_length=20)] = ()
    disagreement: Positive | None = None

    def limits(self) -> Limits:
        """Return the record.

        Raises:
            RegistryError: If a range is empty or a month is missing.
        """
        stuck = None if self.stuck_s is None else timedelta(seconds=self.stuck_s)
        return Limits(**self.model_dump(exclude={"stuck_s"}), stuck=stuck)


class DatastreamBody(Body):
    """One observed property at a station."""

    property: Annotated[str, Field(max_length=64, examples=["water_level"])]
    #: Unit the device sends; empty takes the canonical one.
    unit: Annotated[str, Field(max_length=16)] = ""
    #: Seconds between two readings.
    interval_s: Annotated[float, Field(gt=0, le=31 * 86_400, allow_inf_nan=False)] = 300.0
    #: Code under which the device sends it in its own protocol; empty: the standard's.
    source: Annotated[str, Field(max_length=64)] = ""
    limits: LimitsBody | None = None
    #: Read-only; accepted so that what was read can be sent back.
    canonical_unit: str | None = None


class StationBody(Body):
    """A station as it is put; ``canonical_unit`` and what is known of the way to it are read-only and ignored."""

    id: Annotated[str, Field(pattern=ID_PATTERN)] | None = None
    #: The id when left out.
    name: Annotated[str, Field(min_length=1, max_length=200)] | None = None
    kind: StationKind = StationKind.OTHER
    division: ShortDivision
    lon: Annotated[Finite, Field(ge=-180, le=180)]
    lat: Annotated[Finite, Field(ge=-90, le=90)]
    datastreams: Annotated[tuple[DatastreamBody, ...], Field(max_length=200)] = ()
    river: Annotated[str, Field(max_length=200)] = ""
    demo: bool = False
    #: Its address by codec, in protocols that carry one of their own.
    addresses: Annotated[
        dict[Annotated[str, Field(pattern=CODEC)], Annotated[str, Field(min_length=1, max_length=64)]],
        Field(max_length=10, default_factory=dict),
    ]
    #: Station that may pass on frames of this one; empty for none.
    gateway: Annotated[str, Field(pattern=r"^[A-Za-z0-9._-]{0,64}$")] = ""
    #: What it shares with others and would fail with.
    groups: Annotated[
        dict[Literal["pole", "power", "network"], Annotated[str, Field(min_length=1, max_length=200)]],
        Field(default_factory=dict),
    ]
    notes: Annotated[dict[str, Annotated[str, Field(max_length=2000)]], Field(max_length=50, default_factory=dict)]
    online: bool | None = None
    presence: str | None = None
    heard: str | None = None
    clock_offset_s: float | None = None
    lost: int | None = None

    def station(self, station_id: str) -> Station:
        """Return the record.

        Raises:
            RegistryError: If a property is unknown.
        """
        return Station(
            id=StationId(station_id),
            name=self.name or station_id,
            kind=self.kind,
            division=self.division,
            lon=self.lon,
            lat=self.lat,
            datastreams=tuple(_datastream(stream) for stream in self.datastreams),
            river=self.river,
            is_demo=self.demo,
            notes=dict(self.notes),
            addresses=dict(self.addresses),
            gateway=self.gateway,
            groups={str(kind): name for kind, name in self.groups.items()},
        )


class ImportRow(StationBody):
    """A station in an import; its id is part of the row."""

    @model_validator(mode="after")
    def _has_id(self) -> Self:
        if self.id is None:
            message = "expected an id"
            raise ValueError(message)
        return self

    @model_validator(mode="after")
    def _can_be_kept(self) -> Self:
        """Refuse what no database keeps here: stored together, one such row would fail all others."""
        if any("\0" in text for text in _texts(self.model_dump())):
            message = "expected texts without NUL"
            raise ValueError(message)
        return self


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for pair in value.items():
            yield from _texts(pair)
    elif isinstance(value, list | tuple):
        for item in value:
            yield from _texts(item)


def _datastream(body: DatastreamBody) -> Datastream:
    unit = body.unit or observed_property(body.property).unit
    return Datastream(
        property=body.property,
        unit=unit,
        interval=timedelta(seconds=body.interval_s),
        source=body.source,
        limits=body.limits.limits() if body.limits else Limits(),
    )


def station_json(station: Station, *, is_online: bool | None, link: Link | None = None) -> dict[str, Any]:
    """Return a station as the API shows it.

    Args:
        station: The station.
        is_online: What it last said of itself, None while it never did.
        link: What is known of the way to it, None while nothing ever came.
    """
    streams = [
        {**datastream_json(stream), "canonical_unit": observed_property(stream.property).unit}
        for stream in station.datastreams
    ]
    return {**put_json(station), "online": is_online, **_link_json(link, is_online=is_online), "datastreams": streams}


def _link_json(link: Link | None, *, is_online: bool | None) -> dict[str, Any]:
    behind = None if link is None else link.behind
    return {
        "presence": presence_of(is_online=is_online, link=link).value,
        "heard": None if link is None else format_instant(from_micros(link.heard)),
        "clock_offset_s": None if behind is None else round(-behind / 1e6, 3),
        "lost": None if link is None else link.lost,
    }


def put_json(station: Station) -> dict[str, Any]:
    """Return a station as the API takes it."""
    return {
        "id": station.id,
        "name": station.name,
        "kind": station.kind.value,
        "division": station.division,
        "lon": station.lon,
        "lat": station.lat,
        "river": station.river,
        "demo": station.is_demo,
        "addresses": station.addresses,
        "gateway": station.gateway,
        "groups": station.groups,
        "notes": station.notes,
        "datastreams": [datastream_json(stream) for stream in station.datastreams],
    }


def datastream_json(stream: Datastream) -> dict[str, Any]:
    """Return a datastream as the API takes it; ``source`` and ``limits`` only where there are some."""
    limits = _limits_json(stream.limits)
    return {
        "property": stream.property,
        "unit": stream.unit,
        "interval_s": stream.interval.total_seconds(),
        **({"source": stream.source} if stream.source else {}),
        **({"limits": limits} if limits else {}),
    }


def _limits_json(limits: Limits) -> dict[str, Any]:
    document = limits_document(limits)
    if limits.stuck is not None:
        document["stuck_s"] = limits.stuck.total_seconds()
    return {key: value for key, value in document.items() if key != "stuck"}


def latest_json(reading: LatestReading) -> dict[str, Any]:
    """Return a newest reading as ``GET /stations/{id}/latest`` shows it."""
    item: dict[str, Any] = {
        "property": reading.property,
        "t": format_instant(from_micros(reading.phenomenon_time)),
        "v": reading.value,
        "q": reading.quality.key,
        "why": Check(reading.why).keys,
    }
    if reading.lon is not None and reading.lat is not None:
        item["loc"] = [reading.lon, reading.lat]
    return item


class DatastreamShape(Shape):
    """One observed property at a station."""

    property: str
    unit: str
    interval_s: float
    canonical_unit: str
    source: str | None = None
    limits: dict[str, Any] | None = None


class StationShape(Shape):
    """A station; ``online`` is null while it has said nothing of itself."""

    id: str
    name: str
    kind: str
    division: str
    lon: float
    lat: float
    river: str
    demo: bool
    addresses: dict[str, str]
    gateway: str
    groups: dict[str, str]
    notes: dict[str, str]
    online: bool | None
    #: ``online``, ``offline``, ``heard`` (sends, and never said anything of itself) or ``never_seen``.
    presence: str
    #: When its last reading or event arrived; up to a minute old.
    heard: str | None
    #: Seconds by which its clock is ahead of ours, negative when it is behind.
    clock_offset_s: float | None
    #: Messages that never came, by the gaps in ``seq``.
    lost: int | None
    datastreams: list[DatastreamShape]


class StationPage(Shape):
    """A page of stations, by id."""

    items: list[StationShape]
    next: str | None


class LatestShape(Shape):
    """A newest reading, in the canonical unit; ``loc`` for moving stations only."""

    property: str
    t: str
    v: float
    q: str
    why: list[str]
    loc: tuple[float, float] | None = None


class LatestPage(Shape):
    """The newest readings of one station."""

    items: list[LatestShape]
    next: str | None
