"""What the store and its transaction say about answers, and by what they are found: calls, links, addresses."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any, Final

import msgspec

from alerts.rollcall.answer import Answer
from alerts.rollcall.placed import PlacedCall
from alerts.task_link import TaskLink
from store.codec import dump, json_text, load
from store.postgres import casework
from store.queries import named_queries

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from datetime import datetime

    from alerts.delivery import Contact
    from alerts.world import World
    from store.postgres.session import Database, Session
    from store.sealing import Seals

_SQL = named_queries("rollcalls")
#: How long after a call an answer is looked for by the number.
RECENT: Final = timedelta(days=1)


class AnswerReader:
    """The reading half; every call is a short transaction of its own."""

    _database: Database

    def call_by_token(self, token_hash: str) -> PlacedCall | None:
        """Return the call that a link was sent along with."""
        with self._database.session() as session:
            row = session.row(_SQL["call_by_token"], token_hash=token_hash)
            return call_of(row, session.seals) if row else None

    def task_by_token(self, token_hash: str) -> TaskLink | None:
        """Return the link to a task that a token belongs to."""
        with self._database.session() as session:
            row = session.row(_SQL["task_by_token"], token_hash=token_hash)
        if row is None:
            return None
        task, contact, until = row
        return TaskLink(token_hash=token_hash, task=task, contact=contact, until=until)

    def newest_call(self, address: str, *, now: datetime, world: World) -> PlacedCall | None:
        """Return the newest recent call that asked somebody of a world at an address; of one that goes on first."""
        with self._database.session() as session:
            return newest_call(session, address, now=now, world=world)

    def answers(
        self, *, rollcall: str | None = None, before: str | None = None, limit: int = 100, within: str = ""
    ) -> list[Answer]:
        """Return answers newest first by id, older than ``before``; ``""`` asks for those of unknown numbers."""
        with self._database.session() as session:
            rows = session.rows(_SQL["answers"], rollcall=rollcall, before=before, limit=limit, within=within)
            return [answer_of(row, session.seals) for row in rows]

    def answers_of(self, rollcall: str, *, place: str | None = None) -> list[Answer]:
        """Return every answer to a roll call, or to one place of it, oldest first."""
        with self._database.session() as session:
            rows = session.rows(_SQL["answers_of"], rollcall=rollcall, place=place)
            return [answer_of(row, session.seals) for row in rows]


class AnswerWriter:
    """The transaction's part."""

    _session: Session

    def newest_call(self, address: str, *, now: datetime, world: World) -> PlacedCall | None:
        """Return the newest recent call that asked somebody of a world at an address; of one that goes on first."""
        return newest_call(self._session, address, now=now, world=world)

    def take_answers(self, rollcall: str) -> list[Answer]:
        """Return the answers that a roll call has not taken in, oldest first; from now on it has."""
        rows = self._session.rows(_SQL["take_answers"], rollcall=rollcall)
        return [answer_of(row, self._session.seals) for row in rows]

    def newest_task(self, address: str, *, world: World) -> tuple[str, str] | None:
        """Return the newest task that stands open and was sent to a contact of a world at an address, and whom."""
        index = self._session.seals.index(address)
        row = self._session.row(_SQL["newest_task"], address=address, index=index, world=world.value)
        return (row[0], row[1]) if row else None

    def contacts_at(self, address: str, *, world: World) -> list[Contact]:
        """Return the contacts of a world at an address, by id."""
        seals = self._session.seals
        values = {"address": address, "index": seals.index(address), "world": world.value}
        rows = self._session.rows(_SQL["contacts_at"], **values) if address else []
        return [casework.contact_of(row, seals) for row in rows]

    def add_task_links(self, links: Sequence[TaskLink]) -> None:
        """Keep links that were sent along with tasks."""
        if links:
            self._session.run(
                _SQL["add_task_links"],
                token_hash=[link.token_hash for link in links],
                task=[link.task for link in links],
                contact=[link.contact for link in links],
                until=[link.until for link in links],
            )

    def contacts_named(self, ids: Collection[str]) -> list[Contact]:
        """Return contacts by id; unknown ones are left out."""
        rows = self._session.rows(_SQL["contacts_named"], ids=list(ids)) if ids else []
        return [casework.contact_of(row, self._session.seals) for row in rows]

    def add_answer(self, answer: Answer) -> bool:
        """Insert an answer; return whether it was new."""
        row = self._session.row(
            _SQL["add_answer"],
            id=answer.id,
            rollcall=answer.rollcall,
            place=answer.place,
            division=answer.division,
            at=answer.at,
            # An answer stays for ever: what leads to a person stands beside it, where it can be erased.
            document=dump(replace(answer, words="", address="")),
        )
        if row is not None and (answer.words or answer.address):
            private = json_text({"words": answer.words, "address": answer.address})
            self._session.run(
                _SQL["add_private"],
                id=answer.id,
                index=self._session.seals.index(answer.address),
                document=self._session.seals.seal(private, place="answer_private.document"),
            )
        return row is not None


def newest_call(session: Session, address: str, *, now: datetime, world: World) -> PlacedCall | None:
    """Return the newest recent call that asked somebody of a world at an address; of one that goes on first."""
    index = session.seals.index(address)
    row = session.row(_SQL["newest_call"], address=address, index=index, since=now - RECENT, world=world.value)
    return call_of(row, session.seals) if row else None


def call_of(row: tuple[Any, ...], seals: Seals) -> PlacedCall:
    """Return the call of a row."""
    call = load(PlacedCall, row[0])
    return replace(call, name=seals.open(call.name, place="rollcall_call.name"))


def answer_of(row: tuple[Any, ...], seals: Seals) -> Answer:
    """Return the answer of a row, with what leads to a person where it was not erased."""
    document, private = row
    answer = load(Answer, document)
    if private is None:
        return answer
    return replace(answer, **msgspec.json.decode(seals.open(private, place="answer_private.document")))
