"""Feeds: issued warnings for everybody, without a login.

Drafts, reviewed and rejected warnings never appear here. A warning that was told keeps its address after it is
superseded, cancelled or expired, because other messages refer to it.
"""

import hashlib
import re
from datetime import datetime, timedelta
from typing import Annotated

import msgspec
from fastapi import APIRouter, Header, Request
from starlette.responses import Response

from alerts.atom import CAP_MEDIA_TYPE, atom_feed
from alerts.cap import to_cap
from alerts.geojson import warnings_geojson
from alerts.validity import Validity, is_in_force, validity
from alerts.warning import Stage, Warning  # noqa: A004 -- the field's word
from api.given import Parts
from api.parts import ApiParts
from api.ports import Store
from api.problem import not_found
from incidents.identity import new_id
from sensing.instant import BEIJING

router = APIRouter(prefix="/feeds", tags=["feeds"])

#: Stages of warnings that people were told.
_TOLD = frozenset({Stage.ISSUED, Stage.SUPERSEDED, Stage.CANCELLED, Stage.EXPIRED})

_ATOM_TYPE = "application/atom+xml"
_GEOJSON_TYPE = "application/geo+json"

#: Warnings looked through at once.
_PAGE = 1000
#: Beijing time of making, and the end of the id.
_IDENTIFIER = re.compile(r"FH-([0-9]{14})-[0-9a-f]{12}")
#: Characters of an id that tell its millisecond.
_TIME_LENGTH = 13

IfNoneMatch = Annotated[str | None, Header(alias="If-None-Match")]


@router.get("/cap.atom", response_class=Response, responses={200: {"content": {_ATOM_TYPE: {}}}})
def atom(*, request: Request, parts: Parts, known: IfNoneMatch = None) -> Response:
    """Return the warnings in force, and what took earlier ones back, as an Atom feed of CAP messages."""
    body = atom_feed(
        _valid(parts),
        base_url=str(request.base_url).rstrip("/"),
        title=parts.name,
        author=parts.issuer.sender_name,
        # An empty feed is told as changed once a day, not with every look.
        now=parts.clock().replace(hour=0, minute=0, second=0, microsecond=0),
    )
    return _cached(body, media_type=_ATOM_TYPE, known=known)


@router.get("/warnings.geojson", response_class=Response, responses={200: {"content": {_GEOJSON_TYPE: {}}}})
def geojson(*, parts: Parts, known: IfNoneMatch = None) -> Response:
    """Return the warnings in force as GeoJSON."""
    now = parts.clock()
    in_force = [warning for warning in _valid(parts) if is_in_force(warning, now=now)]
    return _cached(msgspec.json.encode(warnings_geojson(in_force)), media_type=_GEOJSON_TYPE, known=known)


@router.get("/cap/{identifier}.xml", response_class=Response, responses={200: {"content": {CAP_MEDIA_TYPE: {}}}})
def cap(*, identifier: str, parts: Parts, known: IfNoneMatch = None) -> Response:
    """Return one warning that was told, as CAP 1.2."""
    return _cached(to_cap(_told(parts.store, identifier)), media_type=CAP_MEDIA_TYPE, known=known)


def _valid(parts: ApiParts) -> list[Warning]:
    now = parts.clock()
    issued = parts.store.warnings(limit=_PAGE, stages=frozenset({Stage.ISSUED}))
    return [warning for warning in issued if validity(warning, now=now) is Validity.VALID]


def _told(store: Store, identifier: str) -> Warning:
    """Return a warning that was told.

    The identifier shows the second of its making and ids sort by time, so only that second is looked through:
    asking for what does not exist costs nothing.
    """
    made = _IDENTIFIER.fullmatch(identifier)
    if made is None:
        raise not_found("warning", identifier)
    try:
        second = datetime.strptime(made.group(1), "%Y%m%d%H%M%S").replace(tzinfo=BEIJING)
    except ValueError:
        raise not_found("warning", identifier) from None
    before, oldest = new_id(second + timedelta(seconds=1)), new_id(second)[:_TIME_LENGTH]
    while True:
        found = store.warnings(before=before, limit=_PAGE, stages=_TOLD)
        for warning in found:
            if warning.identifier == identifier:
                return warning
        if len(found) < _PAGE or found[-1].id < oldest:
            raise not_found("warning", identifier)
        before = found[-1].id


def _cached(body: bytes, *, media_type: str, known: str | None) -> Response:
    tag = f'"{hashlib.sha256(body).hexdigest()[:32]}"'
    headers = {
        "etag": tag,
        "cache-control": "public, max-age=10",
        "access-control-allow-origin": "*",
        "cross-origin-resource-policy": "cross-origin",
    }
    tags = {part.strip().removeprefix("W/") for part in (known or "").split(",")}
    if tag in tags or "*" in tags:
        return Response(status_code=304, headers=headers)
    return Response(body, media_type=media_type, headers=headers)
