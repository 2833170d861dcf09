"""What the API needs of the messages that are kept as bytes: our own as they left, those of other agencies."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import datetime

    from alerts.cap_document import CapDocument, Form
    from alerts.foreign import ForeignMessage, ForeignPoll, ForeignRefusal
    from alerts.warning import CapStatus, Warning  # noqa: A004 -- the field's word


class Messages(Protocol):
    """Messages as bytes."""

    def cap_document(self, warning: str, form: Form) -> CapDocument | None:
        """Return a warning's message as it left, None where it never left in that form."""

    def warning_named(self, identifier: str) -> Warning | None:
        """Return the warning whose message carries an identifier."""

    def in_feed(self, *, now: datetime, status: CapStatus, must_be_signed: bool, limit: int = ...) -> list[str]:
        """Return the ids of issued warnings of one status that have not run out, newest first."""

    def warnings_by_id(self, ids: Collection[str]) -> list[Warning]:
        """Return warnings, newest first."""

    def foreign_messages(
        self, *, within: str = "", before: str | None = None, limit: int = 100, current_at: datetime | None = None
    ) -> list[ForeignMessage]:
        """Return messages of other agencies about a subtree, newest first by id, older than ``before``."""

    def foreign_message(self, id: str, *, within: str = "") -> tuple[ForeignMessage, bytes] | None:  # noqa: A002
        """Return one message of another agency about a subtree, with its bytes."""

    def foreign_refusals(self, *, before: str | None = None, limit: int = 100) -> list[ForeignRefusal]:
        """Return what was refused, newest first by id, older than ``before``."""

    def foreign_polls(self) -> list[ForeignPoll]:
        """Return how far the reading of every feed has come."""


class DocumentBook(Protocol):
    """What a transaction says about our own messages."""

    def frozen(self, warning: str, form: Form) -> CapDocument | None:
        """Return a warning's message as it left; nobody else gives names until the transaction ends."""

    def taken_identifiers(self, form: Form, identifiers: Collection[str]) -> set[str]:
        """Return which of these identifiers are in use."""
