"""Past: the city as it stood at an instant of the last three days."""

from datetime import timedelta
from typing import Annotated, Final

from fastapi import APIRouter, Query
from pydantic import Field
from starlette.responses import Response

from api.answer import answer, instant_parameter
from api.auth import Viewer
from api.given import Parts
from api.problem import unprocessable
from api.schema.past import PastShape, past_json
from api.schema.text import InstantText
from api.staleness import sight_of
from sensing.instant import to_micros

router = APIRouter(prefix="/api/v1", tags=["observations"])

#: How far back the map goes, with room for a slider that was moved a moment ago.
REACH: Final = timedelta(hours=73)
#: An older reading says nothing of how the city stood.
OLDEST: Final = timedelta(hours=24)

Key = Annotated[str, Field(max_length=64)]


@router.get("/past", response_model=PastShape)
def past(
    *,
    at: Annotated[InstantText, Query(description="Instant, at most 72 h ago.")],
    parts: Parts,
    caller: Viewer,
    prop: Annotated[
        list[Key] | None, Query(alias="property", max_length=100, description="Only these properties; all.")
    ] = None,
) -> Response:
    """Return which incidents were open at an instant, at which level, and the newest reading of each datastream then.

    Only readings of the 24 hours before the instant count.
    """
    instant, now = instant_parameter(at, name="at"), parts.clock()
    if not now - REACH <= instant <= now:
        raise unprocessable("bad_span", "at: expected an instant of the last 72 h")
    sight = sight_of(parts)
    readings = sight.series.readings_at(
        to_micros(instant), since=to_micros(instant - OLDEST), properties=prop, within=caller.within
    )
    incidents = parts.store.incidents_at(instant, within=caller.within)
    return sight.stamp(answer(past_json(instant, incidents=incidents, readings=readings)))
