"""Stations at the edge."""

from datetime import timedelta
from typing import Annotated, Any, Self

from pydantic import Field, model_validator

from api.schema.text import Body, Finite, Shape, ShortDivision
from sensing.instant import format_instant, from_micros
from sensing.property import ObservedProperty, observed_property
from sensing.quality import Check
from sensing.station import Datastream, Station, StationId, StationKind
from sensing.stored import LatestReading

#: Ids used on the wire.
ID_PATTERN = r"^[A-Za-z0-9._-]{1,64}$"


class DatastreamBody(Body):
    """One observed property at a station."""

    property: Annotated[str, Field(max_length=64, examples=["water_level"])]
    #: Unit the device sends; empty takes the canonical one.
    unit: Annotated[str, Field(max_length=16)] = ""
    #: Seconds between two readings.
    interval_s: Annotated[float, Field(gt=0, le=31 * 86_400, allow_inf_nan=False)] = 300.0
    #: Read-only; accepted so that what was read can be sent back.
    canonical_unit: str | None = None


class StationBody(Body):
    """A station as it is put; ``online`` and ``canonical_unit`` are read-only and ignored."""

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
    notes: Annotated[dict[str, Annotated[str, Field(max_length=2000)]], Field(max_length=50, default_factory=dict)]
    online: bool | None = None

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
        )


class ImportRow(StationBody):
    """A station in an import; its id is part of the row."""

    @model_validator(mode="after")
    def _has_id(self) -> Self:
        if self.id is None:
            message = "expected an id"
            raise ValueError(message)
        return self


def _datastream(body: DatastreamBody) -> Datastream:
    unit = body.unit or observed_property(body.property).unit
    return Datastream(property=body.property, unit=unit, interval=timedelta(seconds=body.interval_s))


def station_json(station: Station, *, is_online: bool | None) -> dict[str, Any]:
    """Return a station as the API shows it."""
    return {
        "id": station.id,
        "name": station.name,
        "kind": station.kind.value,
        "division": station.division,
        "lon": station.lon,
        "lat": station.lat,
        "river": station.river,
        "demo": station.is_demo,
        "notes": station.notes,
        "online": is_online,
        "datastreams": [_datastream_json(stream) for stream in station.datastreams],
    }


def _datastream_json(stream: Datastream) -> dict[str, Any]:
    return {
        "property": stream.property,
        "unit": stream.unit,
        "interval_s": stream.interval.total_seconds(),
        "canonical_unit": observed_property(stream.property).unit,
    }


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


def property_json(row: ObservedProperty) -> dict[str, Any]:
    """Return one row of the property table."""
    return {
        "key": row.key,
        "domain": row.domain.value,
        "unit": row.unit,
        "zh": row.zh,
        "en": row.en,
        "low": row.low,
        "high": row.high,
    }


class DatastreamShape(Shape):
    """One observed property at a station."""

    property: str
    unit: str
    interval_s: float
    canonical_unit: str


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
    notes: dict[str, str]
    online: bool | None
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


class ImportResult(Shape):
    """What became of one row; rows count from 1."""

    row: int
    id: str
    #: ``created``, ``updated`` or ``failed``.
    result: str
    detail: str


class ImportPage(Shape):
    """What became of each row."""

    items: list[ImportResult]
    next: str | None
    stored: int
    failed: int


class PropertyShape(Shape):
    """An observed property: canonical unit, plausible range, names."""

    key: str
    domain: str
    unit: str
    zh: str
    en: str
    low: float
    high: float


class PropertyPage(Shape):
    """The property table."""

    items: list[PropertyShape]
    next: str | None
