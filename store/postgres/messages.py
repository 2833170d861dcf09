"""Messages as bytes: our own as they left, and those of other agencies."""

from __future__ import annotations

from typing import TYPE_CHECKING

from alerts.cap_document import CapDocument, Form
from alerts.foreign import ForeignMessage, ForeignPoll, ForeignRefusal
from alerts.warning import Warning, WarningId  # noqa: A004 - the field's word
from store.codec import dump, load
from store.queries import named_queries
from store.refusals import MOST_REFUSALS, again

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from datetime import datetime

    from alerts.warning import CapStatus
    from store.postgres.session import Database, Session

_SQL = named_queries("messages")


class MessageReader:
    """The reading half; every call is a short transaction of its own."""

    _database: Database

    def cap_document(self, warning: str, form: Form) -> CapDocument | None:
        """Return a warning's message as it left, None where it never left in that form."""
        with self._database.session() as session:
            return _document(session, warning, form)

    def warning_named(self, identifier: str) -> Warning | None:
        """Return the warning whose message carries an identifier."""
        with self._database.session() as session:
            row = session.row(_SQL["warning_named"], identifier=identifier)
            return load(Warning, row[0]) if row else None

    def in_feed(self, *, now: datetime, status: CapStatus, must_be_signed: bool, limit: int = 10_000) -> list[str]:
        """Return the ids of issued warnings of one status that have not run out, newest first."""
        with self._database.session() as session:
            rows = session.rows(
                _SQL["in_feed"], now=now, status=status.value, must_be_signed=must_be_signed, limit=limit
            )
            return [id_ for (id_,) in rows]

    def warnings_by_id(self, ids: Collection[str]) -> list[Warning]:
        """Return warnings, newest first."""
        with self._database.session() as session:
            return [load(Warning, document) for (document,) in session.rows(_SQL["warnings_by_id"], ids=list(ids))]

    def foreign_messages(
        self, *, within: str = "", before: str | None = None, limit: int = 100, current_at: datetime | None = None
    ) -> list[ForeignMessage]:
        """Return messages of other agencies about a subtree, newest first by id, older than ``before``."""
        with self._database.session() as session:
            rows = session.rows(
                _SQL["foreign_messages"], within=within, before=before, limit=limit, current_at=current_at
            )
            return [load(ForeignMessage, document) for (document,) in rows]

    def foreign_message(self, id: str, *, within: str = "") -> tuple[ForeignMessage, bytes] | None:  # noqa: A002
        """Return one message of another agency about a subtree, with its bytes."""
        with self._database.session() as session:
            row = session.row(_SQL["foreign_message"], id=id, within=within)
            return (load(ForeignMessage, row[0]), bytes(row[1])) if row else None

    def foreign_refusals(self, *, before: str | None = None, limit: int = 100) -> list[ForeignRefusal]:
        """Return what was refused, newest first by id, older than ``before``."""
        with self._database.session() as session:
            rows = session.rows(_SQL["refusals"], before=before, limit=limit)
            return [load(ForeignRefusal, document) for (document,) in rows]

    def foreign_polls(self) -> list[ForeignPoll]:
        """Return how far the reading of every feed has come."""
        with self._database.session() as session:
            return [load(ForeignPoll, document) for (document,) in session.rows(_SQL["polls"])]


class MessageWriter:
    """The transaction's part."""

    _session: Session

    def save_cap_documents(self, documents: Sequence[CapDocument]) -> None:
        """Keep messages as they left; the bytes of one that is there already stay."""
        if documents:
            self._session.run(
                _SQL["save_documents"],
                warning=[each.warning for each in documents],
                form=[each.form.value for each in documents],
                identifier=[each.identifier for each in documents],
                sent=[each.sent for each in documents],
                is_signed=[each.is_signed for each in documents],
                body=[each.body for each in documents],
            )

    def frozen(self, warning: str, form: Form) -> CapDocument | None:
        """Return a warning's message as it left; nobody else gives names until the transaction ends."""
        self._session.run(_SQL["lock_names"])
        return _document(self._session, warning, form)

    def taken_identifiers(self, form: Form, identifiers: Collection[str]) -> set[str]:
        """Return which of these identifiers are in use."""
        rows = self._session.rows(_SQL["taken"], form=form.value, identifiers=list(identifiers))
        return {identifier for (identifier,) in rows}

    def known_foreign(self, sender: str, identifier: str, sent: datetime) -> ForeignMessage | None:
        """Return the message of this sender, identifier and time; nobody else takes one in until the end."""
        self._session.run(_SQL["lock_foreign"])
        row = self._session.row(_SQL["known_foreign"], sender=sender, identifier=identifier, sent=sent)
        return load(ForeignMessage, row[0]) if row else None

    def foreign_of(self, sender: str, *, now: datetime) -> list[ForeignMessage]:
        """Return what a sender said that has not run out, newest first by id."""
        rows = self._session.rows(_SQL["foreign_of"], sender=sender, now=now)
        return [load(ForeignMessage, document) for (document,) in rows]

    def add_foreign(self, message: ForeignMessage, body: bytes) -> None:
        """Keep a message of another agency with its bytes."""
        told = message.bulletin
        self._session.run(
            _SQL["add_foreign"],
            id=message.id,
            sender=told.sender,
            identifier=told.identifier,
            sent=told.sent,
            stage=message.stage.value,
            expires=told.expires,
            divisions=list(message.divisions),
            document=dump(message),
            body=body,
        )

    def end_foreign(self, message: ForeignMessage) -> None:
        """Store what became of a message by a later one."""
        self._session.run(_SQL["end_foreign"], id=message.id, stage=message.stage.value, document=dump(message))

    def put_foreign_refusal(self, refusal: ForeignRefusal, body: bytes) -> ForeignRefusal:
        """Keep what was refused, and return it as it is kept; the same again is counted."""
        row = self._session.row(_SQL["known_refusal"], sha256=refusal.sha256, code=refusal.code)
        kept = again(load(ForeignRefusal, row[0]), refusal) if row else refusal
        self._session.run(
            _SQL["put_refusal"],
            id=kept.id,
            sha256=kept.sha256,
            code=kept.code,
            received=kept.received,
            document=dump(kept),
            again=dump(kept),
            body=body,
        )
        self._session.run(_SQL["trim_refusals"], most=MOST_REFUSALS)
        return kept

    def claim_foreign_poll(self, url: str, *, now: datetime, until: datetime) -> ForeignPoll | None:
        """Return a feed whose look is due, and leave it alone until an instant; None if it is not, or is held."""
        self._session.run(_SQL["add_poll"], url=url, due=now, document=dump(ForeignPoll(url=url, due=now)))
        row = self._session.row(_SQL["claim_poll"], url=url, now=now)
        if row is None:
            return None
        self._session.run(_SQL["put_poll"], url=url, due=until, document=row[0])
        return load(ForeignPoll, row[0])

    def put_foreign_poll(self, poll: ForeignPoll) -> None:
        """Store how far the reading of a feed has come."""
        self._session.run(_SQL["put_poll"], url=poll.url, due=poll.due, document=dump(poll))


def _document(session: Session, warning: str, form: Form) -> CapDocument | None:
    row = session.row(_SQL["document"], warning=warning, form=form.value)
    if row is None:
        return None
    id_, named, identifier, sent, is_signed, body = row
    return CapDocument(
        warning=WarningId(id_),
        form=Form(named),
        identifier=identifier,
        sent=sent,
        is_signed=is_signed,
        body=bytes(body),
    )
