"""Station rows: one row is one datastream of one station, and back.

The facts of a station may stand in each of its rows or in the first only; rows that contradict each other are
refused. An empty cell says nothing: a stored station keeps what it has. So it keeps the datastreams that no row
names: a list of water levels alone must not end its rain.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from sensing.duration import format_duration
from sensing.errors import FenghuoError, RegistryError
from sensing.exchange.address import read_addresses
from sensing.exchange.cell import unescaped
from sensing.exchange.plan import Change, Outcome
from sensing.exchange.table import TableError
from sensing.exchange.unit import LIMIT_FIELDS, check_units, units_of
from sensing.exchange.value import READERS, CellError, check_row, read_stream
from sensing.property import PROPERTIES
from sensing.station import Datastream, Registry, Station, StationId, StationKind

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sensing.exchange.table import Row, Table
    from sensing.limits import Limits

#: Cells of one row, as they are written.
Cells = tuple[str | float, ...]
#: Converts (datum, lon, lat) to WGS-84; raises ``ValueError`` for a datum that it does not know.
Place = Callable[[str, float, float], tuple[float, float]]

_FACTS = ("name", "kind", "division", "river", "gateway", "groups", "notes", "demo")
_FIELD = {"demo": "is_demo"}


@dataclass(slots=True, kw_only=True)
class _Group:
    """What the rows of one station say."""

    facts: dict[str, Any] = field(default_factory=dict)
    #: Row that said each fact first.
    said: dict[str, int] = field(default_factory=dict)
    streams: dict[str, dict[str, Any]] = field(default_factory=dict)


def read_rows(
    table: Table, places: Mapping[str, int], *, known: Mapping[str, Station], datum: str, place: Place
) -> tuple[list[Outcome], dict[str, Station]]:
    """Return an outcome per row, and the station that the rows of each id add up to.

    Args:
        table: The rows.
        places: Column of each field.
        known: What is stored.
        datum: What coordinates are in where no column says it.
        place: Converts them.

    Raises:
        TableError: If no column holds the id.
    """
    if "id" not in places:
        has = ", ".join(map(repr, table.header[:40]))
        raise TableError(f"{table.name or 'table'}: expected a column with the id of the station, got {has}")
    groups: dict[str, _Group] = {}
    outcomes = []
    units = units_of(table.header, places)

    def convert(said: str, lon: float, lat: float) -> tuple[float, float]:
        return place(said or datum, lon, lat)

    for row in table.rows:
        cells = {name: unescaped(row.cells[at]) for name, at in places.items() if unescaped(row.cells[at])}
        try:
            check_row(row)
            _take(cells, groups=groups, row=row, convert=convert, units=units)
            outcomes.append(Outcome(row=row.number, id=cells["id"]))
        except CellError as error:
            outcomes.append(refusal(row.number, cells.get("id", ""), str(error)))
    return _built(outcomes, groups, known=known)


def refusal(row: int, key: str, why: str) -> Outcome:
    """Return the outcome of a row that is refused."""
    return Outcome(row=row, id=key, change=Change.REFUSED, detail=f"row {row}: {why}")


def _take(
    cells: dict[str, str], *, groups: dict[str, _Group], row: Row, convert: Place, units: Mapping[str, str]
) -> None:
    """Add what a row says to its station; nothing of a row that is refused."""
    if "id" not in cells:
        raise CellError("id: expected the id of the station, got nothing")
    key = READERS["id"](cells["id"])
    group = groups.setdefault(key, _Group())
    facts: dict[str, Any] = {name: READERS[name](cells[name]) for name in _FACTS if name in cells}
    if addresses := read_addresses(cells):
        facts["addresses"] = addresses
    facts |= _where(cells, convert=convert)
    stream = read_stream(cells)
    check_units(stream.get("property", ""), units, names=LIMIT_FIELDS & cells.keys())
    for name, value in facts.items():
        if group.facts.get(name, value) != value:
            at = group.said[name]
            raise CellError(f"{name}: expected what row {at} says of {key!r}, {group.facts[name]!r}, got {value!r}")
    if stream and stream["property"] in group.streams:
        raise CellError(f"property: {stream['property']!r} occurs twice at station {key!r}")
    for name, value in facts.items():
        group.facts.setdefault(name, value)
        group.said.setdefault(name, row.number)
    if stream:
        group.streams[stream["property"]] = stream


def _where(cells: Mapping[str, str], *, convert: Place) -> dict[str, float]:
    if "lon" not in cells and "lat" not in cells:
        return {}
    if "lon" not in cells or "lat" not in cells:
        raise CellError("lon, lat: expected both or none")
    lon, lat = READERS["lon"](cells["lon"]), READERS["lat"](cells["lat"])
    is_swapped = _is_in_china(lat, lon) and not _is_in_china(lon, lat)
    if is_swapped or not -180 <= lon <= 180 or not -90 <= lat <= 90:  # noqa: PLR2004  degrees
        raise CellError(f"lon, lat: expected degrees (lon, lat), got {lon:g}, {lat:g}: swapped?")
    try:
        lon, lat = convert(cells.get("datum", ""), lon, lat)
    except ValueError as error:
        raise CellError(f"datum: {error}") from None
    return {"lon": lon, "lat": lat}


def _is_in_china(lon: float, lat: float) -> bool:
    """Return whether a place is in the box around China: west of 90° E a latitude could pass for a longitude."""
    return 73 <= lon <= 136 and 3 <= lat <= 54  # noqa: PLR2004  degrees


def _built(
    outcomes: list[Outcome], groups: Mapping[str, _Group], *, known: Mapping[str, Station]
) -> tuple[list[Outcome], dict[str, Station]]:
    given: dict[str, Station] = {}
    wrong: dict[str, str] = {}
    spoken = {one.id for one in outcomes if one.change is not Change.REFUSED}
    for key, group in groups.items():
        # A station of which every row was refused is not spoken of.
        if key not in spoken:
            continue
        try:
            given[key] = _station(key, group, known=known.get(key))
            Registry([given[key]])
        except FenghuoError as error:
            given.pop(key, None)
            wrong[key] = str(error)
    return [
        refusal(one.row, one.id, wrong[one.id]) if one.id in wrong and one.change is not Change.REFUSED else one
        for one in outcomes
    ], given


def _station(key: str, group: _Group, *, known: Station | None) -> Station:
    facts = {_FIELD.get(name, name): value for name, value in group.facts.items()}
    if known is None:
        missing = [name for name in ("division", "lon", "lat") if name not in facts]
        if missing:
            raise RegistryError(f"{', '.join(missing)}: expected a value, {key!r} is a new station")
        known = Station(**({"id": StationId(key), "name": key, "kind": StationKind.OTHER} | facts))
    station = replace(known, **facts)
    if not group.streams:
        return station
    before = {stream.property: stream for stream in known.datastreams}
    # Those that are there keep their order.
    names = dict.fromkeys((*before, *group.streams))
    return replace(
        station,
        datastreams=tuple(_stream(name, group.streams.get(name, {}), known=before.get(name)) for name in names),
    )


def _stream(name: str, said: Mapping[str, Any], *, known: Datastream | None) -> Datastream:
    stream = known or Datastream(property=name, unit=PROPERTIES[name].unit)
    limits = said.get("limits", {})
    if "hard_low" in limits or "hard_high" in limits:
        low, high = stream.limits.hard or (None, None)
        pair = (limits.get("hard_low", low), limits.get("hard_high", high))
        if None in pair:
            raise RegistryError("hard_low, hard_high: expected both or none")
        limits = {key: value for key, value in limits.items() if not key.startswith("hard_")} | {"hard": pair}
    facts = {key: value for key, value in said.items() if key not in {"property", "limits"}}
    return replace(stream, **facts, limits=replace(stream.limits, **limits) if limits else stream.limits)


#: Header of an exported table of stations, in the order of ``station_cells``.
HEADER = (
    "id", "name", "kind", "division", "lon", "lat", "river", "gateway", "addresses", "groups", "notes", "demo",
    "property", "unit", "interval", "source",
    "hard_low", "hard_high", "soft", "rise", "fall", "stuck", "spike", "shift", "oscillation", "neighbours",
    "disagreement",
)  # fmt: skip


def station_cells(stations: Sequence[Station]) -> list[Cells]:
    """Return the rows of stations in the order of ``HEADER``; one without datastreams has one row."""
    return [
        (*_fact_cells(station), *_stream_cells(stream))
        for station in stations
        for stream in station.datastreams or (None,)
    ]


def _fact_cells(station: Station) -> Cells:
    return (
        str(station.id),
        station.name,
        station.kind.value,
        station.division,
        float(station.lon),
        float(station.lat),
        station.river,
        station.gateway,
        json.dumps(station.addresses, ensure_ascii=False) if station.addresses else "",
        json.dumps(station.groups, ensure_ascii=False) if station.groups else "",
        json.dumps(station.notes, ensure_ascii=False) if station.notes else "",
        "true" if station.is_demo else "",
    )


def _stream_cells(stream: Datastream | None) -> Cells:
    if stream is None:
        return ("",) * (len(HEADER) - HEADER.index("property"))
    limits: Limits = stream.limits
    low, high = limits.hard or ("", "")
    numbers = ("" if value is None else value for value in (limits.spike, limits.shift, limits.oscillation))
    return (
        stream.property,
        stream.unit,
        format_duration(stream.interval),
        stream.source,
        low,
        high,
        json.dumps(limits.soft) if limits.soft else "",
        "" if limits.rise is None else limits.rise,
        "" if limits.fall is None else limits.fall,
        "" if limits.stuck is None else format_duration(limits.stuck),
        *numbers,
        json.dumps(limits.neighbours) if limits.neighbours else "",
        "" if limits.disagreement is None else limits.disagreement,
    )
