"""Observations: stored readings of one datastream, as they are or by time bucket."""

from datetime import datetime, timedelta
from typing import Annotated

from fastapi import APIRouter, Query
from starlette.responses import Response

from api.answer import event_cursor, instant_parameter, number_cursor, page
from api.auth import Viewer
from api.chart import FEWEST, lttb
from api.given import Parts
from api.ports.series import How, SeriesReads
from api.problem import ApiError, unprocessable
from api.query import Cursor, EventCursor, Limit, ReadingLimit
from api.routes.stations import known_station
from api.schema.observation import (
    EventPage,
    ObservationPage,
    QuarantinePage,
    aggregate_items,
    observation_items,
    quarantine_json,
)
from api.schema.picture import events_json
from api.schema.text import InstantText
from api.staleness import sight_of
from sensing.batch import Batch
from sensing.duration import parse_duration
from sensing.errors import DurationError
from sensing.instant import Micros, to_micros
from sensing.property import PROPERTIES
from sensing.station import Datastream, Station

router = APIRouter(prefix="/api/v1", tags=["observations"])

#: Span shown when ``from`` is left out.
USUAL_SPAN = timedelta(days=1)
#: Most time buckets of one answer.
MOST_BUCKETS = 100_000
#: Most readings of one line that is drawn.
MOST_DRAWN = 500_000


@router.get("/observations", response_model=ObservationPage)
def list_observations(
    *,
    station: Annotated[str, Query(max_length=64)],
    prop: Annotated[str, Query(alias="property", max_length=64)],
    parts: Parts,
    caller: Viewer,
    start: Annotated[InstantText | None, Query(alias="from", description="First instant; a day before `to`.")] = None,
    end: Annotated[InstantText | None, Query(alias="to", description="First instant no longer shown; now.")] = None,
    every: Annotated[str | None, Query(max_length=20, description="Width of a time bucket, e.g. `1h`.")] = None,
    agg: Annotated[How | None, Query(description="What a bucket is reduced to.")] = None,
    offset: Annotated[
        str,
        Query(max_length=20, description="How long after midnight in Beijing buckets begin; `8h`: hydrological days."),
    ] = "0",
    points: Annotated[int | None, Query(ge=FEWEST, le=10_000, description="Most readings that draw the line.")] = None,
    limit: ReadingLimit = 10_000,
    cursor: Cursor = None,
) -> Response:
    """Return readings of one datastream, ascending.

    With `every` and `agg` one item per time bucket; with `points` the few readings that draw the same line.
    """
    stream = stream_of(known_station(parts.store, station, within=caller.within), prop)
    first, last = span_of(start, end, now=parts.clock())
    sight = sight_of(parts)
    if every is not None or agg is not None:
        width = _width(every, agg, span=last - first)
        if points is not None:
            raise unprocessable("bad_aggregate", "expected `points`, or `every` and `agg`, not both")
        starts, values = sight.series.aggregate(
            stream.number,
            start=to_micros(first),
            end=to_micros(last),
            every=width,
            how=agg or "mean",
            offset=_duration(offset, name="offset"),
        )
        return sight.stamp(page(aggregate_items(starts, values)))
    if points is not None:
        return sight.stamp(page(observation_items(_drawn(sight.series, stream.number, first, last, points=points))))
    after = number_cursor(cursor)
    batch = sight.series.observations(
        stream.number,
        start=to_micros(first),
        end=to_micros(last),
        after=None if after is None else Micros(after),
        limit=limit,
    )
    is_full = len(batch) == limit
    return sight.stamp(page(observation_items(batch), cursor=int(batch.phenomenon_time[-1]) if is_full else None))


def stream_of(station: Station, prop: str) -> Datastream:
    """Return a station's datastream of an observed property.

    Raises:
        ApiError: If it has none.
    """
    for stream in station.datastreams:
        if stream.property == prop:
            return stream
    has = ", ".join(stream.property for stream in station.datastreams) or "none"
    known = "" if prop in PROPERTIES else f"; {prop!r} is no observed property at all"
    raise ApiError("not_found", f"station {station.id!r} does not measure {prop!r}, it has: {has}{known}", status=404)


def span_of(start: str | None, end: str | None, *, now: datetime) -> tuple[datetime, datetime]:
    """Return the span that was asked for; the last day where nothing was said.

    Raises:
        ApiError: If it ends before it begins, or an instant is none.
    """
    last = now if end is None else instant_parameter(end, name="to")
    first = last - USUAL_SPAN if start is None else instant_parameter(start, name="from")
    if first > last:
        raise unprocessable("bad_span", "expected `from` before `to`")
    return first, last


def _width(every: str | None, agg: str | None, *, span: timedelta) -> timedelta:
    if every is None or agg is None:
        raise unprocessable("bad_aggregate", "expected `every` and `agg` together, e.g. every=1h&agg=max")
    width = _duration(every, name="every")
    if not width:
        raise unprocessable("bad_aggregate", "every: expected a duration of more than zero")
    if span / width > MOST_BUCKETS:
        raise unprocessable("too_many_buckets", f"expected at most {MOST_BUCKETS} buckets, got {span // width}")
    return width


def _duration(text: str, *, name: str) -> timedelta:
    try:
        return parse_duration(text)
    except DurationError as error:
        raise unprocessable("bad_aggregate", f"{name}: {error}") from None


def _drawn(series: SeriesReads, number: int, first: datetime, last: datetime, *, points: int) -> Batch:
    """Return the readings that draw the line of a span."""
    batch = series.observations(number, start=to_micros(first), end=to_micros(last), limit=MOST_DRAWN + 1)
    if len(batch) > MOST_DRAWN:
        raise unprocessable("too_many_readings", f"expected at most {MOST_DRAWN} readings to draw, ask with every=1h")
    return batch.take(lttb(batch.phenomenon_time, batch.value, points=points))


@router.get("/events", response_model=EventPage, tags=["events"])
def list_events(
    *,
    parts: Parts,
    caller: Viewer,
    station: Annotated[str, Query(max_length=64, description="Only what this station saw.")] = "",
    limit: Limit = 100,
    cursor: EventCursor = None,
) -> Response:
    """List what cameras and people saw, newest first."""
    events = parts.store.events(before=event_cursor(cursor), limit=limit, within=caller.within, station=station)
    last = events[-1] if len(events) == limit else None
    following = None if last is None else f"{last.phenomenon_time}:{last.station}:{last.id}"
    return page(events_json(events, store=parts.store, pictures=parts.pictures), cursor=following)


@router.get("/quarantine", response_model=QuarantinePage, tags=["quarantine"])
def list_quarantine(*, parts: Parts, caller: Viewer, limit: Limit = 100, cursor: Cursor = None) -> Response:
    """List messages that were not understood, newest first, with the reason."""
    rows = parts.store.quarantine(before=number_cursor(cursor), limit=limit, within=caller.within)
    return page([quarantine_json(row) for row in rows], cursor=rows[-1].id if len(rows) == limit else None)
