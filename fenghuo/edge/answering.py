"""Answering: brings what was answered at other nodes to this node's own roll calls.

An answer is known by its warning and place, whatever the roll call is called here. Its id follows from the fact, so
the same answer is one however often it comes. A warning of another node that this one only shows has a roll call here
that calls nobody: a person may let it go on.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from alerts.answering import NOWHERE, answer_entry
from alerts.recipients import reached
from alerts.relay.replies import read_reply
from alerts.rollcall.answer import Answer, AnswerId, Source
from alerts.rollcall.gathering import gather
from alerts.rollcall.plan import DEFAULT_PACES
from alerts.rollcall.portion import DuePlace
from alerts.rollcall.roll import Roll, RollId, RollState
from alerts.warning import MessageType, Stage
from alerts.world import world_of
from fenghuo.edge.deriving import FROM_NODE
from incidents.convergence.fact import FactError, FactKind
from incidents.convergence.fold import natural_id
from sensing.level import Level

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from datetime import datetime

    from alerts.roll_book import RollBook, Rolls
    from alerts.warning import Warning  # noqa: A004 -- the field's word
    from incidents.convergence.fact import Fact

_DIGITS = 12


def apply_answers(book: RollBook, facts: Iterable[Fact], *, node: str, id_of: Callable[[str], str]) -> list[Fact]:
    """Keep what was answered elsewhere; return the answers for which there is no roll call yet.

    Args:
        book: The transaction.
        facts: Answers of any node.
        node: Name of this node.
        id_of: Returns the id of a warning by its identifier; empty: nobody here knows it.
    """
    early: list[Fact] = []
    for fact in sorted(facts, key=lambda each: (each.stamp, each.node, each.number)):
        if fact.node == node or fact.kind != FactKind.ANSWER:
            continue
        _, identifier, place = (*fact.subject.split("/", 2), "", "")[:3]
        warning = id_of(identifier)
        rollcall = book.rollcall_of(warning) if warning else None
        if rollcall is None:
            early.append(fact)
        elif rollcall:
            _keep(book, fact, rollcall=rollcall, place=place)
    return early


def mirror(store: Rolls, book: RollBook, warning: Warning, *, source: str, now: datetime) -> None:
    """Open a roll call that calls nobody, for a warning whose roll call another node makes."""
    if book.rollcall_of(warning.id) is not None:
        return
    before = (book.rollcall_of(warning.replaces) or "") if warning.replaces else ""
    if before or warning.message_type is MessageType.CANCEL:
        book.note_rollcall(warning.id, before)
        _follow(book, before, warning, now=now)
        return
    state = _state_of(warning)
    roll = Roll(
        id=RollId(warning.id),
        warning=warning.id,
        identifier=warning.identifier,
        status=warning.status,
        level=warning.level,
        hazard=warning.hazard,
        division=warning.division,
        pace=DEFAULT_PACES.get(warning.level) or DEFAULT_PACES[Level.ORANGE],
        state=state,
        started=now,
        changed=now,
        expires=warning.expires,
        actor=f"{FROM_NODE}{source}",
        ended=None if state is RollState.STOPPED else now,
    )
    world = world_of(warning.status)
    codes, groups = reached(warning)
    gathered = gather(
        warning.area,
        contacts=book.contacts_in(codes, groups=groups, world=world),
        divisions=[division for division, _ in store.division_names()],
        sites=store.sites(),
        now=now,
    )
    book.save_rollcall(roll, due=None)
    book.save_places(roll.id, [DuePlace(place=place) for place in gathered.places])
    book.note_rollcall(warning.id, roll.id)


def _follow(book: RollBook, id_: str, warning: Warning, *, now: datetime) -> None:
    """Let a roll call that calls nobody be about the Update of its warning."""
    roll = book.lock_rollcall(id_) if warning.message_type is MessageType.UPDATE else None
    if roll is None or not roll.actor.startswith(FROM_NODE):
        return
    state = _state_of(warning)
    after = replace(
        roll,
        warning=warning.id,
        identifier=warning.identifier,
        level=warning.level,
        expires=warning.expires,
        state=state,
        changed=now,
        ended=None if state is RollState.STOPPED else now,
    )
    book.save_rollcall(after, due=None)


def _state_of(warning: Warning) -> RollState:
    """Return how a roll call stands that calls nobody: what is superseded goes on with what follows."""
    over = {Stage.EXPIRED: RollState.EXPIRED, Stage.CANCELLED: RollState.CANCELLED}
    return over.get(warning.stage, RollState.STOPPED)


def _keep(book: RollBook, fact: Fact, *, rollcall: str, place: str) -> None:
    try:
        reply = read_reply(fact.told())
    except FactError:
        return
    answer = Answer(
        id=AnswerId(natural_id(f"answer/{fact.id}", reply.at)),
        rollcall=rollcall,
        place=place,
        division=place if place.isdigit() and len(place) == _DIGITS else NOWHERE,
        person=reply.person,
        source=Source.API,
        standing=reply.standing,
        headcount=reply.headcount,
        at=reply.at,
        by=f"{FROM_NODE}{fact.node}",
    )
    if book.add_answer(answer):
        book.journal([answer_entry(answer)])
