"""Gauges: marks ("bad until …") and corrections of single readings, by officers, with the reason."""

from datetime import datetime
from typing import Annotated, Any

from fastapi import APIRouter, Query
from starlette.responses import Response

from api.answer import instant_parameter, page
from api.asking import OfficerAsks
from api.auth import Viewer
from api.given import Parts
from api.ports import Transaction
from api.problem import unprocessable
from api.query import Cursor, Limit
from api.routes.observations import stream_of
from api.routes.stations import known_station
from api.schema.gauge import CorrectionBody, CorrectionPage, CorrectionShape, EndBody, MarkBody, MarkPage, MarkShape
from incidents.gauge import Asked, correct, end_mark, mark_gauge, standing, undo
from incidents.gauge_json import correction_json, mark_json
from sensing.instant import to_micros
from sensing.quality import Quality

router = APIRouter(prefix="/api/v1", tags=["quality"])

_QUALITIES = {quality.key: quality for quality in Quality}

StationQuery = Annotated[str | None, Query(max_length=64)]


@router.get("/marks", response_model=MarkPage)
def list_marks(
    *,
    parts: Parts,
    caller: Viewer,
    station: StationQuery = None,
    is_open: Annotated[bool, Query(alias="open", description="Only those that hold now or later.")] = False,
) -> Response:
    """List what people say of gauges, oldest first."""
    marks = parts.store.marks(station, within=caller.within)
    shown = standing(marks, now=parts.clock()) if is_open else marks
    return page([mark_json(mark) for mark in shown])


@router.post("/marks", response_model=MarkShape, status_code=201)
def post_mark(*, body: MarkBody, asking: OfficerAsks) -> Response:
    """Mark a gauge as bad: its readings of that time, stored ones too, are trusted no further than said."""
    station = known_station(asking.parts.store, body.station, within=asking.within)
    if body.property:
        stream_of(station, body.property)
    start = None if body.start is None else instant_parameter(body.start, name="from")
    end = None if body.until is None else instant_parameter(body.until, name="until")
    stations = asking.parts.store.stations()

    def act(transaction: Transaction, now: datetime) -> dict[str, Any]:
        mark = mark_gauge(
            transaction,
            Asked(actor=asking.actor, now=now, stations=stations, within=asking.within),
            station,
            key=body.property,
            quality=_QUALITIES[body.quality],
            start=start or now,
            end=end,
            reason=body.reason,
        )
        return mark_json(mark)

    return asking.once(body, act, status=201)


@router.post("/marks/{mark_id}/end", response_model=MarkShape)
def post_end(*, mark_id: str, asking: OfficerAsks, body: EndBody | None = None) -> Response:
    """End a mark, or take it back; readings get the flags again that they deserve without it."""
    given = body or EndBody()
    at = None if given.at is None else instant_parameter(given.at, name="at")
    if given.void and at is not None:
        raise unprocessable("bad_span", "expected `at` or `void`, not both: a mark taken back has no end")
    stations = asking.parts.store.stations()

    def act(transaction: Transaction, now: datetime) -> dict[str, Any]:
        asked = Asked(actor=asking.actor, now=now, stations=stations, within=asking.within)
        return mark_json(end_mark(transaction, asked, mark_id, at=at, is_void=given.void))

    return asking.once(body, act)


@router.get("/corrections", response_model=CorrectionPage)
def list_corrections(
    *,
    parts: Parts,
    caller: Viewer,
    station: StationQuery = None,
    prop: Annotated[str | None, Query(alias="property", max_length=64)] = None,
    t: Annotated[str | None, Query(description="Of one reading only: its history.")] = None,
    limit: Limit = 100,
    cursor: Cursor = None,
) -> Response:
    """List values that people put in place of readings, undone ones included, newest first."""
    if (station is None) != (prop is None) or (t is not None and prop is None):
        raise unprocessable("bad_reading", "expected `station` and `property` together, and both with `t`")
    number = None
    if station is not None and prop is not None:
        number = stream_of(known_station(parts.store, station, within=caller.within), prop).number
    time = None if t is None else to_micros(instant_parameter(t, name="t"))
    found = parts.store.corrections(number=number, time=time, before=cursor, limit=limit, within=caller.within)
    return page([correction_json(each) for each in found], cursor=found[-1].id if len(found) == limit else None)


@router.post("/corrections", response_model=CorrectionShape, status_code=201)
def post_correction(*, body: CorrectionBody, asking: OfficerAsks) -> Response:
    """Put a value in place of a reading; the original is kept and can be put back."""
    station = known_station(asking.parts.store, body.station, within=asking.within)
    stream_of(station, body.property)
    time = to_micros(instant_parameter(body.t, name="t"))
    stations = asking.parts.store.stations()

    def act(transaction: Transaction, now: datetime) -> dict[str, Any]:
        asked = Asked(actor=asking.actor, now=now, stations=stations, within=asking.within)
        found = correct(transaction, asked, station, key=body.property, time=time, value=body.value, reason=body.reason)
        return correction_json(found)

    return asking.once(body, act, status=201)


@router.post("/corrections/{correction_id}/undo", response_model=CorrectionShape)
def post_undo(*, correction_id: str, asking: OfficerAsks) -> Response:
    """Give a reading back what a correction replaced."""
    stations = asking.parts.store.stations()

    def act(transaction: Transaction, now: datetime) -> dict[str, Any]:
        asked = Asked(actor=asking.actor, now=now, stations=stations, within=asking.within)
        return correction_json(undo(transaction, asked, correction_id))

    return asking.once(None, act)
