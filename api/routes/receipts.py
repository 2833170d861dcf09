"""Receipts that providers push: what became of messages that they accepted.

A provider shows the secret that it was given, as ``Authorization: Bearer`` or as the password of ``Basic``: never in
the URL, which ends up in logs.
"""

import base64
import binascii
import hmac
import json
from collections.abc import Mapping
from typing import Any

from fastapi import APIRouter, Request
from fastapi.concurrency import run_in_threadpool
from starlette.responses import JSONResponse, Response

from alerts.outgoing import Receipt
from api.parts import ApiParts
from api.problem import ApiError, not_found, unprocessable

router = APIRouter(prefix="/api/v1", tags=["channels"])

#: Receipts in one push at most.
MOST = 2000


@router.post("/receipts/{provider}", response_model=dict[str, Any])
async def take_receipts(provider: str, request: Request) -> Response:
    """Take what a provider says of messages; answered in the provider's own words."""
    parts: ApiParts = request.app.state.parts
    reader = parts.receipt_readers.get(provider)
    if reader is None:
        raise not_found("provider", provider)
    if not hmac.compare_digest(_shown(request.headers.get("authorization", "")).encode(), reader.secret.encode()):
        raise ApiError("invalid_token", "expected the secret of this provider", status=401)
    receipts = reader.read(_items(await request.body()))
    await run_in_threadpool(_keep, parts, receipts)
    return JSONResponse(dict(reader.thanks))


def _keep(parts: ApiParts, receipts: list[Receipt]) -> None:
    with parts.store.begin() as tx:
        tx.push_receipts(receipts, at=parts.clock())


def _items(body: bytes) -> list[Mapping[str, Any]]:
    try:
        items = json.loads(body)
    except (ValueError, RecursionError):
        items = None
    if not isinstance(items, list) or len(items) > MOST or not all(isinstance(item, dict) for item in items):
        raise unprocessable("bad_request", f"expected a JSON array of at most {MOST} objects")
    return items


def _shown(header: str) -> str:
    scheme, _, value = header.partition(" ")
    if scheme.lower() == "bearer":
        return value.strip()
    if scheme.lower() != "basic":
        return ""
    try:
        return base64.b64decode(value, validate=True).decode().partition(":")[2]
    except (binascii.Error, ValueError):
        return ""
