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
from sensing.errors import RegistryError
from sensing.property import PROPERTIES, conversion, observed_property
from sensing.station import Datastream, Station, StationId, StationKind
from simulators.document import Section, meant, read_document

_KEYS = ("apiVersion", "kind", "time", "shift", "station", "batch", "columns", "missing", "qualifiers", "separator")
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
    document = read_document(text, origin=origin, kind="ReplayMap").allow(_KEYS)
    batch = document.get("batch", int, 1)
    if not 1 <= batch <= _MOST_ROWS:
        document.fail(f'key "batch": expected 1 to {_MOST_ROWS} rows, got {batch}', key="batch")
    values = tuple(_values(document.section("columns")))
    if not values:
        document.fail('key "columns": expected at least one column', key="columns")
    place = document.section("station").allow(("id", "column", "division", "name", "kind", "lon", "lat", "river"))
    if ("id" in place) == ("column" in place):
        place.fail('expected either "id" (one station) or "column" (which names it)')
    return ReplayMap(
        origin=origin,
        time=_time(document.section("time")),
        shift=Shift(_choice(document, "shift", [each.value for each in Shift], Shift.NONE.value)),
        division=_division(place),
        station=place.get("id", str, ""),
        station_column=place.get("column", str, ""),
        described=_described(place, values),
        batch=batch,
        values=values,
        missing=frozenset(str(word) for word in document.get("missing", list, [])) | {""},
        qualifiers=_qualifiers(document),
        separator=document.get("separator", str, ","),
    )


def _choice(section: Section, key: str, known: list[str], default: str) -> str:
    word = section.get(key, str, default)
    if word not in known:
        section.fail(f'key "{key}": unknown "{word}", {meant(word, known)}', key=key)
    return word


def _division(place: Section) -> str:
    code = place.get("division", str)
    try:
        return parse_division(code)
    except DivisionError as error:
        place.fail(str(error), key="division")


def _time(section: Section) -> TimeColumns:
    section.allow(("column", "format", "parts", "zone"))
    if ("column" in section) == ("parts" in section):
        section.fail('expected either "column" or "parts"')
    zone = _zone(section)
    if "parts" in section:
        parts = [str(part) for part in section.get("parts", list)]
        if not 3 <= len(parts) <= len(_PARTS):  # noqa: PLR2004  a day at least
            section.fail(f'key "parts": expected the columns of {", ".join(_PARTS)}, a day at least', key="parts")
        return TimeColumns(parts=tuple(parts), zone=zone)
    form = section.get("format", str, "rfc3339")
    if form not in _TIME_FORMATS and "%" not in form:
        section.fail(f'key "format": unknown "{form}", {meant(form, _TIME_FORMATS)} or a pattern with %', key="format")
    return TimeColumns(column=section.get("column", str), format=form, zone=zone)


def _zone(section: Section) -> tzinfo:
    name = section.get("zone", str)
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
        section.fail(f'key "zone": expected UTC, +08:00 or a name such as Asia/Shanghai, got "{name}"', key="zone")


def _values(section: Section) -> list[ValueColumn]:
    found: list[ValueColumn] = []
    for column in section.names():
        value = section.section(column).allow(("property", "unit", "quality"))
        key = value.get("property", str)
        if key not in PROPERTIES:
            value.fail(f'unknown property "{key}", {meant(key, PROPERTIES)}', key="property")
        if any(other.property == key for other in found):
            value.fail(f'property "{key}" is given by two columns', key="property")
        unit = value.get("unit", str, observed_property(key).unit)
        try:
            conversion(key, unit)
        except RegistryError as error:
            value.fail(str(error), key="unit")
        found.append(
            ValueColumn(column=column, line=value.line, property=key, unit=unit, quality=value.get("quality", str, ""))
        )
    return found


def _qualifiers(document: Section) -> dict[str, Trust]:
    if "qualifiers" not in document:
        return {}
    section = document.section("qualifiers")
    known = [trust.value for trust in Trust]
    return {key: Trust(_choice(section, key, known, "")) for key in section.names()}


def _described(place: Section, values: tuple[ValueColumn, ...]) -> Station | None:
    """Return the station as the map describes it, when it gives its name and place."""
    if not {"id", "name", "lon", "lat"} <= set(place.names()):
        return None
    kinds = [kind.value for kind in StationKind]
    return Station(
        id=StationId(place.get("id", str)),
        name=place.get("name", str),
        kind=StationKind(_choice(place, "kind", kinds, StationKind.OTHER.value)),
        division=_division(place),
        lon=place.get("lon", float),
        lat=place.get("lat", float),
        river=place.get("river", str, ""),
        datastreams=tuple(Datastream(property=value.property, unit=value.unit) for value in values),
        is_demo=True,
        notes={"数据": "回放的历史数据"},
    )
