"""Audience: who gets the warnings of one transaction, asked for in a number of queries that a storm does not raise."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from alerts.recipients import reached, recipients_of
from alerts.warning import MessageType
from alerts.world import world_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from alerts.delivery import Contact, Delivery
    from alerts.warning import Warning, WarningId  # noqa: A004 -- the field's word
    from alerts.warning_book import WarningBook

#: Warnings whose deliveries are asked for at once: each may have gone to ten thousand people.
TOLD_AT_ONCE = 100


class Audience:
    """Who was told and who is to be told, beside the desk of one transaction."""

    def __init__(self, book: WarningBook) -> None:
        self._book = book
        #: Drafted here: the store knows nothing of them yet.
        self._fresh: set[WarningId] = set()
        #: What may be replaced here, in order; whom the store says was told of it is asked for a portion at a time.
        self._replaceable: dict[WarningId, None] = {}
        self._told: dict[WarningId, list[Delivery]] = {}
        self._queued: dict[WarningId, list[Delivery]] = {}
        self._contacts: dict[tuple[Any, ...], list[Contact]] = {}

    def begin(self, id: WarningId) -> None:  # noqa: A002 -- the record's own word
        """Hear that nobody was told of a warning before."""
        self._fresh.add(id)

    def expect(self, ids: Iterable[WarningId]) -> None:
        """Hear which warnings may be replaced here."""
        self._replaceable.update(dict.fromkeys(ids))

    def queue(self, id: WarningId, deliveries: list[Delivery]) -> None:  # noqa: A002
        """Keep the messages of a warning."""
        self._queued[id] = deliveries

    def queued(self) -> list[Delivery]:
        """Return every message that was kept here."""
        return [each for found in self._queued.values() for each in found]

    def recipients(self, warning: Warning, replaced: Warning | None) -> list[Contact]:
        """Return who gets a warning: everyone told of what it replaces, and for all but a Cancel today's contacts.

        A retraction goes to exactly those who got the original, also when the contact list has changed since.
        """
        told = [] if replaced is None else recipients_of(self._told_of(replaced.id), world=world_of(replaced.status))
        if warning.message_type is MessageType.CANCEL and replaced is not None:
            return told
        return [*told, *self._contacts_in(warning)]

    def _told_of(self, id: WarningId) -> list[Delivery]:  # noqa: A002
        if id not in self._fresh and id not in self._told:
            waiting = [each for each in self._replaceable if each != id and each not in self._told]
            self._told.update(self._book.told_of([id, *waiting[: TOLD_AT_ONCE - 1]]))
        return [*self._told.get(id, ()), *self._queued.get(id, ())]

    def _contacts_in(self, warning: Warning) -> list[Contact]:
        """Return whoever is told of a warning by where it is aimed; a storm asks once for each place."""
        divisions, groups = reached(warning)
        world = world_of(warning.status)
        key = (divisions, groups, world)
        if key not in self._contacts:
            self._contacts[key] = self._book.contacts_in(divisions, groups=groups, world=world)
        return self._contacts[key]
