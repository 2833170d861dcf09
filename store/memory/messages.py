"""The twin's messages as bytes: our own as they left, and those of other agencies."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from alerts.cap_document import Form
from alerts.foreign import ForeignMessage, ForeignPoll, ForeignRefusal
from alerts.warning import Stage
from store.memory import casework
from store.refusals import MOST_REFUSALS, again

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from datetime import datetime

    from alerts.cap_document import CapDocument
    from alerts.warning import CapStatus, Warning  # noqa: A004 - the field's word
    from store.memory.tables import Tables, Writer


class MessageReader:
    """The reading half."""

    _tables: Tables

    def cap_document(self, warning: str, form: Form) -> CapDocument | None:
        """Return a warning's message as it left, None where it never left in that form."""
        with self._tables.lock:
            return self._tables.cap_documents.get((warning, form))

    def warning_named(self, identifier: str) -> Warning | None:
        """Return the warning whose message carries an identifier."""
        with self._tables.lock:
            found = [each for each in self._tables.warnings.values() if each.identifier == identifier]
            return min(found, key=lambda warning: warning.id, default=None)

    def in_feed(self, *, now: datetime, status: CapStatus, must_be_signed: bool, limit: int = 10_000) -> list[str]:
        """Return the ids of issued warnings of one status that have not run out, newest first."""
        with self._tables.lock:
            documents = self._tables.cap_documents
            signed = {id_ for (id_, form), each in documents.items() if form is Form.CAP and each.is_signed}
            found = [
                str(warning.id)
                for warning in self._tables.warnings.values()
                if warning.stage is Stage.ISSUED
                and warning.expires > now
                and warning.status is status
                and (not must_be_signed or warning.id in signed)
            ]
            return sorted(found, reverse=True)[:limit]

    def warnings_by_id(self, ids: Collection[str]) -> list[Warning]:
        """Return warnings, newest first."""
        with self._tables.lock:
            table = self._tables.warnings
            return [table[id_] for id_ in sorted(set(ids), reverse=True) if id_ in table]

    def foreign_messages(
        self, *, within: str = "", before: str | None = None, limit: int = 100, current_at: datetime | None = None
    ) -> list[ForeignMessage]:
        """Return messages of other agencies about a subtree, newest first by id, older than ``before``."""
        with self._tables.lock:
            found = {id_: message for id_, (message, _) in self._tables.foreign_messages.items()}
            return casework.newest(
                found,
                before=before,
                limit=limit,
                where=lambda message: (
                    _is_within(message, within) and (current_at is None or message.is_current(now=current_at))
                ),
            )

    def foreign_message(self, id: str, *, within: str = "") -> tuple[ForeignMessage, bytes] | None:  # noqa: A002
        """Return one message of another agency about a subtree, with its bytes."""
        with self._tables.lock:
            found = self._tables.foreign_messages.get(id)
            return found if found is not None and _is_within(found[0], within) else None

    def foreign_refusals(self, *, before: str | None = None, limit: int = 100) -> list[ForeignRefusal]:
        """Return what was refused, newest first by id, older than ``before``."""
        with self._tables.lock:
            found = {refusal.id: refusal for refusal in self._tables.foreign_refusals.values()}
            return casework.newest(found, before=before, limit=limit, where=lambda _: True)

    def foreign_polls(self) -> list[ForeignPoll]:
        """Return how far the reading of every feed has come."""
        with self._tables.lock:
            return [self._tables.foreign_polls[url] for url in sorted(self._tables.foreign_polls)]


class MessageWriter:
    """The transaction's part."""

    writer: Writer

    def save_cap_documents(self, documents: Sequence[CapDocument]) -> None:
        """Keep messages as they left; the bytes of one that is there already stay."""
        table = self.writer.tables.cap_documents
        fresh = [document for document in documents if (document.warning, document.form) not in table]
        names = {(form, each.identifier) for (_, form), each in table.items()} if fresh else set()
        for document in fresh:
            if (document.form, document.identifier) in names:
                raise self.writer.refuse(f"identifier {document.identifier!r} belongs to another message")
            names.add((document.form, document.identifier))
            self.writer.put(table, (document.warning, document.form), document)

    def frozen(self, warning: str, form: Form) -> CapDocument | None:
        """Return a warning's message as it left; nobody else gives names until the transaction ends."""
        return self.writer.tables.cap_documents.get((warning, form))

    def taken_identifiers(self, form: Form, identifiers: Collection[str]) -> set[str]:
        """Return which of these identifiers are in use."""
        table = self.writer.tables.cap_documents
        return {each.identifier for (_, own), each in table.items() if own is form} & set(identifiers)

    def known_foreign(self, sender: str, identifier: str, sent: datetime) -> ForeignMessage | None:
        """Return the message of this sender, identifier and time."""
        key = (sender, identifier, sent)
        for message, _ in self.writer.tables.foreign_messages.values():
            told = message.bulletin
            if (told.sender, told.identifier, told.sent) == key:
                return message
        return None

    def foreign_of(self, sender: str, *, now: datetime) -> list[ForeignMessage]:
        """Return what a sender said that has not run out, newest first by id."""
        found = [
            message
            for message, _ in self.writer.tables.foreign_messages.values()
            if message.bulletin.sender == sender and message.bulletin.expires > now
        ]
        return sorted(found, key=lambda message: message.id, reverse=True)

    def add_foreign(self, message: ForeignMessage, body: bytes) -> None:
        """Keep a message of another agency with its bytes."""
        told = message.bulletin
        if self.known_foreign(told.sender, told.identifier, told.sent) is not None:
            raise self.writer.refuse(f"message {told.identifier!r} of {told.sender!r} is there already")
        self.writer.put(self.writer.tables.foreign_messages, message.id, (casework.kept(message), body))

    def end_foreign(self, message: ForeignMessage) -> None:
        """Store what became of a message by a later one."""
        table = self.writer.tables.foreign_messages
        self.writer.put(table, message.id, (casework.kept(message), table[message.id][1]))

    def put_foreign_refusal(self, refusal: ForeignRefusal, body: bytes) -> ForeignRefusal:
        """Keep what was refused, and return it as it is kept; the same again is counted."""
        del body
        table, key = self.writer.tables.foreign_refusals, (refusal.sha256, refusal.code)
        kept = again(table[key], refusal) if key in table else refusal
        self.writer.put(table, key, casework.kept(kept))
        for old in sorted(table, key=lambda each: table[each].id, reverse=True)[MOST_REFUSALS:]:
            self.writer.drop(table, old)
        return kept

    def claim_foreign_poll(self, url: str, *, now: datetime, until: datetime) -> ForeignPoll | None:
        """Return a feed whose look is due, and leave it alone until an instant; None if it is not."""
        table = self.writer.tables.foreign_polls
        poll = table.get(url, ForeignPoll(url=url, due=now))
        if poll.due > now:
            return None
        self.writer.put(table, url, casework.kept(replace(poll, due=until)))
        return poll

    def put_foreign_poll(self, poll: ForeignPoll) -> None:
        """Store how far the reading of a feed has come."""
        self.writer.put(self.writer.tables.foreign_polls, poll.url, casework.kept(poll))


def _is_within(message: ForeignMessage, within: str) -> bool:
    return any(code.startswith(within) for code in message.divisions)
