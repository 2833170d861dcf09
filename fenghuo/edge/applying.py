"""Applying: brings what the facts of other nodes say to this node's own incidents.

A danger is found by its rule and target, whatever id it has here. What changes is journalled as ``node:NAME``, so that
it makes no fact again. An incident that was applied twice, or in another order, is as it was.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from fenghuo.edge.deriving import FROM_NODE
from incidents.convergence.fact import FactKind
from incidents.convergence.fold import history
from incidents.convergence.ruling import Ruling, ruling_text
from incidents.incident import State
from incidents.lifecycle import KEPT, Move
from incidents.settling import Ground, Step, settle

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from datetime import datetime

    from incidents.book import IncidentBook
    from incidents.convergence.fact import Fact
    from incidents.convergence.fold import Episode
    from incidents.incident import Incident, IncidentId
    from incidents.span import Words
    from rules.transition import Transition

_BY_STATE = {
    State.CLOSED: Move.CLOSED,
    State.CLEARED: Move.CLEARED,
    State.ACKNOWLEDGED: Move.ACKNOWLEDGED,
    State.ASSIGNED: Move.ASSIGNED,
    State.IN_PROGRESS: Move.STARTED,
    State.OPEN: Move.UNACKNOWLEDGED,
}


def apply_facts(
    book: IncidentBook,
    subjects: Mapping[str, str],
    *,
    node: str,
    about: Callable[[str], Sequence[Fact]],
    ground: Ground | None = None,
    now: datetime,
) -> list[Incident]:
    """Bring what is known of some dangers to the incidents of a store; return those that changed.

    Args:
        book: The transaction.
        subjects: What there is news of, and the node that the news is from.
        node: Name of this node.
        about: Returns every fact that is known of a subject.
        ground: What is known of where stations lie.
        now: When.
    """
    steps: list[Step] = []
    before: dict[IncidentId, Incident] = {}
    for subject, source in sorted(subjects.items()):
        episodes = history(about(subject)).episodes
        if not episodes:
            continue
        key = (episodes[-1].incident.rule, episodes[-1].incident.target)
        standing = book.open_incidents([key]).get(key)
        for episode in episodes:
            known = standing if episode is episodes[-1] else None
            known = known or next((each for id_ in episode.ids if (each := book.incident(id_)) is not None), None)
            if known is None and _is_own(episode, node):
                # It stood on our own board, under an id of our own, and is over.
                continue
            step = _step(episode, known, source=source, now=now)
            if step is not None:
                steps.append(step)
                if known is not None:
                    before[known.id] = known
    return settle(book, steps, before=before, ground=ground or Ground(), now=now)


def _is_own(episode: Episode, node: str) -> bool:
    return any(each.fact.node == node and each.fact.kind == FactKind.VERDICT for each in episode.ruled)


def _step(episode: Episode, known: Incident | None, *, source: str, now: datetime) -> Step | None:
    """Return what an episode makes of an incident; None where they agree."""
    merged, actor = episode.incident, f"{FROM_NODE}{source}"
    if known is None:
        incident = replace(merged, changed=now)
        move = Move.RAISED if merged.is_open else Move.CLOSED
        return Step(incident=incident, move=move, actor=actor, text=_said(episode, source))
    if _shown(known) == _shown(merged):
        return None
    incident = replace(
        known,
        level=merged.level,
        peak=merged.peak,
        state=merged.state,
        closed=merged.closed,
        acknowledged_by=merged.acknowledged_by,
        acknowledged_at=merged.acknowledged_at,
        assignee=merged.assignee,
        escalated_to=merged.escalated_to,
        remarks=merged.remarks,
        transitions=_both(known, merged),
        changed=now,
    )
    return Step(incident=incident, move=_move(known, incident), actor=actor, text=_said(episode, source))


def _shown(incident: Incident) -> tuple[object, ...]:
    """Return what two nodes must agree on; instants are told to the millisecond, and kept more finely here."""
    remarks = tuple((remark.author, remark.text) for remark in incident.remarks)
    names = (incident.acknowledged_by, incident.assignee, incident.escalated_to)
    return incident.level, incident.peak, incident.state, names, remarks


def _both(known: Incident, merged: Incident) -> tuple[Transition, ...]:
    """Return the transitions of both; our own know more of why."""
    own = {(each.at, each.after) for each in known.transitions}
    added = [each for each in merged.transitions if (each.at, each.after) not in own]
    return tuple(sorted([*known.transitions, *added], key=lambda each: each.at))[-KEPT:]


def _move(known: Incident, after: Incident) -> Move:
    if after.state is not known.state and after.state in {State.CLOSED, State.CLEARED}:
        return _BY_STATE[after.state]
    if after.level != known.level:
        return Move.RAISED if after.level > known.level else Move.LOWERED
    return Move.COMMENTED if after.state is known.state else _BY_STATE[after.state]


def _said(episode: Episode, node: str) -> Words:
    """Return where the news is from, and by which rules some of it did not count."""
    words = {"zh": f"据节点 {node} 汇总", "en": f"as node {node} tells it"}
    rulings = {each.ruling for each in episode.ruled} - {Ruling.COUNTED, Ruling.NO_NEWS}
    for ruling in sorted(rulings):
        said = ruling_text(ruling)
        words = {"zh": f"{words['zh']}；{said['zh']}", "en": f"{words['en']}; {said['en']}"}
    return words
