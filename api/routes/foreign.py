"""Foreign: messages of other agencies come in, and are shown beside our own warnings, never among them.

Whoever hands one in is only the carrier: what it says is believed for the signature and the sender's authority. What
is refused is kept with its reason.
"""

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query, Request
from starlette.responses import Response

from alerts.admission import admit
from alerts.atom import CAP_MEDIA_TYPE
from alerts.cap_document import Form
from alerts.door import Outcome
from alerts.errors import ForeignError
from alerts.foreign import ForeignPoll, foreign_json, refusal_json
from alerts.signing import fingerprint
from alerts.source import Source
from api.answer import answer, page
from api.auth import Officer, Viewer
from api.given import Parts
from api.problem import ApiError, not_found, unprocessable
from api.query import Cursor, Limit
from api.schema.foreign import ForeignPage, ForeignShape, RefusalPage, SourcesShape, TakenShape
from sensing.instant import format_instant

router = APIRouter(prefix="/api/v1/foreign", tags=["foreign"])

_XML: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "content": {
            "application/cap+xml": {"schema": {"type": "string"}},
            "application/xml": {"schema": {"type": "string"}},
        },
    }
}
_MEDIA = {Form.CAP: CAP_MEDIA_TYPE, Form.CN12379: "application/xml"}


async def body_bytes(request: Request) -> bytes:
    """Return the bytes of the request."""
    return await request.body()


@router.post(
    "/cap",
    status_code=201,
    response_model=TakenShape,
    openapi_extra=_XML,
    responses={200: {"model": TakenShape, "description": "It was known, byte by byte."}},
)
def hand_in(*, body: Annotated[bytes, Depends(body_bytes)], caller: Officer, parts: Parts) -> Response:
    """Hand in a message of another agency: CAP 1.2, or that of 12379."""
    if parts.foreign is None:
        raise ApiError("no_sources", "no other agency is listed: set FENGHUO_FOREIGN__SOURCES", status=503)
    now = parts.clock()
    try:
        outcome, message = admit(parts.store, parts.foreign, body, via=caller.user, now=now, within=caller.within)
    except ForeignError as error:
        raise unprocessable(error.code, str(error)) from None
    shown = {"outcome": outcome.value, "message": foreign_json(message, now=now)}
    return answer(shown, status=201 if outcome is Outcome.TAKEN else 200)


@router.get("", response_model=ForeignPage)
def list_foreign(
    *,
    caller: Viewer,
    parts: Parts,
    current: Annotated[bool, Query(description="Only what counts now.")] = False,
    limit: Limit = 100,
    cursor: Cursor = None,
) -> Response:
    """List messages of other agencies, newest first."""
    now = parts.clock()
    found = parts.store.foreign_messages(
        within=caller.within, before=cursor, limit=limit, current_at=now if current else None
    )
    return page([foreign_json(each, now=now) for each in found], cursor=found[-1].id if len(found) == limit else None)


@router.get("/refused", response_model=RefusalPage)
def list_refused(*, caller: Officer, parts: Parts, limit: Limit = 100, cursor: Cursor = None) -> Response:
    """List what was refused, newest first; of the whole city or of nobody, for it belongs to no division."""
    found = [] if caller.within else parts.store.foreign_refusals(before=cursor, limit=limit)
    return page([refusal_json(each) for each in found], cursor=found[-1].id if len(found) == limit else None)


@router.get("/sources", response_model=SourcesShape)
def list_sources(*, caller: Viewer, parts: Parts) -> Response:
    """List the agencies that are believed, and how the reading of their feeds goes."""
    sources = {source.name: source for source in parts.foreign.sources.by_sender.values()} if parts.foreign else {}
    seen = [_source(each) for each in sources.values() if any(code.startswith(caller.within) for code in each.prefixes)]
    feeds = [] if caller.within else [_feed(poll) for poll in parts.store.foreign_polls()]
    return answer({"sources": seen, "feeds": feeds})


@router.get("/{message_id}", response_model=ForeignShape)
def get_foreign(*, message_id: str, caller: Viewer, parts: Parts) -> Response:
    """Return one message of another agency."""
    found = parts.store.foreign_message(message_id, within=caller.within)
    if found is None:
        raise not_found("foreign message", message_id)
    return answer(foreign_json(found[0], now=parts.clock()))


@router.get(
    "/{message_id}/message.xml",
    response_class=Response,
    responses={200: {"content": {CAP_MEDIA_TYPE: {}}, "description": "the bytes as they came"}},
)
def get_bytes(*, message_id: str, caller: Viewer, parts: Parts) -> Response:
    """Return the bytes of one message of another agency as they came."""
    found = parts.store.foreign_message(message_id, within=caller.within)
    if found is None:
        raise not_found("foreign message", message_id)
    return Response(found[1], media_type=_MEDIA[found[0].bulletin.form])


def _source(source: Source) -> dict[str, Any]:
    pins = {fingerprint(certificate) for certificate in source.pins.certificates} | source.pins.fingerprints
    return {
        "name": source.name,
        "senders": sorted(source.senders),
        "divisions": list(source.divisions),
        "needs_signature": source.needs_signature,
        "pins": sorted(pins),
    }


def _feed(poll: ForeignPoll) -> dict[str, Any]:
    return {
        "url": poll.url,
        "due": format_instant(poll.due),
        "answered": None if poll.answered is None else format_instant(poll.answered),
        "why": poll.why,
        "fails": poll.fails,
    }
