"""Why: what each rule thought of a datastream at an instant."""

from typing import Annotated

from fastapi import APIRouter, Query
from starlette.responses import Response

from api.answer import answer, instant_parameter
from api.auth import Viewer
from api.given import Parts
from api.routes.observations import stream_of
from api.routes.stations import known_station
from api.schema.text import InstantText
from api.schema.trace import TraceShape, trace_json
from api.trace import trace

router = APIRouter(prefix="/api/v1", tags=["rules"])


@router.get("/why", response_model=TraceShape)
def why(
    *,
    station: Annotated[str, Query(max_length=64)],
    prop: Annotated[str, Query(alias="property", max_length=64)],
    parts: Parts,
    caller: Viewer,
    at: Annotated[InstantText | None, Query(description="The instant; now.")] = None,
    rule: Annotated[str | None, Query(max_length=64, description="Only this rule.")] = None,
) -> Response:
    """Return what each rule thought of a datastream at an instant, and why it did or did not fire."""
    owner = known_station(parts.store, station, within=caller.within)
    instant = parts.clock() if at is None else instant_parameter(at, name="at")
    return answer(trace_json(trace(parts.store, owner, stream_of(owner, prop), at=instant, rule=rule)))
