"""Board: the shell that takes transitions and people's acts to the incidents in the store.

Everything happens inside the caller's transaction: the incident row and its journal entry are one commit.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from incidents import lifecycle
from incidents.errors import LifecycleError, UnknownIncidentError
from incidents.identity import new_id
from incidents.journal import Entry
from incidents.lifecycle import Move, advanced, move_of, opened
from incidents.public import REASONS_IN_A_ROW, incident_json
from incidents.scene import scene_of
from incidents.wording import act_text, reason_text

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence
    from datetime import datetime

    from incidents.incident import Incident
    from rules.rule import Rule
    from rules.transition import RuleId, Target, Transition
    from sensing.station import Registry


class IncidentBook(Protocol):
    """What the board needs of a transaction."""

    def open_incidents(self, keys: Collection[tuple[RuleId, Target]]) -> dict[tuple[RuleId, Target], Incident]:
        """Return the incidents of these (rule, target) that are not closed, locked."""
        ...

    def incident(self, id: str) -> Incident | None:  # noqa: A002 -- the record's own word
        """Return one incident, locked; None when there is none."""
        ...

    def save_incidents(self, incidents: Sequence[Incident]) -> None:
        """Insert or replace incidents by id, in the order given."""
        ...

    def journal(self, entries: Sequence[Entry]) -> None:
        """Append entries to the journal when the transaction ends."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Act:
    """What a person asks of an incident."""

    #: ``ACKNOWLEDGED``, ``ASSIGNED``, ``COMMENTED`` or ``CLOSED``; ``lifecycle.VERBS`` has the API's words.
    move: Move
    #: User name.
    actor: str
    #: Who takes care of it; for ``ASSIGNED``.
    assignee: str = ""
    #: The comment, or why it is closed.
    text: str = ""


def apply(
    book: IncidentBook,
    transitions: Sequence[Transition],
    *,
    rules: Mapping[RuleId, Rule],
    registry: Registry,
    now: datetime,
) -> list[Incident]:
    """Take transitions to the board, in order, and journal each step.

    Returns:
        The incident after each transition that was news, in order. One that changed twice appears twice, as it
        was then and as it is: a warning may have to follow both steps.
    """
    if not transitions:
        return []
    standing = book.open_incidents({(transition.rule, transition.target) for transition in transitions})
    steps: list[Incident] = []
    entries: list[Entry] = []
    for transition in transitions:
        key = (transition.rule, transition.target)
        before = standing.pop(key, None)
        move = move_of(before, transition)
        after = before
        if before is not None:
            after = advanced(before, transition, now=now)
        elif move in {Move.RAISED, Move.LOST}:
            after = _opened(transition, rules=rules, registry=registry, now=now)
        if after is not None and after.is_open:
            standing[key] = after
        if after is not None and move is not None:
            steps.append(after)
            entries.append(_engine_entry(after, transition, move=move, now=now))
    if steps:
        # The last version of each, closed ones first: one incident per (rule, target) may be open at a time.
        final = {incident.id: incident for incident in steps}
        book.save_incidents(sorted(final.values(), key=lambda incident: incident.is_open))
        book.journal(entries)
    return steps


def act_by_person(book: IncidentBook, id: str, act: Act, *, now: datetime) -> Incident:  # noqa: A002
    """Let a person act on an incident, and journal it.

    Returns:
        The incident afterwards.

    Raises:
        UnknownIncidentError: If no incident has that id.
        LifecycleError: If its state does not allow the act.
    """
    incident = book.incident(id)
    if incident is None:
        message = f"no incident has the id {id!r}"
        raise UnknownIncidentError(message)
    after = _acted(incident, act, now=now)
    book.save_incidents([after])
    book.journal([_person_entry(after, act, now=now)])
    return after


def _opened(
    transition: Transition, *, rules: Mapping[RuleId, Rule], registry: Registry, now: datetime
) -> Incident | None:
    """Return the new incident; None when the rule or the place left between the judgement and now."""
    rule, scene = rules.get(transition.rule), scene_of(transition, registry=registry)
    if rule is None or scene is None:
        return None
    return opened(transition, rule=rule, scene=scene, now=now, new_id=new_id)


def _acted(incident: Incident, act: Act, *, now: datetime) -> Incident:
    match act.move:
        case Move.ACKNOWLEDGED:
            return lifecycle.acknowledge(incident, actor=act.actor, now=now)
        case Move.ASSIGNED:
            return lifecycle.assign(incident, actor=act.actor, now=now, assignee=act.assignee)
        case Move.COMMENTED:
            return lifecycle.comment(incident, actor=act.actor, now=now, text=act.text)
        case Move.CLOSED:
            return lifecycle.close(incident, actor=act.actor, now=now, text=act.text)
        case _:
            message = f"a person cannot do {act.move.value!r}, expected one of {', '.join(lifecycle.VERBS)}"
            raise LifecycleError("unknown_act", message)


def _engine_entry(incident: Incident, transition: Transition, *, move: Move, now: datetime) -> Entry:
    return Entry(
        kind="incident",
        division=incident.division,
        at=now,
        data={
            "act": move.value,
            "actor": f"rule:{transition.rule}@{transition.version}",
            "reason": transition.reason.value,
            "text": reason_text(transition, station_name=incident.station_name),
            "incident": incident_json(incident, reasons=REASONS_IN_A_ROW),
        },
    )


def _person_entry(incident: Incident, act: Act, *, now: datetime) -> Entry:
    return Entry(
        kind="incident",
        division=incident.division,
        at=now,
        data={
            "act": act.move.value,
            "actor": act.actor,
            "reason": "",
            "text": act_text(act.move, actor=act.actor, note=act.assignee or act.text),
            "incident": incident_json(incident, reasons=REASONS_IN_A_ROW),
        },
    )
