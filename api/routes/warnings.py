"""Warnings: what people are told, and who released it; the messages sent; the journal."""

from datetime import datetime
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Query
from starlette.responses import Response

from alerts.desk import Desk
from alerts.errors import ApprovalError
from alerts.issuing import act_by_person, draft_by_hand, draft_for_incident
from alerts.public import delivery_json, warning_json
from alerts.warning import Stage, Warning  # noqa: A004 -- the field's word
from api.answer import answer, number_cursor, page
from api.asking import OfficerAsks
from api.auth import VIEWERS, Viewer
from api.given import Parts
from api.journal import row_json
from api.ports import Transaction
from api.problem import not_found, unprocessable
from api.query import Cursor, Limit
from api.schema.warning import (
    DeliveryPage,
    JournalPage,
    WarningActBody,
    WarningBody,
    WarningPage,
    WarningShape,
)

router = APIRouter(prefix="/api/v1", tags=["warnings"])


@router.get("/warnings", dependencies=[VIEWERS], response_model=WarningPage)
def list_warnings(
    *,
    parts: Parts,
    incident: Annotated[str | None, Query(max_length=64, description="Only those about this incident.")] = None,
    stage: Annotated[list[Stage] | None, Query(description="Only these stages.")] = None,
    limit: Limit = 100,
    cursor: Cursor = None,
) -> Response:
    """List warnings, newest first."""
    stages = frozenset(stage) if stage else None
    found = parts.store.warnings(before=cursor, limit=limit, incident=incident, stages=stages)
    return page([warning_json(warning) for warning in found], cursor=found[-1].id if len(found) == limit else None)


@router.post("/warnings", status_code=201, response_model=WarningShape)
def draft(*, body: WarningBody, asking: OfficerAsks) -> Response:
    """Draft a warning about an incident, or one written by hand; it waits for approval."""
    issuer = asking.parts.issuer

    def carry_out(transaction: Transaction, now: datetime) -> dict[str, Any]:
        if body.incident is not None:
            drafted = draft_for_incident(transaction, body.incident, issuer=issuer, actor=asking.actor, now=now)
        else:
            drafted = draft_by_hand(transaction, body.composition(), issuer=issuer, actor=asking.actor, now=now)
        _check_issuable(drafted, transaction, actor=asking.actor, now=now)
        return warning_json(drafted)

    return asking.once(body, carry_out, status=201)


def _check_issuable(drafted: Warning, transaction: Transaction, *, actor: str, now: datetime) -> None:
    """Refuse what nobody could approve while its author is still there to mend it.

    Raises:
        ApiError: If it could not be issued.
    """
    if not drafted.division.strip("0"):
        raise unprocessable("empty_area", f"division: expected a place, got {drafted.division!r}")
    try:
        # A rehearsal: what the desk did is thrown away with it, for it is never committed.
        Desk(transaction, now=now).issue(drafted, actor=actor)
    except ApprovalError as error:
        raise unprocessable(error.code, str(error)) from None


@router.get("/warnings/{warning_id}", dependencies=[VIEWERS], response_model=WarningShape)
def get_warning(*, warning_id: str, parts: Parts) -> Response:
    """Return one warning."""
    warning = parts.store.warning(warning_id)
    if warning is None:
        raise not_found("warning", warning_id)
    return answer(warning_json(warning))


@router.post("/warnings/{warning_id}/{verb}", response_model=WarningShape)
def act(
    *,
    warning_id: str,
    verb: Literal["review", "approve", "reject", "cancel"],
    asking: OfficerAsks,
    body: WarningActBody | None = None,
) -> Response:
    """Review, approve or reject a draft; cancel an issued warning.

    ``approve`` issues it; with ``content_hash`` only if it is still what was read. ``cancel`` answers the Cancel
    that was issued to the same recipients.
    """
    said = body or WarningActBody()

    def carry_out(transaction: Transaction, now: datetime) -> dict[str, Any]:
        after = act_by_person(
            transaction,
            warning_id,
            verb,
            actor=asking.actor,
            now=now,
            note=said.note,
            content=said.content_hash or "",
            seal=asking.parts.issuer.seal,
        )
        return warning_json(after)

    return asking.once(body, carry_out)


@router.get("/deliveries", dependencies=[VIEWERS], response_model=DeliveryPage, tags=["deliveries"])
def list_deliveries(
    *,
    parts: Parts,
    warning: Annotated[str | None, Query(max_length=64, description="Only those of this warning.")] = None,
    limit: Limit = 100,
    cursor: Cursor = None,
) -> Response:
    """List messages to recipients, newest first."""
    found = parts.store.deliveries(warning=warning, before=cursor, limit=limit)
    return page([delivery_json(one) for one in found], cursor=found[-1].id if len(found) == limit else None)


@router.get("/journal", response_model=JournalPage, tags=["journal"])
def list_journal(
    *,
    caller: Viewer,
    parts: Parts,
    since: Annotated[str | None, Query(max_length=20, description="Rows after this sequence number.")] = None,
    limit: Limit = 100,
    cursor: Cursor = None,
) -> Response:
    """List journal rows, ascending; `next` is the `since` of the next page."""
    start = number_cursor(cursor if cursor is not None else since) or 0
    if start < 0:
        raise unprocessable("bad_cursor", f"since: expected a sequence number, got {start}")
    rows = parts.store.journal(since=start, limit=limit)
    return page([row_json(row, role=caller.role) for row in rows], cursor=rows[-1].seq if len(rows) == limit else None)
