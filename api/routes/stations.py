"""Stations: the registry, and what each station says now."""

from typing import Annotated, Any

from fastapi import APIRouter, Path
from pydantic import BaseModel, Field, ValidationError
from starlette.responses import Response

from api.answer import answer, page
from api.auth import ADMINISTRATORS, VIEWERS
from api.given import Parts
from api.ports import Store
from api.problem import ApiError, not_found, unprocessable
from api.query import Cursor, Limit
from api.schema.station import (
    ID_PATTERN,
    ImportPage,
    ImportRow,
    LatestPage,
    PropertyPage,
    StationBody,
    StationPage,
    StationShape,
    latest_json,
    property_json,
    station_json,
)
from rules.compiler import compile_rules
from rules.errors import RuleError
from sensing.errors import RegistryError
from sensing.property import PROPERTIES
from sensing.station import Registry, Station

router = APIRouter(prefix="/api/v1", tags=["stations"])

StationPath = Annotated[str, Path(pattern=ID_PATTERN)]
#: Most rows of one import.
MOST_ROWS = 10_000


class ImportBody(BaseModel):
    """Stations to import; each row is judged on its own."""

    items: list[Any]


@router.get("/stations", dependencies=[VIEWERS], response_model=StationPage)
def list_stations(*, parts: Parts, limit: Annotated[Limit, Field(le=10_000)] = 1000, cursor: Cursor = None) -> Response:
    """List stations by id."""
    online = _online(parts.store)
    stations = sorted(parts.store.stations(), key=lambda station: station.id)
    rest = [station for station in stations if cursor is None or station.id > cursor]
    items = [station_json(station, is_online=online.get(station.id)) for station in rest[:limit]]
    return page(items, cursor=rest[limit - 1].id if len(rest) > limit else None)


@router.get("/stations/{station_id}", dependencies=[VIEWERS], response_model=StationShape)
def get_station(*, station_id: StationPath, parts: Parts) -> Response:
    """Return one station."""
    station = known_station(parts.store, station_id)
    return answer(station_json(station, is_online=_online(parts.store).get(station_id)))


@router.put("/stations/{station_id}", dependencies=[ADMINISTRATORS], response_model=StationShape)
def put_station(*, station_id: StationPath, body: StationBody, parts: Parts) -> Response:
    """Add or change a station; readings of a datastream that is left out are kept."""
    if body.id is not None and body.id != station_id:
        raise unprocessable("id_mismatch", f"the path names station {station_id!r}, the body {body.id!r}")
    station = body.station(station_id)
    _check_rules(parts.store, [station])
    stored = parts.store.put_stations([station])[0]
    return answer(station_json(stored, is_online=_online(parts.store).get(station_id)))


@router.get("/stations/{station_id}/latest", dependencies=[VIEWERS], response_model=LatestPage)
def latest(*, station_id: StationPath, parts: Parts) -> Response:
    """Return the newest reading of each of a station's datastreams."""
    known_station(parts.store, station_id)
    return page([latest_json(reading) for reading in parts.store.latest(station_id)])


@router.post("/stations/import", dependencies=[ADMINISTRATORS], response_model=ImportPage)
def import_stations(*, body: ImportBody | list[Any], parts: Parts) -> Response:
    """Add or change many stations; a row that does not fit is reported, the others are stored.

    An id that stands in two rows is refused as a whole: nobody can tell which one is meant.
    """
    rows = body.items if isinstance(body, ImportBody) else body
    if len(rows) > MOST_ROWS:
        raise unprocessable("too_many_rows", f"expected at most {MOST_ROWS} rows, got {len(rows)}")
    _check_distinct(rows)
    before = {str(station.id) for station in parts.store.stations()}
    results = [_read_row(number, row) for number, row in enumerate(rows, start=1)]
    good = [station for station, _ in results if station is not None]
    _check_rules(parts.store, good)
    if good:
        parts.store.put_stations(good)
    items = [_result(station, item, before=before) for station, item in results]
    return answer({"items": items, "next": None, "stored": len(good), "failed": len(items) - len(good)})


@router.get("/properties", dependencies=[VIEWERS], response_model=PropertyPage)
def list_properties() -> Response:
    """List the observed properties: key, canonical unit, plausible range, names."""
    return page([property_json(row) for row in PROPERTIES.values()])


def known_station(store: Store, station_id: str) -> Station:
    """Return a station.

    Raises:
        ApiError: If there is none of that id.
    """
    for station in store.stations():
        if station.id == station_id:
            return station
    raise not_found("station", station_id)


def _online(store: Store) -> dict[str, bool]:
    return store.statuses()


def _check_distinct(rows: list[Any]) -> None:
    first: dict[str, int] = {}
    for number, row in enumerate(rows, start=1):
        station_id = row.get("id") if isinstance(row, dict) else None
        if not isinstance(station_id, str):
            continue
        if station_id in first:
            detail = f"station id {station_id!r} occurs twice, in rows {first[station_id]} and {number}"
            raise unprocessable("duplicate_id", detail)
        first[station_id] = number


def _read_row(number: int, row: object) -> tuple[Station | None, dict[str, Any]]:
    named = row.get("id") if isinstance(row, dict) else None
    # Half a surrogate pair could not be answered.
    shown = named.encode(errors="replace").decode() if isinstance(named, str) else ""
    item = {"row": number, "id": shown, "result": "failed", "detail": ""}
    try:
        read = ImportRow.model_validate(row)
        station = read.station(read.id or "")
        Registry([station])
    except ValidationError as error:
        fault = error.errors()[0]
        where = ".".join(str(part) for part in fault["loc"])
        return None, {**item, "detail": f"row {number}: {where + ': ' if where else ''}{fault['msg']}"}
    except RegistryError as error:
        return None, {**item, "detail": f"row {number}: {error}"}
    return station, item


def _result(station: Station | None, item: dict[str, Any], *, before: set[str]) -> dict[str, Any]:
    if station is None:
        return item
    return {**item, "result": "updated" if station.id in before else "created"}


def _check_rules(store: Store, changed: list[Station]) -> None:
    """Refuse a change that would take away what a rule judges by; detection would stop at the next reload.

    Raises:
        ApiError: If a rule that works now would not work any more.
    """
    stations = {station.id: station for station in store.stations()}
    rules, fences = store.rules(), store.fences()
    try:
        compile_rules(rules, registry=Registry(stations.values()), fences=fences)
    except RuleError:
        # It does not work as it is; the change cannot be blamed, and may be the cure.
        return
    after = Registry((stations | {station.id: station for station in changed}).values())
    try:
        compile_rules(rules, registry=after, fences=fences)
    except RuleError as error:
        raise ApiError("rule_depends", f"a rule needs what this change takes away: {error}", status=409) from None
