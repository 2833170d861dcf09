"""Deriving: the facts that a node's journal tells of. Pure; a row that itself came from a fact makes none.

The journal is written in the transaction of what it tells, so a fact is never of something that did not happen.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from alerts.approval import Act as Issuing
from alerts.relay.replies import Reply, reply_json
from alerts.relay.replies import subject_of as reply_subject_of
from alerts.rollcall.answer import Standing
from fenghuo.edge.orders import SUBJECT, chain_of, order_json
from incidents.convergence.deed import TOLD
from incidents.convergence.fact import FactKind
from incidents.convergence.verdict import Danger, Verdict, subject_of
from incidents.convergence.writing import Act, act_written, known_of, verdict_written
from incidents.incident import JUDGED, IncidentKind
from incidents.lifecycle import Move
from rules.transition import Change, Reason, RuleId, Target, Transition
from sensing.instant import parse_instant
from sensing.level import Level

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from datetime import datetime

    from alerts.warning import Warning  # noqa: A004 -- the field's word
    from incidents.convergence.fact import Fact
    from incidents.convergence.writing import Pen
    from incidents.journal import Row

#: What the actor of a journal row begins with where the row came from another node's fact.
FROM_NODE: Final = "node:"
_JUDGED: Final = frozenset({Move.RAISED, Move.LOWERED, Move.CLEARED, Move.LOST})
#: Which field of an incident says what a deed was about.
_TEXTS: Final[dict[Move, str]] = {Move.ASSIGNED: "assignee", Move.ESCALATED: "escalated_to"}


def derived(
    rows: Iterable[Row],
    *,
    pen: Pen,
    about: Callable[[str], Sequence[Fact]],
    warning_of: Callable[[str], str],
    issued: Callable[[str], tuple[Warning, bytes] | None] = lambda _: None,
) -> tuple[Pen, list[tuple[int, Fact]]]:
    """Return the facts of journal rows, each with its row's number, and the pen after them.

    Args:
        rows: In order.
        pen: Where the node's own facts stand.
        about: Returns the facts that are known of a subject.
        warning_of: Returns the identifier of the warning with which a roll call began; empty: unknown.
        issued: Returns an issued warning by its id, and its CAP message; None: there is none.
    """
    found: list[tuple[int, Fact]] = []
    fresh: dict[str, list[Fact]] = {}
    for row in rows:
        data = row.entry.data
        if str(data.get("actor", "")).startswith(FROM_NODE):
            continue
        fact: Fact | None = None
        if row.entry.kind == "incident":
            verdict = verdict_of(data)
            act = None if verdict else act_of(data, at=row.entry.at)
            if verdict is not None:
                pen, fact = verdict_written(pen, verdict, now=row.entry.at)
            elif act is not None:
                known = known_of([*about(act.subject), *fresh.get(act.subject, ())])
                pen, fact = act_written(pen, act, known, now=row.entry.at)
        elif row.entry.kind == "answer" and data.get("is_trusted"):
            subject = reply_subject_of(warning_of(str(data["rollcall"])), str(data["place"]))
            pen, fact = pen.wrote(FactKind.ANSWER, subject, reply_json(_reply(data, row.entry.at)), now=row.entry.at)
        elif row.entry.kind == "warning" and data["act"] == Issuing.ISSUED.value:
            warning, cap = issued(str(data["warning"]["id"])) or (None, b"")
            told = order_json(warning, cap=cap) if warning is not None else None
            if warning is not None and told is not None:
                pen, fact = pen.wrote(FactKind.ORDER, f"{SUBJECT}{chain_of(warning)}", told, now=row.entry.at)
        if fact is not None:
            found.append((row.seq, fact))
            fresh.setdefault(fact.subject, []).append(fact)
    return pen, found


def verdict_of(data: dict[str, Any]) -> Verdict | None:
    """Return what rules said in a journal row; None where it is none of theirs."""
    shown = data["incident"]
    reasons = shown.get("reasons") or ()
    if data["act"] not in _JUDGED or IncidentKind(shown["kind"]) not in JUDGED or not reasons:
        return None
    last = reasons[-1]
    return Verdict(
        transition=Transition(
            rule=RuleId(shown["rule"]),
            version=int(shown["rule_version"]),
            target=Target(shown["target"]),
            change=Change(last["change"]),
            before=Level.parse(last["before"]),
            after=Level.parse(last["after"]),
            at=parse_instant(last["t"]),
            reason=Reason(last["reason"]),
            property=last["property"],
            value=last["value"],
            threshold=last["threshold"],
        ),
        danger=Danger(
            hazard=shown["hazard"],
            title_zh=shown["title"]["zh"],
            title_en=shown["title"]["en"],
            station=shown["station"],
            station_name=shown["station_name"],
            division=shown["division"],
            lon=float(shown["lon"]),
            lat=float(shown["lat"]),
            kind=IncidentKind(shown["kind"]),
        ),
    )


def act_of(data: dict[str, Any], *, at: datetime) -> Act | None:
    """Return what somebody did in a journal row; None where it is each node's own, as a silence."""
    shown = data["incident"]
    if data["act"] not in {move.value for move in TOLD} or IncidentKind(shown["kind"]) not in JUDGED:
        return None
    move = Move(data["act"])
    text = str(shown.get(_TEXTS[move], "")) if move in _TEXTS else ""
    if move is Move.COMMENTED and shown["remarks"]:
        text = shown["remarks"][-1]["text"]
    return Act(
        subject=subject_of(shown["rule"], shown["target"]),
        move=move,
        actor=str(data["actor"]),
        seen=Level.parse(shown["level"]),
        at=at,
        text=text,
    )


def _reply(data: dict[str, Any], at: datetime) -> Reply:
    headcount = data["headcount"]
    return Reply(
        person=str(data["person"]),
        standing=Standing(data["standing"]),
        at=at,
        headcount=None if headcount is None else int(headcount),
    )
