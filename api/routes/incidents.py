"""Incidents: the board, and what people do on it."""

from datetime import datetime
from typing import Annotated, Any

from fastapi import APIRouter, Query
from starlette.responses import Response

from alerts.raising import tell_escalated
from api.answer import answer, page
from api.asking import Asking, OfficerAsks
from api.auth import Officer, Viewer
from api.case_acts import check_reach, follow_up, network_of
from api.given import Parts
from api.pictures import is_shown
from api.ports import Transaction
from api.problem import not_found, unprocessable
from api.query import Cursor, Limit
from api.schema.incident import (
    AssignBody,
    CommentBody,
    EscalateBody,
    EvidenceBody,
    IncidentPage,
    IncidentShape,
    NoteBody,
    OneIncidentShape,
    TimelineShape,
)
from api.schema.text import Body
from api.shown import shown_incidents
from api.timeline import incident_timeline
from incidents.board import Act, acts_by_person
from incidents.incident import Exhibit, ExhibitKind
from incidents.lifecycle import KEPT, Move
from incidents.public import REASONS_IN_A_ROW, incident_json

router = APIRouter(prefix="/api/v1/incidents", tags=["incidents"])

#: Warnings and messages of one incident that its timeline is made of.
_MOST = 1000


@router.get("", response_model=IncidentPage)
def list_incidents(
    *,
    parts: Parts,
    caller: Viewer,
    is_open: Annotated[bool | None, Query(alias="open", description="Only open ones, or only closed ones.")] = None,
    situation: Annotated[str | None, Query(max_length=64, description="Of one situation only.")] = None,
    reasons: Annotated[int, Query(ge=1, le=KEPT, description="The newest reasons of each.")] = REASONS_IN_A_ROW,
    limit: Limit = 100,
    cursor: Cursor = None,
) -> Response:
    """List incidents, newest first, each with its newest reasons; one incident alone has all that it keeps."""
    found = parts.store.incidents(
        is_open=is_open, before=cursor, limit=limit, within=caller.within, situation=situation, reasons=reasons
    )
    return page(shown_incidents(found), cursor=found[-1].id if len(found) == limit else None)


@router.get("/{incident_id}", response_model=OneIncidentShape)
def get_incident(*, incident_id: str, parts: Parts, caller: Viewer) -> Response:
    """Return one incident, and where the version of the rule is that raised it."""
    incident = parts.store.incident(incident_id)
    if incident is None or not incident.division.startswith(caller.within):
        raise not_found("incident", incident_id)
    is_judged = ":" not in incident.rule
    link = f"/api/v1/rules/{incident.rule}/versions/{incident.rule_version}" if is_judged else ""
    return answer(incident_json(incident) | {"rule_link": link})


@router.get("/{incident_id}/timeline", response_model=TimelineShape)
def get_timeline(*, incident_id: str, parts: Parts, caller: Viewer) -> Response:
    """Return what happened about it, oldest first: the incident, its warnings and messages, its tasks."""
    store = parts.store
    incident = store.incident(incident_id)
    if incident is None or not incident.division.startswith(caller.within):
        raise not_found("incident", incident_id)
    warnings = store.warnings(incident=incident_id, limit=_MOST)
    moments = incident_timeline(
        store.story_of_incident(incident_id, limit=_MOST),
        warnings=warnings,
        deliveries={warning.id: store.deliveries(warning=warning.id, limit=_MOST) for warning in warnings},
        tasks=store.tasks(incident=incident_id, limit=_MOST),
    )
    return answer({"items": moments})


@router.post("/{incident_id}/ack", response_model=IncidentShape)
def acknowledge(*, incident_id: str, asking: OfficerAsks, caller: Officer, body: NoteBody | None = None) -> Response:
    """Say that one has seen it; an incident that has cleared is closed by it."""
    return _plain(incident_id, Move.ACKNOWLEDGED, asking=asking, within=caller.within, body=body)


@router.post("/{incident_id}/unack", response_model=IncidentShape)
def unacknowledge(*, incident_id: str, asking: OfficerAsks, caller: Officer, body: NoteBody | None = None) -> Response:
    """Take the acknowledgement back: it is open again."""
    return _plain(incident_id, Move.UNACKNOWLEDGED, asking=asking, within=caller.within, body=body)


@router.post("/{incident_id}/start", response_model=IncidentShape)
def start(*, incident_id: str, asking: OfficerAsks, caller: Officer, body: NoteBody | None = None) -> Response:
    """Say that work on it has begun; that does not lapse."""
    return _plain(incident_id, Move.STARTED, asking=asking, within=caller.within, body=body)


@router.post("/{incident_id}/assign", response_model=IncidentShape)
def assign(*, incident_id: str, asking: OfficerAsks, caller: Officer, body: AssignBody) -> Response:
    """Say who takes care of it; an empty name takes the care away."""
    assignee = asking.parts.store.user(body.assignee) if body.assignee else None
    if body.assignee and (assignee is None or not caller.reaches(assignee.within)):
        raise unprocessable("unknown_user", f"assignee: there is no user {body.assignee!r}")
    act = Act(move=Move.ASSIGNED, actor=asking.actor, assignee=body.assignee)
    acts = [*_remark(asking, body), act]
    return _carry_out(incident_id, acts, asking=asking, within=caller.within, body=body)


@router.post("/{incident_id}/escalate", response_model=IncidentShape)
def escalate(*, incident_id: str, asking: OfficerAsks, caller: Officer, body: EscalateBody) -> Response:
    """Say to whom it goes up: a user, a duty or a division; contacts among them get a message."""
    act = Act(move=Move.ESCALATED, actor=asking.actor, assignee=body.to)
    acts = [*_remark(asking, body), act]
    return _carry_out(incident_id, acts, asking=asking, within=caller.within, body=body)


@router.post("/{incident_id}/comment", response_model=IncidentShape)
def comment(*, incident_id: str, asking: OfficerAsks, caller: Officer, body: CommentBody) -> Response:
    """Add a remark."""
    act = Act(move=Move.COMMENTED, actor=asking.actor, text=body.text)
    return _carry_out(incident_id, [act], asking=asking, within=caller.within, body=body)


@router.post("/{incident_id}/evidence", response_model=IncidentShape)
def attach(*, incident_id: str, asking: OfficerAsks, caller: Officer, body: EvidenceBody) -> Response:
    """Attach a picture that is kept here, by its hash, or a stretch of readings."""
    exhibit = _exhibit(asking, body)
    act = Act(move=Move.EXHIBITED, actor=asking.actor, text=body.note, exhibit=exhibit)
    return _carry_out(incident_id, [act], asking=asking, within=caller.within, body=body)


@router.post("/{incident_id}/close", response_model=IncidentShape)
def close(*, incident_id: str, asking: OfficerAsks, caller: Officer, body: NoteBody | None = None) -> Response:
    """Take it off the board; what people were told about it is taken back as the policy allows."""
    act = Act(move=Move.CLOSED, actor=asking.actor, text=body.note if body else "")
    return _carry_out(incident_id, [act], asking=asking, within=caller.within, body=body)


def _exhibit(asking: Asking, body: EvidenceBody) -> Exhibit:
    """Return the evidence that a body names, if it is there."""
    parts, now = asking.parts, asking.parts.clock()
    if body.kind == ExhibitKind.IMAGE.value:
        if not body.sha256 or not is_shown(parts, body.sha256, within=asking.within):
            raise unprocessable("unknown_picture", f"sha256: expected a picture that is kept here, got {body.sha256!r}")
        return Exhibit(at=now, author=asking.actor, kind=ExhibitKind.IMAGE, note=body.note.strip(), sha256=body.sha256)
    begin, end = body.start, body.end
    known = {
        stream.property
        for each in parts.store.stations(within=asking.within)
        if each.id == body.station
        for stream in each.datastreams
    }
    if body.property not in known:
        raise unprocessable("unknown_series", f"station {body.station!r} does not measure {body.property!r}")
    if begin is None or end is None or end <= begin:
        raise unprocessable("bad_span", "expected `from` and a later `to`")
    return Exhibit(
        at=now,
        author=asking.actor,
        kind=ExhibitKind.SERIES,
        note=body.note.strip(),
        station=body.station,
        property=body.property,
        start=begin,
        end=end,
    )


def _remark(asking: Asking, body: NoteBody | None) -> list[Act]:
    """Return what was said along with an act as an act of its own, if anything was."""
    if body is None or not body.note.strip():
        return []
    return [Act(move=Move.COMMENTED, actor=asking.actor, text=body.note)]


def _plain(incident_id: str, move: Move, *, asking: Asking, within: str, body: NoteBody | None) -> Response:
    acts = [*_remark(asking, body), Act(move=move, actor=asking.actor)]
    return _carry_out(incident_id, acts, asking=asking, within=within, body=body)


def _carry_out(incident_id: str, acts: list[Act], *, asking: Asking, within: str, body: Body | None) -> Response:
    network = network_of(asking.parts) if acts[-1].move in _ENDS else None

    def carry_out(transaction: Transaction, now: datetime) -> dict[str, Any]:
        check_reach(transaction.incident(incident_id), incident_id, within=within)
        rivers = {} if network is None else {"network": network}
        incident, *others = acts_by_person(transaction, incident_id, acts, now=now, **rivers)
        # Only an end has something to take back; a refused draft must not rise again from a remark.
        ended = [incident] if not incident.is_open and acts[-1].move in _ENDS else []
        follow_up(transaction, [*ended, *others], parts=asking.parts, now=now)
        if isinstance(body, EscalateBody):
            status = asking.parts.issuer.status
            tell_escalated(transaction, incident, actor=asking.actor, note=body.note, status=status, now=now)
        return incident_json(incident)

    return asking.once(body, carry_out)


#: Acts that may end an incident.
_ENDS = frozenset({Move.ACKNOWLEDGED, Move.CLOSED})
