"""Stations and datastreams."""

from __future__ import annotations

from itertools import groupby
from operator import itemgetter
from typing import TYPE_CHECKING, Any

from sensing.limits import Limits
from sensing.station import Datastream, DatastreamNumber, Station, StationId, StationKind
from store.codec import dump, json_text, load
from store.numbering import check_addresses, numbered
from store.postgres import journal
from store.queries import named_queries
from store.reach import check_reach
from store.registered import station_entries

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence
    from datetime import datetime

    from store.postgres.session import Session

_SQL = named_queries("registry")

_NO_LIMITS = Limits()
#: Columns of a row of ``stations`` that belong to the station.
_STATION_COLUMNS = 12


def put_stations(
    session: Session, stations: Sequence[Station], *, actor: str, at: datetime, within: str = ""
) -> list[Station]:
    """Insert or replace stations by id and journal what changed; return them with their datastreams numbered."""
    session.run(_SQL["lock"])
    known = {(station, key): number for station, key, number in session.rows(_SQL["numbers"])}
    result = numbered(stations, known=known)
    shown = {str(each.id) for each in _read(session, ids=None, within=within)} if within else None
    check_addresses(result, known=dict(session.rows(_SQL["addresses"])), shown=shown)
    before = {str(each.id): each for each in _read(session, ids=[station.id for station in result])}
    both = ((each.id, each.division) for each in (*before.values(), *result))
    check_reach("station", both, within=within)
    session.run(
        _SQL["put_stations"],
        id=[station.id for station in result],
        name=[station.name for station in result],
        kind=[station.kind.value for station in result],
        division=[station.division for station in result],
        lon=[station.lon for station in result],
        lat=[station.lat for station in result],
        river=[station.river for station in result],
        is_demo=[station.is_demo for station in result],
        notes=[json_text(station.notes) for station in result],
        addresses=[json_text(station.addresses) for station in result],
        gateway=[station.gateway for station in result],
        groups=[json_text(station.groups) for station in result],
    )
    _put_datastreams(session, result)
    session.run(_SQL["notify"])
    journal.write(session, station_entries(result, known=before, actor=actor, at=at))
    return result


def _put_datastreams(session: Session, stations: Sequence[Station]) -> None:
    rows = [
        (station.id, position, stream) for station in stations for position, stream in enumerate(station.datastreams)
    ]
    session.run(
        _SQL["put_datastreams"],
        number=[stream.number for _, _, stream in rows],
        station=[station for station, _, _ in rows],
        property=[stream.property for _, _, stream in rows],
        unit=[stream.unit for _, _, stream in rows],
        every=[stream.interval for _, _, stream in rows],
        position=[position for _, position, _ in rows],
        source=[stream.source for _, _, stream in rows],
        limits=["{}" if stream.limits == _NO_LIMITS else dump(stream.limits) for _, _, stream in rows],
    )
    session.run(
        _SQL["remove_datastreams"],
        stations=[station.id for station in stations],
        numbers=[stream.number for _, _, stream in rows],
    )


def stations(session: Session, *, within: str = "") -> list[Station]:
    """Return every station of a subtree with its datastreams, by id."""
    return _read(session, ids=None, within=within)


def _read(session: Session, *, ids: list[StationId] | None, within: str = "") -> list[Station]:
    rows = session.rows(_SQL["stations"], ids=ids, within=within)
    return [_station(list(group)) for _, group in groupby(rows, key=itemgetter(0))]


def _station(rows: Sequence[tuple[Any, ...]]) -> Station:
    id_, name, kind, division, lon, lat, river, is_demo, notes, *rest = rows[0][:_STATION_COLUMNS]
    addresses, gateway, groups = rest
    return Station(
        id=StationId(id_),
        name=name,
        kind=StationKind(kind),
        division=division,
        lon=lon,
        lat=lat,
        datastreams=tuple(_datastreams(row[_STATION_COLUMNS:] for row in rows)),
        river=river,
        is_demo=is_demo,
        notes=notes,
        addresses=addresses,
        gateway=gateway,
        groups=groups,
    )


def _datastreams(rows: Iterable[tuple[Any, ...]]) -> Iterable[Datastream]:
    for number, key, unit, every, source, limits in rows:
        if number is not None:
            yield Datastream(
                number=DatastreamNumber(number),
                property=key,
                unit=unit,
                interval=every,
                source=source,
                limits=_NO_LIMITS if limits == "{}" else load(Limits, limits),
            )


def listed(session: Session, stations: Collection[str]) -> dict[str, frozenset[str]]:
    """Return the properties that each of these stations lists; unknown stations are left out."""
    found: dict[str, set[str]] = {}
    for station, key in session.rows(_SQL["listed"], stations=sorted(stations)):
        found.setdefault(station, set()).update([key] if key else [])
    return {station: frozenset(keys) for station, keys in found.items()}


def statuses(session: Session) -> dict[str, bool]:
    """Return whether each station that ever reported a status is online."""
    return dict(session.rows(_SQL["statuses"]))
