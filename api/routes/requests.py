"""Requests: what a connected device is asked for."""

from typing import Literal

from fastapi import APIRouter
from starlette.responses import Response

from api.answer import answer
from api.auth import Administrator
from api.given import Parts
from api.problem import ApiError
from api.routes.stations import StationPath, known_station
from api.schema.text import Body, Shape

router = APIRouter(prefix="/api/v1", tags=["devices"])


class RequestBody(Body):
    """What a device is asked for."""

    command: Literal["read_time", "set_time", "read_now"]


class DeviceAnswerShape(Shape):
    """What came of it; ``values`` are in the words of the device's protocol."""

    outcome: Literal["done", "refused", "failed", "timed_out", "impossible"]
    detail: str
    values: dict[str, str]


@router.post("/stations/{station_id}/ask", response_model=DeviceAnswerShape)
def ask_station(*, station_id: StationPath, body: RequestBody, caller: Administrator, parts: Parts) -> Response:
    """Ask a device that is connected to this process, and wait for what comes of it."""
    known_station(parts.store, station_id, within=caller.within)
    if parts.switchboard is None:
        raise ApiError(
            "no_listener", "no device is connected to this process, ask one with the role ingest", status=503
        )
    said = parts.switchboard.ask(station_id, body.command)
    return answer({"outcome": str(said.outcome), "detail": said.detail, "values": dict(said.values)})
