"""Feeds: issued warnings for everybody, without a login.

Drafts, reviewed and rejected warnings never appear here. A warning that was told keeps its address after it is
superseded, cancelled or expired, because other messages refer to it.
"""

import hashlib
from typing import Annotated

from fastapi import APIRouter, Header
from starlette.responses import Response

from alerts.cap import to_cap
from alerts.warning import Stage, Warning  # noqa: A004 -- the field's word
from api.auth import Parts
from api.ports import Store
from api.problem import not_found
from api.routes.warnings import CAP_TYPE

router = APIRouter(prefix="/feeds", tags=["feeds"])

#: Stages of warnings that people were told.
_TOLD = frozenset({Stage.ISSUED, Stage.SUPERSEDED, Stage.CANCELLED, Stage.EXPIRED})

IfNoneMatch = Annotated[str | None, Header(alias="If-None-Match")]


@router.get("/cap/{identifier}.xml", response_class=Response, responses={200: {"content": {CAP_TYPE: {}}}})
def cap(*, identifier: str, parts: Parts, known: IfNoneMatch = None) -> Response:
    """Return one warning that was told, as CAP 1.2."""
    warning = _told(parts.store, identifier)
    return _cached(to_cap(warning), media_type=CAP_TYPE, known=known)


def _told(store: Store, identifier: str) -> Warning:
    before: str | None = None
    while True:
        found = store.warnings(before=before, limit=1000, stages=_TOLD)
        for warning in found:
            if warning.identifier == identifier:
                return warning
        if len(found) < 1000:
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
