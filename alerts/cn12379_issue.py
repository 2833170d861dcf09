"""Issuing to 12379: a warning gets its name in the national system once, and its bytes with it.

Names go by the second and one digit, so they are given out, not computed: a storm has more warnings than a second has
names. A chain refers to the name of its first message, which is named first if need be.
"""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING, Protocol

from alerts.cap_document import CapDocument, Form
from alerts.cn12379 import write_cn12379
from alerts.cn12379_mapping import Office, candidates, to_cn12379
from alerts.errors import CapError

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from datetime import datetime

    from alerts.warning import Warning  # noqa: A004 -- the field's word

#: Names tried at once.
_BATCH = 50


class NameBook(Protocol):
    """What naming needs of a transaction."""

    def frozen(self, warning: str, form: Form) -> CapDocument | None:
        """Return a warning's message as it left; nobody else gives names until the transaction ends."""
        ...

    def taken_identifiers(self, form: Form, identifiers: Collection[str]) -> set[str]:
        """Return which of these identifiers are in use."""
        ...

    def save_cap_documents(self, documents: Sequence[CapDocument]) -> None:
        """Keep messages as they leave, for ever."""
        ...

    def warning(self, id: str) -> Warning | None:  # noqa: A002 -- the record's own word
        """Return one warning."""
        ...


def issue_cn12379(book: NameBook, warning: Warning, *, office: Office) -> CapDocument:
    """Return a warning's message for 12379, named and kept if it was not yet.

    Raises:
        CapError: If it, or what it replaces, has no such message.
    """
    known = book.frozen(warning.id, Form.CN12379)
    if known is not None:
        return known
    first = issue_cn12379(book, _first(book, warning), office=office).identifier if warning.replaces else ""
    if warning.sent is None:
        raise CapError(f"warning {warning.identifier} was not issued: it has no message for 12379")
    identifier = _name(book, office, warning.sent)
    document = CapDocument(
        warning=warning.id,
        form=Form.CN12379,
        identifier=identifier,
        sent=warning.sent,
        is_signed=False,
        body=write_cn12379(to_cn12379(warning, office=office, identifier=identifier, first=first)),
    )
    book.save_cap_documents([document])
    return document


def _first(book: NameBook, warning: Warning) -> Warning:
    """Return the Alert at the beginning of a chain."""
    while warning.replaces:
        before = book.warning(warning.replaces)
        if before is None:
            raise CapError(f"warning {warning.identifier} replaces {warning.replaces}, which is not known")
        warning = before
    return warning


def _name(book: NameBook, office: Office, sent: datetime) -> str:
    names = candidates(office, sent)
    while True:
        batch = list(islice(names, _BATCH))
        taken = book.taken_identifiers(Form.CN12379, batch)
        free = next((name for name in batch if name not in taken), None)
        if free is not None:
            return free
