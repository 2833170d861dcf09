"""Lifecycle: how an incident is born, changes, and ends. Pure; one table says every move.

The engine's word moves the level, a person's word moves the state. What follows from the table:

* a danger that ends before anybody saw it stays on the board (``CLEARED``) until a person has seen it;
* a higher level re-opens an acknowledgement, because nobody has acknowledged *that*;
* a danger that nobody acknowledged cannot be closed by hand: to close is to have looked;
* the same level said twice is no news, so a replayed transition changes nothing.
"""

from __future__ import annotations

from dataclasses import replace
from enum import StrEnum
from typing import TYPE_CHECKING

from incidents.errors import LifecycleError
from incidents.incident import Incident, IncidentId, IncidentKind, Remark, State
from rules.rule import Silence
from rules.transition import Change
from sensing.level import Level

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from incidents.scene import Scene
    from rules.rule import Rule
    from rules.transition import Transition


class Move(StrEnum):
    """What happened to an incident; the value is the ``act`` of its journal entry."""

    RAISED = "raised"
    LOWERED = "lowered"
    CLEARED = "cleared"
    LOST = "lost"
    ACKNOWLEDGED = "acknowledged"
    ASSIGNED = "assigned"
    COMMENTED = "commented"
    CLOSED = "closed"


#: Transitions an incident keeps, the newest: a flapping gauge must not grow it without bound. All of them stay in the
#: journal, each in its own row.
KEPT = 50

#: State and move → state. ``None`` is the incident that does not exist yet. What is missing is forbidden.
MOVES: dict[tuple[State | None, Move], State] = {
    (None, Move.RAISED): State.OPEN,
    (None, Move.LOST): State.OPEN,
    (State.OPEN, Move.RAISED): State.OPEN,
    (State.OPEN, Move.LOWERED): State.OPEN,
    (State.OPEN, Move.LOST): State.OPEN,
    (State.OPEN, Move.CLEARED): State.CLEARED,
    (State.OPEN, Move.ACKNOWLEDGED): State.ACKNOWLEDGED,
    (State.OPEN, Move.ASSIGNED): State.OPEN,
    (State.OPEN, Move.COMMENTED): State.OPEN,
    (State.ACKNOWLEDGED, Move.RAISED): State.OPEN,
    (State.ACKNOWLEDGED, Move.LOWERED): State.ACKNOWLEDGED,
    (State.ACKNOWLEDGED, Move.LOST): State.OPEN,
    (State.ACKNOWLEDGED, Move.CLEARED): State.CLOSED,
    (State.ACKNOWLEDGED, Move.ASSIGNED): State.ACKNOWLEDGED,
    (State.ACKNOWLEDGED, Move.COMMENTED): State.ACKNOWLEDGED,
    (State.ACKNOWLEDGED, Move.CLOSED): State.CLOSED,
    (State.CLEARED, Move.RAISED): State.OPEN,
    (State.CLEARED, Move.LOST): State.OPEN,
    (State.CLEARED, Move.ACKNOWLEDGED): State.CLOSED,
    (State.CLEARED, Move.ASSIGNED): State.CLEARED,
    (State.CLEARED, Move.COMMENTED): State.CLEARED,
    (State.CLEARED, Move.CLOSED): State.CLOSED,
    (State.CLOSED, Move.COMMENTED): State.CLOSED,
}

#: What a person may ask for, by the verb of the API.
VERBS: dict[str, Move] = {
    "ack": Move.ACKNOWLEDGED,
    "assign": Move.ASSIGNED,
    "comment": Move.COMMENTED,
    "close": Move.CLOSED,
}


def move_of(incident: Incident | None, transition: Transition) -> Move | None:
    """Return what a transition means for an incident, None when it is no news.

    The incident's own level is the truth that the transition is compared with, so that a transition told twice,
    or told by a recovered engine, moves nothing.
    """
    level = Level.NONE if incident is None else incident.level
    if transition.after == level:
        return None
    if transition.after == Level.NONE:
        return Move.CLEARED
    if incident is None and transition.change is Change.LOWER:
        # A person closed the incident while the danger lasted; that it recedes does not bring it back.
        return None
    if transition.after < level:
        return Move.LOWERED
    return Move.LOST if transition.change is Change.LOST else Move.RAISED


def opened(
    transition: Transition, *, rule: Rule, scene: Scene, now: datetime, new_id: Callable[[datetime], str]
) -> Incident:
    """Return the incident that a transition begins.

    Args:
        transition: What the engine said.
        rule: The rule that judged.
        scene: Where the target is.
        now: When it was learned here; ``opened``, ``changed`` and ``closed`` are told by this clock, the event
            time stays with the transition.
        new_id: Makes its id.
    """
    move = Move.LOST if transition.change is Change.LOST else Move.RAISED
    is_lost = move is Move.LOST or isinstance(rule.when, Silence)
    return Incident(
        id=IncidentId(new_id(now)),
        rule=transition.rule,
        rule_version=transition.version,
        hazard=rule.hazard,
        title_zh=rule.title_zh,
        title_en=rule.title_en,
        target=transition.target,
        station=scene.station,
        station_name=scene.name,
        division=scene.division,
        lon=scene.lon,
        lat=scene.lat,
        kind=IncidentKind.LOST if is_lost else IncidentKind.HAZARD,
        level=transition.after,
        peak=transition.after,
        state=MOVES[None, move],
        opened=now,
        changed=now,
        transitions=(transition,),
    )


def advanced(incident: Incident, transition: Transition, *, now: datetime) -> Incident:
    """Return the incident after the engine spoke; ``incident`` itself when the transition is no news."""
    move = move_of(incident, transition)
    if move is None:
        return incident
    state = MOVES[incident.state, move]
    is_reopened = state is State.OPEN and incident.state is not State.OPEN
    return replace(
        incident,
        level=transition.after,
        peak=max(incident.peak, transition.after),
        state=state,
        changed=now,
        closed=now if state is State.CLOSED else None,
        acknowledged_by="" if is_reopened else incident.acknowledged_by,
        acknowledged_at=None if is_reopened else incident.acknowledged_at,
        transitions=(*incident.transitions, transition)[-KEPT:],
    )


def acknowledge(incident: Incident, *, actor: str, now: datetime) -> Incident:
    """Return the incident once a named person has seen it; one that has cleared is closed by it."""
    state = _moved(incident, Move.ACKNOWLEDGED, actor=actor)
    return replace(
        incident,
        state=state,
        changed=now,
        closed=now if state is State.CLOSED else None,
        acknowledged_by=actor,
        acknowledged_at=now,
    )


def assign(incident: Incident, *, actor: str, now: datetime, assignee: str) -> Incident:
    """Return the incident with a person who takes care of it; an empty name takes the care away again."""
    return replace(incident, state=_moved(incident, Move.ASSIGNED, actor=actor), changed=now, assignee=assignee.strip())


def comment(incident: Incident, *, actor: str, now: datetime, text: str) -> Incident:
    """Return the incident with one more remark."""
    state = _moved(incident, Move.COMMENTED, actor=actor)
    if not text.strip():
        raise LifecycleError("empty_text", "a comment needs a text, got an empty one")
    remark = Remark(at=now, author=actor, text=text.strip())
    return replace(incident, state=state, changed=now, remarks=(*incident.remarks, remark))


def close(incident: Incident, *, actor: str, now: datetime, text: str = "") -> Incident:
    """Return the incident taken off the board by a person; ``text`` says why and is kept as a remark."""
    state = _moved(incident, Move.CLOSED, actor=actor)
    remarks = incident.remarks
    if text.strip():
        remarks = (*remarks, Remark(at=now, author=actor, text=text.strip()))
    return replace(incident, state=state, changed=now, closed=now, remarks=remarks)


def _moved(incident: Incident, move: Move, *, actor: str) -> State:
    if not actor.strip():
        raise LifecycleError("empty_actor", "an act needs a named person, got an empty name")
    state = MOVES.get((incident.state, move))
    if state is not None:
        return state
    codes = {State.CLOSED: "incident_closed", State.ACKNOWLEDGED: "already_acknowledged"}
    code = codes.get(incident.state, "not_acknowledged")
    message = f"incident {incident.id} is {incident.state}: it cannot be {move}"
    raise LifecycleError(code, message)
