"""Replies: which answer stands for a place when several nodes have heard some. Pure; all of them are kept.

As in a roll call the graver answer stands, until the person who gave it says otherwise. Merging is the union of sets.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from alerts.rollcall.answer import GRAVITY, Standing
from incidents.convergence.fact import Fact, FactError, FactKind
from sensing.errors import FenghuoError
from sensing.instant import format_instant, parse_instant

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """What somebody said for a place that was warned."""

    #: As contacts are known.
    person: str
    standing: Standing
    at: datetime
    #: People counted; None: no number was said.
    headcount: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Answered:
    """How a place stands by everything that was heard."""

    reply: Reply
    #: Fact that says so.
    fact: str
    #: Every fact about it, in order.
    heard: tuple[str, ...]


def subject_of(warning: str, place: str) -> str:
    """Return by what every node knows an answer: the identifier of the warning, and the place."""
    return f"answer/{warning}/{place}"


def reply_json(reply: Reply) -> dict[str, Any]:
    """Return a reply as plain JSON values: the body of a fact."""
    return {
        "person": reply.person,
        "standing": reply.standing.value,
        "t": format_instant(reply.at),
        "headcount": reply.headcount,
    }


def read_reply(told: Mapping[str, Any]) -> Reply:
    """Return the reply of a body.

    Raises:
        FactError: If it is none.
    """
    try:
        return Reply(
            person=str(told["person"]),
            standing=Standing(told["standing"]),
            at=parse_instant(told["t"]),
            headcount=None if told["headcount"] is None else int(told["headcount"]),
        )
    except (KeyError, TypeError, ValueError, FenghuoError) as error:
        raise FactError(f"expected an answer, got: {error}") from None


def answered(facts: Iterable[Fact]) -> dict[str, Answered]:
    """Return how each place stands, by subject."""
    by_subject: dict[str, list[tuple[Fact, Reply]]] = {}
    for fact in sorted(set(facts), key=lambda each: (each.stamp, each.node, each.id)):
        if fact.kind != FactKind.ANSWER:
            continue
        try:
            reply = read_reply(fact.told())
        except FactError:
            continue
        by_subject.setdefault(fact.subject, []).append((fact, reply))
    return {subject: _stands(found) for subject, found in sorted(by_subject.items())}


def _stands(found: list[tuple[Fact, Reply]]) -> Answered:
    # Of each person the newest word; a word that nobody understood takes nothing back.
    newest: dict[str, tuple[Fact, Reply]] = {}
    for fact, reply in found:
        if reply.standing is not Standing.UNCLEAR or reply.person not in newest:
            newest[reply.person] = (fact, reply)
    fact, reply = max(newest.values(), key=lambda each: (GRAVITY[each[1].standing], each[0].stamp, each[0].id))
    return Answered(reply=reply, fact=fact.id, heard=tuple(each.id for each, _ in found))
