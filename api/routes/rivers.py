"""Rivers: the order of stations, and what lies above and below one."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Path
from starlette.responses import Response

from api.answer import answer, page
from api.auth import Administrator, Viewer
from api.documents import IN_YAML_TOO, AsYaml, yaml_answer
from api.given import Parts
from api.ports import Store
from api.problem import ApiError, not_found, unprocessable
from api.river_use import broken_by, judged_from
from api.routes.rules import IdPath, body_text
from api.schema.place import RiverPage, RiverShape, WaterwayShape, river_json
from geo.river import River
from geo.river_document import parse_river, river_document
from geo.river_network import Passage, RiverNetwork, check_rivers, check_without

router = APIRouter(prefix="/api/v1", tags=["rivers"])

_RIVER_BODY: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "content": {
            "application/yaml": {"schema": {"type": "string"}},
            "application/json": {"schema": {"type": "object"}},
        },
    }
}


@router.get("/rivers", response_model=RiverPage, responses=IN_YAML_TOO)
def list_rivers(*, parts: Parts, caller: Viewer, as_yaml: AsYaml) -> Response:
    """List rivers with a station of one's subtree, by id."""
    rivers = _seen(parts.store, caller.within)
    if as_yaml:
        return yaml_answer(river_document(river) for river in rivers)
    return page([river_json(river) for river in rivers])


@router.get("/rivers/{river_id}", response_model=RiverShape, responses=IN_YAML_TOO)
def get_river(*, river_id: IdPath, parts: Parts, caller: Viewer, as_yaml: AsYaml) -> Response:
    """Return one river."""
    found = next((river for river in _seen(parts.store, caller.within) if river.id == river_id), None)
    if found is None:
        raise not_found("river", river_id)
    return yaml_answer([river_document(found)]) if as_yaml else answer(river_json(found))


@router.put("/rivers/{river_id}", response_model=RiverShape, openapi_extra=_RIVER_BODY)
def put_river(
    *, river_id: IdPath, text: Annotated[str, Depends(body_text)], caller: Administrator, parts: Parts
) -> Response:
    """Add or change a river; one that contradicts the others changes nothing."""
    river = parse_river(text, origin="body")
    if river.id != river_id:
        raise unprocessable("id_mismatch", f"the path names river {river_id!r}, the document {river.id!r}")
    known = {str(station.id) for station in parts.store.stations(within=caller.within)}
    river.check_stations(known)
    _check_own(parts.store, river_id, within=caller.within)
    rivers = [each for each in parts.store.rivers() if each.id != river.id]
    # One that contradicts the others is refused by the store, in words of its own.
    check_rivers(rivers, river)
    _check_unused(broken_by(parts.store, [*rivers, river]))
    return answer(river_json(parts.store.put_river(river, author=caller.user, at=parts.clock())))


@router.delete("/rivers/{river_id}", response_model=RiverShape)
def end_river(*, river_id: IdPath, caller: Administrator, parts: Parts) -> Response:
    """Take a river away; its versions stay. Refused while a rule needs it."""
    rivers = parts.store.rivers()
    river = next((each for each in rivers if each.id == river_id), None)
    _check_own(parts.store, river_id, within=caller.within)
    if river is None:
        raise not_found("river", river_id)
    used = judged_from(parts.store, river)
    _check_unused(f"rules look along it: {', '.join(used)}" if used else "")
    rest = [each for each in rivers if each.id != river_id]
    check_without(rivers, river)
    _check_unused(broken_by(parts.store, rest))
    parts.store.end_river(river_id, author=caller.user, at=parts.clock())
    return answer(river_json(river))


def _seen(store: Store, within: str) -> list[River]:
    """Return the rivers with a station of a subtree: the water of one county comes from the next."""
    own = {str(station.id) for station in store.stations(within=within)} if within else set()
    return [river for river in store.rivers() if not within or not own.isdisjoint(river.stations())]


def _check_own(store: Store, river_id: str, *, within: str) -> None:
    """Refuse to change a river that has stations elsewhere; one that has none here is unknown here.

    Raises:
        ApiError: If it is one.
    """
    river = next((each for each in store.rivers() if each.id == river_id), None) if within else None
    if river is None:
        return
    if all(each.id != river_id for each in _seen(store, within)):
        raise not_found("river", river_id)
    if not {str(station.id) for station in store.stations(within=within)}.issuperset(river.stations()):
        raise ApiError("beyond_division", f"expected a river whose stations all lie within {within}", status=403)


def _check_unused(why: str) -> None:
    if why:
        raise ApiError("rule_depends", why, status=409)


@router.get("/stations/{station_id}/waterway", response_model=WaterwayShape, tags=["stations"])
def get_waterway(
    *, station_id: Annotated[str, Path(pattern=r"^[A-Za-z0-9._-]{1,64}$")], parts: Parts, caller: Viewer
) -> Response:
    """Return which stations of one's subtree lie above and below a station, and how long water takes."""
    stations = parts.store.stations()
    own = {station.id for station in stations if station.division.startswith(caller.within)}
    if station_id not in own:
        raise not_found("station", station_id)
    network = RiverNetwork(parts.store.rivers(), stations=stations)
    told = {
        "station": station_id,
        "basin": network.basin_of(station_id),
        "upstream": [_passage_json(each) for each in network.upstream(station_id) if each.station in own],
        "downstream": [_passage_json(each) for each in network.downstream(station_id) if each.station in own],
    }
    return answer(told)


def _passage_json(passage: Passage) -> dict[str, Any]:
    return {
        "station": passage.station,
        "shortest_s": None if passage.shortest is None else passage.shortest.total_seconds(),
        "longest_s": None if passage.longest is None else passage.longest.total_seconds(),
    }
