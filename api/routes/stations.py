"""Stations: the registry, and what each station says now."""

from typing import Annotated

from fastapi import APIRouter, Path
from pydantic import Field
from starlette.responses import Response

from api.answer import answer, page
from api.auth import VIEWERS, Administrator, Viewer
from api.dependents import dependents
from api.documents import IN_YAML_TOO, AsYaml, yaml_answer
from api.given import Parts
from api.ports import Store
from api.problem import ApiError, not_found, unprocessable
from api.query import Cursor, Limit
from api.schema.property import PropertyPage, property_json
from api.schema.station import (
    ID_PATTERN,
    LatestPage,
    StationBody,
    StationPage,
    StationShape,
    latest_json,
    station_json,
)
from sensing.property import PROPERTIES
from sensing.station import Station
from sensing.station_document import station_document

router = APIRouter(prefix="/api/v1", tags=["stations"])

StationPath = Annotated[str, Path(pattern=ID_PATTERN)]


@router.get("/stations", response_model=StationPage, responses=IN_YAML_TOO)
def list_stations(
    *,
    parts: Parts,
    caller: Viewer,
    as_yaml: AsYaml,
    limit: Annotated[Limit, Field(le=10_000)] = 1000,
    cursor: Cursor = None,
) -> Response:
    """List stations by id; as YAML all of them."""
    found = parts.store.stations(within=caller.within)
    if as_yaml:
        return yaml_answer(station_document(station) for station in found)
    online, links = _online(parts.store), parts.store.links()
    stations = sorted(found, key=lambda station: station.id)
    rest = [station for station in stations if cursor is None or station.id > cursor]
    items = [
        station_json(station, is_online=online.get(station.id), link=links.get(station.id)) for station in rest[:limit]
    ]
    return page(items, cursor=rest[limit - 1].id if len(rest) > limit else None)


@router.get("/stations/{station_id}", response_model=StationShape, responses=IN_YAML_TOO)
def get_station(*, station_id: StationPath, parts: Parts, caller: Viewer, as_yaml: AsYaml) -> Response:
    """Return one station."""
    station = known_station(parts.store, station_id, within=caller.within)
    if as_yaml:
        return yaml_answer([station_document(station)])
    return _shown(parts.store, station)


@router.put("/stations/{station_id}", response_model=StationShape)
def put_station(*, station_id: StationPath, body: StationBody, caller: Administrator, parts: Parts) -> Response:
    """Add or change a station; readings of a datastream that is left out are kept."""
    if body.id is not None and body.id != station_id:
        raise unprocessable("id_mismatch", f"the path names station {station_id!r}, the body {body.id!r}")
    station = body.station(station_id)
    check_division(station.division, within=caller.within)
    _check_free(parts.store, station_id, within=caller.within)
    refused = dependents(parts.store, [station], at=parts.clock())
    if refused:
        raise ApiError("rule_depends", refused[station_id], status=409)
    stored = parts.store.put_stations([station], actor=caller.user, at=parts.clock(), within=caller.within)[0]
    return _shown(parts.store, stored)


@router.get("/stations/{station_id}/latest", response_model=LatestPage)
def latest(*, station_id: StationPath, parts: Parts, caller: Viewer) -> Response:
    """Return the newest reading of each of a station's datastreams."""
    known_station(parts.store, station_id, within=caller.within)
    return page([latest_json(reading) for reading in parts.store.latest(station_id)])


@router.get("/properties", dependencies=[VIEWERS], response_model=PropertyPage)
def list_properties() -> Response:
    """List the observed properties: key, canonical unit, plausible range, names."""
    return page([property_json(row) for row in PROPERTIES.values()])


def known_station(store: Store, station_id: str, *, within: str) -> Station:
    """Return a station of a subtree.

    Raises:
        ApiError: If there is none of that id there.
    """
    for station in store.stations(within=within):
        if station.id == station_id:
            return station
    raise not_found("station", station_id)


def check_division(division: str, *, within: str) -> None:
    """Refuse a division outside the caller's subtree, before anything is said of what is known by the same id.

    Raises:
        ApiError: ``beyond_division``.
    """
    if not division.startswith(within):
        raise ApiError("beyond_division", f"division: expected one within {within}, got {division!r}", status=403)


def _check_free(store: Store, station_id: str, *, within: str) -> None:
    known = next((each for each in store.stations() if each.id == station_id), None) if within else None
    if known is not None and not known.division.startswith(within):
        raise not_found("station", station_id)


def _shown(store: Store, station: Station) -> Response:
    link = store.links().get(station.id)
    return answer(station_json(station, is_online=_online(store).get(station.id), link=link))


def _online(store: Store) -> dict[str, bool]:
    return store.statuses()
