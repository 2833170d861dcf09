"""Incidents: the board, and what people do on it."""

from datetime import datetime
from typing import Annotated, Any

from fastapi import APIRouter, Query
from starlette.responses import Response

from alerts.issuing import follow
from api.answer import answer, page
from api.asking import Asking, OfficerAsks
from api.auth import VIEWERS
from api.given import Parts
from api.ports import Transaction
from api.problem import not_found, unprocessable
from api.query import Cursor, Limit
from api.schema.incident import AssignBody, CommentBody, IncidentPage, IncidentShape, NoteBody, OneIncidentShape
from api.schema.text import Body
from incidents.board import Act, act_by_person
from incidents.lifecycle import Move
from incidents.public import incident_json

router = APIRouter(prefix="/api/v1/incidents", tags=["incidents"])


@router.get("", dependencies=[VIEWERS], response_model=IncidentPage)
def list_incidents(
    *,
    parts: Parts,
    is_open: Annotated[bool | None, Query(alias="open", description="Only open ones, or only closed ones.")] = None,
    limit: Limit = 100,
    cursor: Cursor = None,
) -> Response:
    """List incidents, newest first."""
    found = parts.store.incidents(is_open=is_open, before=cursor, limit=limit)
    return page([incident_json(incident) for incident in found], cursor=found[-1].id if len(found) == limit else None)


@router.get("/{incident_id}", dependencies=[VIEWERS], response_model=OneIncidentShape)
def get_incident(*, incident_id: str, parts: Parts) -> Response:
    """Return one incident, and where the version of the rule is that raised it."""
    incident = parts.store.incident(incident_id)
    if incident is None:
        raise not_found("incident", incident_id)
    link = f"/api/v1/rules/{incident.rule}/versions/{incident.rule_version}"
    return answer(incident_json(incident) | {"rule_link": link})


@router.post("/{incident_id}/ack", response_model=IncidentShape)
def acknowledge(*, incident_id: str, asking: OfficerAsks, body: NoteBody | None = None) -> Response:
    """Say that one has seen it; an incident that has cleared is closed by it."""
    act = Act(move=Move.ACKNOWLEDGED, actor=asking.actor)
    return _carry_out(incident_id, [*_remark(asking, body), act], asking=asking, body=body)


@router.post("/{incident_id}/assign", response_model=IncidentShape)
def assign(*, incident_id: str, asking: OfficerAsks, body: AssignBody) -> Response:
    """Say who takes care of it; an empty name takes the care away."""
    if body.assignee and asking.parts.store.user(body.assignee) is None:
        raise unprocessable("unknown_user", f"assignee: there is no user {body.assignee!r}")
    act = Act(move=Move.ASSIGNED, actor=asking.actor, assignee=body.assignee)
    return _carry_out(incident_id, [*_remark(asking, body), act], asking=asking, body=body)


@router.post("/{incident_id}/comment", response_model=IncidentShape)
def comment(*, incident_id: str, asking: OfficerAsks, body: CommentBody) -> Response:
    """Add a remark."""
    act = Act(move=Move.COMMENTED, actor=asking.actor, text=body.text)
    return _carry_out(incident_id, [act], asking=asking, body=body)


@router.post("/{incident_id}/close", response_model=IncidentShape)
def close(*, incident_id: str, asking: OfficerAsks, body: NoteBody | None = None) -> Response:
    """Take it off the board; what people were told about it is taken back as the policy allows."""
    act = Act(move=Move.CLOSED, actor=asking.actor, text=body.note if body else "")
    return _carry_out(incident_id, [act], asking=asking, body=body)


def _remark(asking: Asking, body: NoteBody | None) -> list[Act]:
    """Return what was said along with an act as an act of its own, if anything was."""
    if body is None or not body.note.strip():
        return []
    return [Act(move=Move.COMMENTED, actor=asking.actor, text=body.note)]


def _carry_out(incident_id: str, acts: list[Act], *, asking: Asking, body: Body | None) -> Response:
    def carry_out(transaction: Transaction, now: datetime) -> dict[str, Any]:
        for act in acts:
            incident = act_by_person(transaction, incident_id, act, now=now)
        if not incident.is_open and acts[-1].move is not Move.COMMENTED:
            # Only an end has something to take back; a refused draft must not rise again from a remark.
            parts = asking.parts
            follow(transaction, [incident], policy=parts.policy, issuer=parts.issuer, now=now)
        return incident_json(incident)

    return asking.once(body, carry_out)
