"""Acts: what people, the clock and other incidents do to an incident. Pure; the table is in ``incidents.lifecycle``."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from incidents.errors import LifecycleError
from incidents.incident import Incident, Remark, State
from incidents.lifecycle import MOVES, Move, entered

if TYPE_CHECKING:
    from datetime import datetime

    from incidents.incident import Exhibit

#: Who acts when nobody does.
CLOCK = "clock"


def acknowledge(incident: Incident, *, actor: str, now: datetime) -> Incident:
    """Return the incident once a named person has seen it; one that has cleared is closed by it."""
    after = _moved(incident, Move.ACKNOWLEDGED, actor=actor, now=now)
    return replace(after, acknowledged_by=actor, acknowledged_at=now)


def unacknowledge(incident: Incident, *, actor: str, now: datetime) -> Incident:
    """Return the incident as if nobody had seen it: whoever acknowledged it takes that back."""
    return _moved(incident, Move.UNACKNOWLEDGED, actor=actor, now=now)


def lapse(incident: Incident, *, now: datetime) -> Incident:
    """Return the incident after its acknowledgement ran out."""
    return _moved(incident, Move.LAPSED, actor=CLOCK, now=now)


def assign(incident: Incident, *, actor: str, now: datetime, assignee: str) -> Incident:
    """Return the incident with a person who takes care of it; an empty name takes the care away again."""
    move = Move.ASSIGNED if assignee.strip() else Move.UNASSIGNED
    return replace(_moved(incident, move, actor=actor, now=now), assignee=assignee.strip())


def start(incident: Incident, *, actor: str, now: datetime) -> Incident:
    """Return the incident while somebody works on it; who begins has seen it."""
    after = _moved(incident, Move.STARTED, actor=actor, now=now)
    if after.acknowledged_by:
        return after
    return replace(after, acknowledged_by=actor, acknowledged_at=now)


def escalate(incident: Incident, *, actor: str, now: datetime, to: str) -> Incident:
    """Return the incident with word of whom it was escalated to: a user, a duty or a division."""
    after = _moved(incident, Move.ESCALATED, actor=actor, now=now)
    if not to.strip():
        raise LifecycleError("empty_text", "an escalation names whom it goes to, got an empty name")
    return replace(after, escalated_to=to.strip())


def comment(incident: Incident, *, actor: str, now: datetime, text: str) -> Incident:
    """Return the incident with one more remark."""
    after = _moved(incident, Move.COMMENTED, actor=actor, now=now)
    if not text.strip():
        raise LifecycleError("empty_text", "a comment needs a text, got an empty one")
    remark = Remark(at=now, author=actor, text=text.strip())
    return replace(after, remarks=(*incident.remarks, remark))


def attach(incident: Incident, exhibit: Exhibit, *, now: datetime) -> Incident:
    """Return the incident with one more piece of evidence."""
    after = _moved(incident, Move.EXHIBITED, actor=exhibit.author, now=now)
    return replace(after, exhibits=(*incident.exhibits, exhibit))


def close(incident: Incident, *, actor: str, now: datetime, text: str = "") -> Incident:
    """Return the incident taken off the board by a person; ``text`` says why and is kept as a remark."""
    after = _moved(incident, Move.CLOSED, actor=actor, now=now)
    if not text.strip():
        return after
    return replace(after, remarks=(*incident.remarks, Remark(at=now, author=actor, text=text.strip())))


def mark(
    incident: Incident, *, inhibited_by: tuple[str, ...], silenced_by: tuple[str, ...], now: datetime
) -> tuple[Incident, Move | None]:
    """Return the incident with the marks that hold for it now, and the move where it falls silent or speaks again.

    A danger that stands when the last mark goes is loud again: an acknowledgement made in the quiet does not count.
    """
    if (inhibited_by, silenced_by) == (incident.inhibited_by, incident.silenced_by):
        return incident, None
    was_muted = incident.is_muted
    after = replace(incident, inhibited_by=inhibited_by, silenced_by=silenced_by)
    if after.is_muted == was_muted or (incident.state, Move.MUTED) not in MOVES:
        return after, None
    if after.is_muted:
        return _moved(after, Move.MUTED, actor=CLOCK, now=now), Move.MUTED
    after = _moved(after, Move.UNMUTED, actor=CLOCK, now=now)
    return (replace(after, unmuted=now) if after.level else after), Move.UNMUTED


def _moved(incident: Incident, move: Move, *, actor: str, now: datetime) -> Incident:
    if not actor.strip():
        raise LifecycleError("empty_actor", "an act needs a named person, got an empty name")
    state = MOVES.get((incident.state, move))
    if state is not None:
        return entered(incident, state, now=now)
    message = f"incident {incident.id} is {incident.state}: it cannot be {move}"
    raise LifecycleError(_refusal(incident, move), message)


def _refusal(incident: Incident, move: Move) -> str:
    """Return the stable code for a forbidden move."""
    if incident.state is State.CLOSED:
        return "incident_closed"
    if move is Move.ACKNOWLEDGED:
        return "already_acknowledged"
    if move in {Move.STARTED, Move.ESCALATED}:
        return "already_started" if incident.state is State.IN_PROGRESS else "already_cleared"
    return "not_acknowledged"
