"""Lifecycle: how an incident is born, changes, and ends. Pure; one table says every move.

The engine's word moves the level, a person's word moves the state (``incidents.acts``). What follows from the table:

* a danger that ends before anybody saw it stays on the board (``CLEARED``) until a person has seen it, and so does one
  that ends while somebody works on it;
* a higher level re-opens an acknowledgement, because nobody has acknowledged *that*; so does the end of a silence;
* an acknowledgement that nothing follows lapses; work in progress does not;
* a danger that nobody acknowledged cannot be closed by hand: to close is to have looked;
* the same level said twice is no news, so a replayed transition changes nothing.
"""

from __future__ import annotations

from dataclasses import replace
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from incidents.incident import Incident, IncidentId, IncidentKind, State
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
    #: A person took the acknowledgement back.
    UNACKNOWLEDGED = "unacknowledged"
    #: Nothing followed the acknowledgement in time.
    LAPSED = "lapsed"
    ASSIGNED = "assigned"
    UNASSIGNED = "unassigned"
    #: Work has begun.
    STARTED = "started"
    ESCALATED = "escalated"
    COMMENTED = "commented"
    #: Evidence was attached.
    EXHIBITED = "evidence"
    #: Another incident stands for it now, or a silence holds.
    MUTED = "muted"
    #: Neither does any more.
    UNMUTED = "unmuted"
    CLOSED = "closed"


#: Transitions an incident keeps, the newest: a flapping gauge must not grow it without bound. All of them stay in the
#: journal, each in its own row.
KEPT = 50

_O, _K, _A, _P = State.OPEN, State.ACKNOWLEDGED, State.ASSIGNED, State.IN_PROGRESS
_C, _X = State.CLEARED, State.CLOSED

#: Move and state → state. ``None`` is the incident that does not exist yet. What is missing is forbidden.
_TABLE: Final[dict[Move, dict[State | None, State]]] = {
    # What the engine says.
    Move.RAISED: {None: _O, _O: _O, _K: _O, _A: _O, _P: _O, _C: _O},
    Move.LOST: {None: _O, _O: _O, _K: _O, _A: _O, _P: _O, _C: _O},
    Move.LOWERED: {_O: _O, _K: _K, _A: _A, _P: _P},
    Move.CLEARED: {_O: _C, _K: _X, _A: _X, _P: _C},
    # What people do.
    Move.ACKNOWLEDGED: {_O: _K, _C: _X},
    Move.UNACKNOWLEDGED: {_K: _O, _A: _O, _P: _O},
    Move.ASSIGNED: {_O: _O, _K: _A, _A: _A, _P: _P, _C: _C},
    Move.UNASSIGNED: {_O: _O, _K: _K, _A: _K, _P: _P, _C: _C},
    Move.STARTED: {_O: _P, _K: _P, _A: _P},
    Move.ESCALATED: {_O: _O, _K: _K, _A: _A, _P: _P},
    Move.COMMENTED: {_O: _O, _K: _K, _A: _A, _P: _P, _C: _C, _X: _X},
    Move.EXHIBITED: {_O: _O, _K: _K, _A: _A, _P: _P, _C: _C, _X: _X},
    Move.CLOSED: {_K: _X, _A: _X, _P: _X, _C: _X},
    # What time and other incidents do.
    Move.LAPSED: {_K: _O, _A: _O},
    Move.MUTED: {_O: _O, _K: _K, _A: _A, _P: _P, _C: _C},
    Move.UNMUTED: {_O: _O, _K: _O, _A: _O, _P: _P, _C: _C},
}

#: State and move → state, the same table read the other way.
MOVES: Final[dict[tuple[State | None, Move], State]] = {
    (before, move): after for move, row in _TABLE.items() for before, after in row.items()
}

#: What a person may ask for, by the verb of the API.
VERBS: dict[str, Move] = {
    "ack": Move.ACKNOWLEDGED,
    "unack": Move.UNACKNOWLEDGED,
    "assign": Move.ASSIGNED,
    "start": Move.STARTED,
    "escalate": Move.ESCALATED,
    "comment": Move.COMMENTED,
    "evidence": Move.EXHIBITED,
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
    return replace(
        entered(incident, MOVES[incident.state, move], now=now),
        level=transition.after,
        peak=max(incident.peak, transition.after),
        transitions=(*incident.transitions, transition)[-KEPT:],
    )


def entered(incident: Incident, state: State, *, now: datetime) -> Incident:
    """Return the incident in a state: an open one is acknowledged by nobody, a closed one has its end."""
    is_reopened = state is State.OPEN and incident.state is not State.OPEN
    return replace(
        incident,
        state=state,
        changed=now,
        closed=(incident.closed or now) if state is State.CLOSED else None,
        acknowledged_by="" if is_reopened else incident.acknowledged_by,
        acknowledged_at=None if is_reopened else incident.acknowledged_at,
    )
