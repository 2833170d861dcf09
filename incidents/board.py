"""Board: the shell that takes transitions and people's acts to the incidents in the store.

Everything happens inside the caller's transaction: the incident row and its journal entry are one commit, and so is
what follows from them (``incidents.settling``): situations, marks, tasks.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from geo.river_network import RiverNetwork
from incidents import acts, lifecycle
from incidents.book import IncidentBook
from incidents.errors import LifecycleError, UnknownIncidentError
from incidents.identity import new_id
from incidents.lifecycle import Move, advanced, move_of, opened
from incidents.scene import scene_of
from incidents.settling import Ground, Step, settle
from incidents.wording import act_text, reason_text

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from datetime import datetime

    from incidents.incident import Exhibit, Incident, IncidentId
    from rules.rule import Rule
    from rules.transition import RuleId, Transition
    from sensing.station import Registry

__all__ = ["Act", "IncidentBook", "act_by_person", "acts_by_person", "apply"]

#: Where no river is known.
NO_RIVERS = RiverNetwork(())


@dataclass(frozen=True, slots=True, kw_only=True)
class Act:
    """What a person asks of an incident."""

    #: A move of ``lifecycle.VERBS``, which has the API's words.
    move: Move
    #: User name.
    actor: str
    #: Who takes care of it, for ``ASSIGNED``; whom it goes to, for ``ESCALATED``.
    assignee: str = ""
    #: The comment, or why it is closed.
    text: str = ""
    #: For ``EXHIBITED``.
    exhibit: Exhibit | None = None


def apply(
    book: IncidentBook,
    transitions: Sequence[Transition],
    *,
    rules: Mapping[RuleId, Rule],
    registry: Registry,
    now: datetime,
    network: RiverNetwork = NO_RIVERS,
) -> list[Incident]:
    """Take transitions to the board, in order, and journal each step.

    Returns:
        The incident after each transition that was news, in order. One that changed twice appears twice, as it
        was then and as it is: a warning may have to follow both steps. Incidents that fell silent or speak again
        because of them come last.
    """
    if not transitions:
        return []
    standing = book.open_incidents({(transition.rule, transition.target) for transition in transitions})
    before: dict[IncidentId, Incident] = {incident.id: incident for incident in standing.values()}
    steps: list[Step] = []
    for transition in transitions:
        key = (transition.rule, transition.target)
        known = standing.pop(key, None)
        move = move_of(known, transition)
        after = known
        if known is not None:
            after = advanced(known, transition, now=now)
        elif move in {Move.RAISED, Move.LOST}:
            after = _opened(transition, rules=rules, registry=registry, now=now)
        if after is not None and after.is_open:
            standing[key] = after
        if after is not None and move is not None:
            steps.append(_step(after, transition, move=move))
    ground = Ground(network=network, rivers={station.id: station.river for station in registry.stations.values()})
    return settle(book, steps, before=before, ground=ground, now=now)


def act_by_person(book: IncidentBook, id: str, act: Act, *, now: datetime) -> Incident:  # noqa: A002
    """Let a person act on an incident, and journal it.

    Returns:
        The incident afterwards.

    Raises:
        UnknownIncidentError: If no incident has that id.
        LifecycleError: If its state does not allow the act.
    """
    return acts_by_person(book, id, [act], now=now)[0]


def acts_by_person(
    book: IncidentBook,
    id: str,  # noqa: A002 -- the record's own word
    asked: Sequence[Act],
    *,
    now: datetime,
    network: RiverNetwork = NO_RIVERS,
) -> list[Incident]:
    """Let a person act on an incident, once or several times, and journal it.

    Returns:
        The incident afterwards, then others that speak again because of it.

    Raises:
        UnknownIncidentError: If no incident has that id.
        LifecycleError: If its state does not allow an act.
    """
    incident = book.incident(id)
    if incident is None:
        message = f"no incident has the id {id!r}"
        raise UnknownIncidentError(message)
    before, steps = {incident.id: incident}, []
    for act in asked:
        incident = _acted(incident, act, now=now)
        text = act_text(act.move, actor=act.actor, note=act.assignee or act.text)
        steps.append(Step(incident=incident, move=act.move, actor=act.actor, text=text))
    changed = settle(book, steps, before=before, ground=Ground(network=network), now=now)
    return [changed[len(steps) - 1], *changed[len(steps) :]]


def _opened(
    transition: Transition, *, rules: Mapping[RuleId, Rule], registry: Registry, now: datetime
) -> Incident | None:
    """Return the new incident; None when the rule or the place left between the judgement and now."""
    rule, scene = rules.get(transition.rule), scene_of(transition, registry=registry)
    if rule is None or scene is None:
        return None
    return opened(transition, rule=rule, scene=scene, now=now, new_id=new_id)


def _step(incident: Incident, transition: Transition, *, move: Move) -> Step:
    return Step(
        incident=incident,
        move=move,
        actor=f"rule:{transition.rule}@{transition.version}",
        reason=transition.reason.value,
        text=reason_text(transition, station_name=incident.station_name),
    )


def _acted(incident: Incident, act: Act, *, now: datetime) -> Incident:
    does = _DOES.get(act.move)
    if does is None:
        message = f"a person cannot do {act.move.value!r}, expected one of {', '.join(lifecycle.VERBS)}"
        raise LifecycleError("unknown_act", message)
    return does(incident, act, now)


def _attached(incident: Incident, act: Act, now: datetime) -> Incident:
    if act.exhibit is None:
        raise LifecycleError("empty_text", "evidence is a picture or a series, got neither")
    return acts.attach(incident, act.exhibit, now=now)


#: What a person may do, by move.
_DOES: Final[dict[Move, Callable[[Incident, Act, datetime], Incident]]] = {
    Move.ACKNOWLEDGED: lambda incident, act, now: acts.acknowledge(incident, actor=act.actor, now=now),
    Move.UNACKNOWLEDGED: lambda incident, act, now: acts.unacknowledge(incident, actor=act.actor, now=now),
    Move.ASSIGNED: lambda incident, act, now: acts.assign(incident, actor=act.actor, now=now, assignee=act.assignee),
    Move.STARTED: lambda incident, act, now: acts.start(incident, actor=act.actor, now=now),
    Move.ESCALATED: lambda incident, act, now: acts.escalate(incident, actor=act.actor, now=now, to=act.assignee),
    Move.COMMENTED: lambda incident, act, now: acts.comment(incident, actor=act.actor, now=now, text=act.text),
    Move.EXHIBITED: _attached,
    Move.CLOSED: lambda incident, act, now: acts.close(incident, actor=act.actor, now=now, text=act.text),
}
