"""The twin's answers, and by what they are found: calls, links, addresses."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Final

from alerts.rollcall.news import CallKind
from alerts.rollcall.roll import RollState
from store.memory import casework

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from datetime import datetime

    from alerts.delivery import Contact
    from alerts.rollcall.answer import Answer
    from alerts.rollcall.placed import PlacedCall
    from alerts.task_link import TaskLink
    from alerts.world import World
    from incidents.task import Task
    from store.memory.tables import Tables, Writer

RECENT: Final = timedelta(days=1)


class AnswerReader:
    """The reading half."""

    _tables: Tables

    def call_by_token(self, token_hash: str) -> PlacedCall | None:
        """Return the call that a link was sent along with."""
        with self._tables.lock:
            calls = self._tables.placed_calls.values()
            return next((call for call in calls if token_hash and call.token_hash == token_hash), None)

    def task_by_token(self, token_hash: str) -> TaskLink | None:
        """Return the link to a task that a token belongs to."""
        with self._tables.lock:
            return self._tables.task_links.get(token_hash)

    def newest_call(self, address: str, *, now: datetime, world: World) -> PlacedCall | None:
        """Return the newest recent call that asked somebody of a world at an address; of one that goes on first."""
        with self._tables.lock:
            return newest_call(self._tables, address, now=now, world=world)

    def answers(
        self, *, rollcall: str | None = None, before: str | None = None, limit: int = 100, within: str = ""
    ) -> list[Answer]:
        """Return answers newest first by id, older than ``before``; ``""`` asks for those of unknown numbers."""
        with self._tables.lock:
            return casework.newest(
                self._tables.answers,
                before=before,
                limit=limit,
                where=lambda answer: (
                    answer.division.startswith(within) and (rollcall is None or answer.rollcall == rollcall)
                ),
            )

    def answers_of(self, rollcall: str, *, place: str | None = None) -> list[Answer]:
        """Return every answer to a roll call, or to one place of it, oldest first."""
        with self._tables.lock:
            found = (answer for answer in self._tables.answers.values() if answer.rollcall == rollcall)
            return sorted((each for each in found if place in {None, each.place}), key=lambda answer: answer.id)


class AnswerWriter:
    """The transaction's part."""

    writer: Writer

    def newest_call(self, address: str, *, now: datetime, world: World) -> PlacedCall | None:
        """Return the newest recent call that asked somebody of a world at an address; of one that goes on first."""
        return newest_call(self.writer.tables, address, now=now, world=world)

    def take_answers(self, rollcall: str) -> list[Answer]:
        """Return the answers that a roll call has not taken in, oldest first; from now on it has."""
        tables = self.writer.tables
        taken = sorted(id_ for id_, asked in tables.rollcall_news.items() if asked == rollcall)
        for id_ in taken:
            self.writer.drop(tables.rollcall_news, id_)
        return [tables.answers[id_] for id_ in taken]

    def newest_task(self, address: str, *, world: World) -> tuple[str, str] | None:
        """Return the newest task that stands open and was sent to a contact of a world at an address, and whom."""
        tables = self.writer.tables
        contacts = {
            contact.id for contact in tables.contacts.values() if contact.address == address and contact.world is world
        }
        sent = [
            (str(each.ref), each.recipient)
            for each in tables.deliveries.values()
            if each.idempotency_key.startswith("task:") and each.recipient in contacts
        ]
        tasks: dict[str, Task] = {str(id_): task for id_, task in tables.tasks.items()}
        return max((one for one in sent if one[0] in tasks and not tasks[one[0]].is_over), default=None)

    def contacts_at(self, address: str, *, world: World) -> list[Contact]:
        """Return the contacts of a world at an address, by id."""
        found = (each for each in self.writer.tables.contacts.values() if each.world is world)
        return sorted((each for each in found if address and each.address == address), key=lambda each: each.id)

    def add_task_links(self, links: Sequence[TaskLink]) -> None:
        """Keep links that were sent along with tasks."""
        for link in links:
            self.writer.put(self.writer.tables.task_links, link.token_hash, link)

    def contacts_named(self, ids: Collection[str]) -> list[Contact]:
        """Return contacts by id; unknown ones are left out."""
        contacts = self.writer.tables.contacts
        return [contacts[id_] for id_ in sorted(set(ids)) if id_ in contacts]

    def add_answer(self, answer: Answer) -> bool:
        """Insert an answer; return whether it was new."""
        if answer.id in self.writer.tables.answers:
            return False
        self.writer.put(self.writer.tables.answers, answer.id, casework.kept(answer))
        if answer.rollcall:
            self.writer.put(self.writer.tables.rollcall_news, answer.id, answer.rollcall)
        return True


def newest_call(tables: Tables, address: str, *, now: datetime, world: World) -> PlacedCall | None:
    """Return the newest recent call that asked somebody of a world at an address; of one that goes on first."""
    contacts = {
        contact.id for contact in tables.contacts.values() if contact.address == address and contact.world is world
    }
    found = [
        call
        for call in tables.placed_calls.values()
        if call.contact in contacts and call.at >= now - RECENT and call.kind in {CallKind.ASK, CallKind.KNOCK}
    ]
    return max(
        found,
        key=lambda call: (tables.rollcalls[call.rollcall].state is RollState.ACTIVE, call.id),
        default=None,
    )
