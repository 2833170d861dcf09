"""Devices: logins at the broker, and the adoption of what publishes without being registered."""

from typing import Annotated

from fastapi import APIRouter, Path, Query
from starlette.responses import Response

from api.answer import answer, page
from api.auth import Administrator, Viewer
from api.dependents import dependents
from api.devices import issue, revoke
from api.given import Parts
from api.parts import ApiParts
from api.ports import Adoption
from api.problem import ApiError, not_found, unprocessable
from api.routes.stations import StationPath, check_division, known_station
from api.schema.device import (
    AdoptedShape,
    CredentialBody,
    DevicePage,
    DeviceShape,
    MadeShape,
    WaitingPage,
    device_json,
    waiting_json,
)
from api.schema.station import StationBody, station_json

router = APIRouter(prefix="/api/v1", tags=["devices"])

#: A station named by a topic: the wire allows what ids allow, and the address of a frame may be odd.
NamePath = Annotated[str, Path(min_length=1, max_length=200)]


@router.post("/stations/{station_id}/credentials", response_model=MadeShape, status_code=201)
def make_credential(
    *, station_id: StationPath, caller: Administrator, parts: Parts, body: CredentialBody | None = None
) -> Response:
    """Make a login with which a device may publish for this station; its password is shown once."""
    wanted = body or CredentialBody()
    stations = [
        known_station(parts.store, key, within=caller.within).id
        for key in dict.fromkeys((station_id, *wanted.stations))
    ]
    device, password = issue(
        parts.store,
        stations=stations,
        login=wanted.login or "",
        label=wanted.label,
        actor=caller.user,
        at=parts.clock(),
        within=caller.within,
    )
    return answer({**device_json(device), "password": password}, status=201)


@router.get("/stations/{station_id}/credentials", response_model=DevicePage)
def list_credentials(*, station_id: StationPath, caller: Administrator, parts: Parts) -> Response:
    """List the logins that may publish for this station, and for none of elsewhere, revoked ones included."""
    known_station(parts.store, station_id, within=caller.within)
    found = parts.store.devices(within=caller.within)
    return page([device_json(device) for device in found if station_id in device.stations])


@router.post("/stations/{station_id}/credentials/{login}/revoke", response_model=DeviceShape)
def revoke_credential(*, station_id: StationPath, login: NamePath, caller: Administrator, parts: Parts) -> Response:
    """End a login; the broker refuses it from now on and closes its connection."""
    device = next((each for each in parts.store.devices(within=caller.within) if each.login == login), None)
    if device is None or station_id not in device.stations:
        raise not_found("login", login)
    return answer(device_json(revoke(parts.store, login, actor=caller.user, at=parts.clock())))


@router.get("/devices", response_model=DevicePage)
def list_devices(*, caller: Administrator, parts: Parts) -> Response:
    """List the logins at the broker that are for stations of one's subtree only, revoked ones included."""
    return page([device_json(device) for device in parts.store.devices(within=caller.within)])


@router.get("/quarantine/devices", response_model=WaitingPage, tags=["quarantine"])
def list_waiting(*, caller: Viewer, parts: Parts, limit: Annotated[int, Query(ge=1, le=200)] = 50) -> Response:
    """List what publishes as a station that is not registered, with what its messages say of it."""
    found = _adoption(parts).unknown(limit=limit, within=caller.within)
    return page([waiting_json(waiting) for waiting in found])


@router.post("/quarantine/devices/{name}/adopt", response_model=AdoptedShape, tags=["quarantine"])
def adopt(*, name: NamePath, body: StationBody, caller: Administrator, parts: Parts) -> Response:
    """Register the station and read again what waits in quarantine, with the time at which it arrived.

    `datastreams` that are left out are the proposed ones, and `kind` the proposed one. A station that is registered
    already stays as it is and gets the address.
    """
    adoption = _adoption(parts)
    station = body.station(body.id or name)
    check_division(station.division, within=caller.within)
    is_known = any(known.id == station.id for known in parts.store.stations())
    refused = {} if is_known else dependents(parts.store, [station], at=parts.clock())
    if refused:
        raise unprocessable("bad_station", refused[str(station.id)])
    adopted = adoption.adopt(name, station, actor=caller.user, within=caller.within)
    return answer(
        {
            "station": station_json(adopted.station, is_online=None),
            "messages": adopted.messages,
            "readings": adopted.readings,
            "events": adopted.events,
            "refused": adopted.refused,
        }
    )


def _adoption(parts: ApiParts) -> Adoption:
    if parts.adoption is None:
        raise ApiError("no_adoption", "this process reads no messages, ask one that does", status=503)
    return parts.adoption
