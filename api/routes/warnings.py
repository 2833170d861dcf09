"""Warnings: what people are told, and who released it; the messages sent; the journal."""

from dataclasses import replace
from datetime import datetime
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Header, Query
from starlette.responses import Response

from alerts.acting import act_by_person
from alerts.composing import check_issuable, draft_by_hand, draft_for_incident, edit, preview
from alerts.errors import ApprovalError, PermissionRefusedError
from alerts.handwriting import own_words
from alerts.preview import texts_json
from alerts.public import warning_json
from alerts.targeting_gate import TO_CONFIRM
from alerts.warning import Stage, Warning  # noqa: A004 -- the field's word
from api.answer import answer, number_cursor, page
from api.asking import Asking, OfficerAsks
from api.auth import Viewer
from api.given import Parts
from api.journal import row_json
from api.ports import Transaction
from api.problem import not_found, unprocessable
from api.query import Cursor, Limit
from api.schema.journal import JournalPage
from api.schema.template import PreviewShape
from api.schema.warning import (
    OneWarningShape,
    WarningActBody,
    WarningBody,
    WarningEditBody,
    WarningPage,
    WarningShape,
)
from sensing.instant import format_instant

router = APIRouter(prefix="/api/v1", tags=["warnings"])


@router.get("/warnings", response_model=WarningPage)
def list_warnings(
    *,
    caller: Viewer,
    parts: Parts,
    incident: Annotated[str | None, Query(max_length=64, description="Only those about this incident.")] = None,
    stage: Annotated[list[Stage] | None, Query(description="Only these stages.")] = None,
    waiting: Annotated[
        bool, Query(description="Only those that wait for a person: to be released, looked at afterwards, or renewed.")
    ] = False,
    limit: Limit = 100,
    cursor: Cursor = None,
) -> Response:
    """List warnings, newest first."""
    stages = frozenset(stage) if stage else None
    found = parts.store.warnings(
        before=cursor, limit=limit, incident=incident, stages=stages, within=caller.within, is_waiting=waiting
    )
    return page([warning_json(warning) for warning in found], cursor=found[-1].id if len(found) == limit else None)


@router.post("/warnings", status_code=201, response_model=WarningShape)
def draft(*, body: WarningBody, asking: OfficerAsks) -> Response:
    """Draft a warning about an incident, or one written by hand; it waits for approval."""
    parts, person = asking.parts, asking.person

    def carry_out(transaction: Transaction, now: datetime) -> dict[str, Any]:
        try:
            if body.incident is not None:
                drafted = draft_for_incident(
                    transaction,
                    body.incident,
                    issuer=parts.issuer,
                    person=person,
                    now=now,
                    policy=parts.policy,
                    words=body.words(),
                )
            else:
                drafted = draft_by_hand(
                    transaction, body.composition(), issuer=parts.issuer, person=person, now=now, policy=parts.policy
                )
        except ApprovalError as error:
            if error.code in _BAD_WORDS:
                raise unprocessable(error.code, str(error)) from None
            raise
        _check_issuable(drafted, transaction, asking=asking, now=now)
        return warning_json(drafted)

    return asking.once(body, carry_out, status=201)


#: What the author of a warning can mend at once.
_BAD_WORDS = frozenset({"bad_expiry", "bad_level", "bad_target", "coarse_area", "empty_area", "empty_text"})


def _check_issuable(drafted: Warning, transaction: Transaction, *, asking: Asking, now: datetime) -> None:
    """Refuse what nobody could approve while its author is still there to mend it.

    Raises:
        ApiError: If it could not be issued.
    """
    if not drafted.division.strip("0"):
        raise unprocessable("empty_area", f"division: expected a place, got {drafted.division!r}")
    try:
        check_issuable(transaction, drafted, issuer=asking.parts.issuer, now=now)
    except ApprovalError as error:
        if error.code in TO_CONFIRM or isinstance(error, PermissionRefusedError):
            raise
        raise unprocessable(error.code, str(error)) from None


@router.post("/warnings/preview", response_model=PreviewShape)
def preview_warning(*, body: WarningBody, asking: OfficerAsks) -> Response:
    """Return what would be told on each channel and in each language, and what it would take; nothing is kept."""
    parts = asking.parts
    asked = body.incident if body.incident is not None else body.composition()
    with parts.store.begin() as transaction:
        now = parts.clock()
        try:
            shown, demand = preview(
                transaction,
                asked,
                issuer=parts.issuer,
                person=asking.person,
                now=now,
                policy=parts.policy,
                words=body.words(),
            )
        except PermissionRefusedError:
            raise
        except ApprovalError as error:
            raise unprocessable(error.code, str(error)) from None
        troubles = [note for note in shown.steps[-1].note.split("; ") if note]
        try:
            _check_issuable(shown, transaction, asking=asking, now=now)
        except ApprovalError as error:
            if error.code not in TO_CONFIRM:
                raise
            troubles.append(str(error))
    return answer(
        {
            "needs": demand.release.value,
            "policy": demand.policy.id,
            "expires": format_instant(shown.expires),
            "troubles": troubles,
            "texts": texts_json(shown, shown.texts),
            "retraction": texts_json(shown, shown.retraction),
        }
    )


@router.get("/warnings/{warning_id}", response_model=OneWarningShape)
def get_warning(*, warning_id: str, caller: Viewer, parts: Parts) -> Response:
    """Return one warning; its ``ETag`` is the hash of its content."""
    warning = parts.store.warning(warning_id)
    if warning is None or not warning.division.startswith(caller.within):
        raise not_found("warning", warning_id)
    own: dict[str, dict[str, str]] = {"short": {}, "sms": {}}
    if warning.stage in {Stage.DRAFT, Stage.REVIEWED}:
        templates = parts.issuer.templates.over(parts.store.templates())
        own = own_words(warning, issuer=replace(parts.issuer, templates=templates), now=parts.clock())
    shown = warning_json(warning) | {"own": own}
    found = answer(shown)
    found.headers["etag"] = f'"{shown["content_hash"]}"'
    return found


@router.put("/warnings/{warning_id}", response_model=WarningShape)
def edit_warning(
    *,
    warning_id: str,
    body: WarningEditBody,
    asking: OfficerAsks,
    if_match: Annotated[
        str, Header(pattern=r'^"?[0-9a-f]{64}"?$', description="`content_hash` of what was read; 409 if it changed.")
    ],
) -> Response:
    """Change the words of a draft; whoever approved it must read it again."""
    parts = asking.parts

    def carry_out(transaction: Transaction, now: datetime) -> dict[str, Any]:
        try:
            edited = edit(
                transaction,
                warning_id,
                body.composition(),
                person=asking.person,
                issuer=parts.issuer,
                now=now,
                content=if_match.strip('"'),
                policy=parts.policy,
            )
        except ApprovalError as error:
            if error.code in _BAD_WORDS:
                raise unprocessable(error.code, str(error)) from None
            raise
        _check_issuable(edited, transaction, asking=asking, now=now)
        return warning_json(edited)

    return asking.once(body, carry_out)


@router.post("/warnings/{warning_id}/{verb}", response_model=WarningShape)
def act(
    *,
    warning_id: str,
    verb: Literal["review", "approve", "reject", "cancel", "renew", "sign"],
    asking: OfficerAsks,
    body: WarningActBody | None = None,
) -> Response:
    """Review, approve or reject a draft; cancel or renew an issued warning; sign what was issued without anybody.

    ``approve`` names what was read by its ``content_hash`` and issues it, if it is still that, once as many people have
    as its policy asks for. ``cancel`` and ``renew`` answer the message that was issued to the same recipients, or that
    waits for a second person.
    """
    said = body or WarningActBody()
    parts = asking.parts

    def carry_out(transaction: Transaction, now: datetime) -> dict[str, Any]:
        after = act_by_person(
            transaction,
            warning_id,
            verb,
            person=asking.person,
            issuer=parts.issuer,
            now=now,
            policy=parts.policy,
            note=said.note,
            content=said.content_hash or "",
        )
        return warning_json(after)

    return asking.once(body, carry_out)


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
    rows = parts.store.journal(since=start, limit=limit, within=caller.within)
    return page([row_json(row, role=caller.role) for row in rows], cursor=rows[-1].seq if len(rows) == limit else None)
