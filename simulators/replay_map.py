"""Replay map: what the columns of a recorded file mean.

A small document beside the data: when a row was true, which station it belongs to, what each column measures and
in which unit, how the agency's qualifiers read. Strict keys; every mistake is told with file and line.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, timedelta, timezone, tzinfo
from enum import StrEnum
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from geo.division import parse_division
from geo.errors import DivisionError
from sensing.document import read_document
from sensing.errors import DocumentError, RegistryError, suggestion
from sensing.property import PROPERTIES, conversion, observed_property
from sensing.section import Section
from sensing.station import Datastream, Station, StationId, StationKind
from simulators.errors import SimulatorError

_KEYS = ("apiVersion", "kind", "time", "shift", "station", "batch", "columns", "missing", "qualifiers", "separator")
_STATION_KEYS = ("id", "column", "division", "name", "kind", "lon", "lat", "river")
_PARTS = ("year", "month", "day", "hour", "minute", "second")
_TIME_FORMATS = ("rfc3339", "epoch_s", "epoch_ms")
#: Most rows in one payload: 256 KiB is what the door takes.
_MOST_ROWS = 500


class Shift(StrEnum):
    """Which clock the published readings carry."""

    #: The recorded one.
    NONE = "none"
    #: The wall clock at publishing: intervals shrink with the speed.
    NOW = "now"
    #: The recorded one moved so that the file's last row is now.
    END = "end"


class Trust(StrEnum):
    """What a qualifier says about a value."""

    GOOD = "good"
    DOUBTFUL = "doubtful"
    UNRELIABLE = "unreliable"
    #: There is no value; nothing is published.
    SKIP = "skip"


#: The worse, the higher.
WORSE = {Trust.GOOD: 0, Trust.DOUBTFUL: 1, Trust.UNRELIABLE: 2, Trust.SKIP: 3}


@dataclass(frozen=True, slots=True, kw_only=True)
class TimeColumns:
    """Where the time of a row stands."""

    #: Column of the whole time, empty when it is in parts.
    column: str = ""
    #: ``rfc3339``, ``epoch_s``, ``epoch_ms`` or a pattern with ``%``.
    format: str = "rfc3339"
    #: Columns of year, month, day and as many smaller parts as there are.
    parts: tuple[str, ...] = ()
    #: Zone of times that carry none.
    zone: tzinfo


@dataclass(frozen=True, slots=True, kw_only=True)
class ValueColumn:
    """What one column measures."""

    column: str
    #: Line of the map, for messages.
    line: int
    #: Observed property.
    property: str
    #: Unit as recorded; values are published in it.
    unit: str
    #: Column of its qualifiers, empty when there is none.
    quality: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReplayMap:
    """The meaning of a recorded file."""

    origin: str
    time: TimeColumns
    shift: Shift
    #: 12-digit division code under which the station publishes.
    division: str
    #: Id of the station, empty when a column names it.
    station: str
    #: Column that names the station, empty when there is one station.
    station_column: str
    #: The station as it is to be registered; None when the map does not describe it.
    described: Station | None
    #: Rows per payload.
    batch: int
    values: tuple[ValueColumn, ...]
    #: Texts that stand for a missing value.
    missing: frozenset[str]
    #: Meaning of each qualifier.
    qualifiers: dict[str, Trust]
    #: Between columns.
    separator: str

    def columns(self) -> list[tuple[str, int]]:
        """Return every column that the map asks for, with the line that does (0: several)."""
        wanted = [(name, 0) for name in (self.time.column, *self.time.parts, self.station_column) if name]
        for value in self.values:
            wanted.append((value.column, value.line))
            if value.quality:
                wanted.append((value.quality, value.line))
        return wanted


def parse_map(text: str, *, origin: str) -> ReplayMap:
    """Return the replay map that a document describes.

    Raises:
        SimulatorError: If the document is wrong; names the line.
    """
    try:
        return _map(Section.top(read_document(text, origin=origin, what="replay map"), kind="ReplayMap", keys=_KEYS))
    except DocumentError as error:
        raise SimulatorError(str(error)) from None


def _map(top: Section) -> ReplayMap:
    batch = top.whole("batch", default=1)
    if not 1 <= batch <= _MOST_ROWS:
        top.fail(f"batch: expected 1 to {_MOST_ROWS} rows, got {batch}", key="batch")
    values = tuple(_values(top.section("columns", keys=None)))
    if not values:
        top.fail("columns: expected at least one column", key="columns")
    place = top.section("station", keys=_STATION_KEYS)
    if place.has("id") == place.has("column"):
        place.fail('station: expected either "id" (one station) or "column" (which names it)')
    return ReplayMap(
        origin=top.origin,
        time=_time(top.section("time", keys=("column", "format", "parts", "zone"))),
        shift=Shift(top.choice("shift", list(Shift), default=Shift.NONE)),
        division=_division(place),
        station=place.text("id", default=""),
        station_column=place.text("column", default=""),
        described=_described(place, values),
        batch=batch,
        values=values,
        missing=frozenset(top.texts("missing", absent="none but the empty one")) | {""},
        qualifiers=_qualifiers(top),
        separator=top.character("separator", default=","),
    )


def _division(place: Section) -> str:
    try:
        return parse_division(place.text("division"))
    except DivisionError as error:
        place.fail(f"station.division: {error}", key="division")


def _time(section: Section) -> TimeColumns:
    if section.has("column") == section.has("parts"):
        section.fail('time: expected either "column" or "parts"')
    zone = _zone(section)
    if section.has("parts"):
        parts = section.texts("parts")
        if not 3 <= len(parts) <= len(_PARTS):  # noqa: PLR2004  a day at least
            section.fail(f"time.parts: expected the columns of {', '.join(_PARTS)}, a day at least", key="parts")
        return TimeColumns(parts=parts, zone=zone)
    form = section.text("format", default="rfc3339")
    if form not in _TIME_FORMATS and "%" not in form:
        hint = suggestion(form, _TIME_FORMATS) or f", expected one of {', '.join(_TIME_FORMATS)} or a pattern with %"
        section.fail(f'time.format: unknown value "{form}"{hint}', key="format")
    return TimeColumns(column=section.text("column"), format=form, zone=zone)


def _zone(section: Section) -> tzinfo:
    name = section.text("zone")
    if name in {"UTC", "Z"}:
        return UTC
    if name[:1] in {"+", "-"}:
        hours, _, minutes = name[1:].partition(":")
        if hours.isdigit() and (minutes or "0").isdigit():
            span = timedelta(hours=int(hours), minutes=int(minutes or 0))
            if span < timedelta(hours=24):
                return timezone(span if name[0] == "+" else -span)
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        section.fail(f'time.zone: expected UTC, +08:00 or a name such as Asia/Shanghai, got "{name}"', key="zone")


def _values(section: Section) -> list[ValueColumn]:
    found: list[ValueColumn] = []
    for column in section.names():
        value = section.section(column, keys=("property", "unit", "quality"))
        key = value.choice("property", PROPERTIES)
        if any(other.property == key for other in found):
            value.fail(f'property "{key}" is given by two columns', key="property")
        unit = value.text("unit", default=observed_property(key).unit)
        try:
            conversion(key, unit)
        except RegistryError as error:
            value.fail(str(error), key="unit")
        found.append(
            ValueColumn(
                column=column, line=value.line, property=key, unit=unit, quality=value.text("quality", default="")
            )
        )
    return found


def _qualifiers(top: Section) -> dict[str, Trust]:
    if not top.has("qualifiers"):
        return {}
    section = top.section("qualifiers", keys=None)
    return {key: Trust(section.choice(key, list(Trust))) for key in section.names()}


def _described(place: Section, values: tuple[ValueColumn, ...]) -> Station | None:
    """Return the station as the map describes it, when it gives its name and place."""
    if not {"id", "name", "lon", "lat"} <= set(place.names()):
        return None
    return Station(
        id=StationId(place.text("id")),
        name=place.text("name"),
        kind=StationKind(place.choice("kind", list(StationKind), default=StationKind.OTHER)),
        division=_division(place),
        lon=place.number("lon"),
        lat=place.number("lat"),
        river=place.text("river", default=""),
        datastreams=tuple(Datastream(property=value.property, unit=value.unit) for value in values),
        is_demo=True,
        notes={"数据": "回放的历史数据"},
    )
