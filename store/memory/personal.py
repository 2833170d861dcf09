"""What is kept of a person in the twin, and its erasure."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from alerts.personal import ERASED, PersonalData, erased_call, erased_delivery, erased_place

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import datetime

    from store.memory.tables import Tables, Writer


class PersonalActs:
    """The transaction's part."""

    _tables: Tables
    writer: Writer

    def personal_data(self, person: str) -> PersonalData:
        """Return everything that is kept of a person."""
        tables = self._tables
        contacts = sorted((each for each in tables.contacts.values() if each.key == person), key=lambda each: each.id)
        ids = {contact.id for contact in contacts}
        addresses = {contact.address for contact in contacts if contact.address}
        return PersonalData(
            person=person,
            contacts=tuple(contacts),
            deliveries=tuple(each for _, each in sorted(tables.deliveries.items()) if each.recipient in ids),
            calls=tuple(each for _, each in sorted(tables.placed_calls.items()) if each.contact in ids),
            answers=tuple(
                each
                for _, each in sorted(tables.answers.items())
                if (each.rollcall and each.person == person) or each.address in addresses
            ),
            inbound=tuple(each for _, each in sorted(tables.inbound.items()) if each.address in addresses),
        )

    def erase_person(self, data: PersonalData) -> None:
        """Erase what leads to a person; what is evidence stays."""
        tables = self._tables
        for delivery in data.deliveries:
            self.writer.put(tables.deliveries, delivery.id, erased_delivery(delivery))
        for call in data.calls:
            self.writer.put(tables.placed_calls, call.id, erased_call(call))
        asked = {str(call.rollcall) for call in data.calls}
        for key, each in [(key, each) for key, each in tables.rollcall_places.items() if key[0] in asked]:
            after = replace(each, place=erased_place(each.place, data.person))
            if after != each:
                self.writer.put(tables.rollcall_places, key, after)
        for answer in data.answers:
            self.writer.put(tables.answers, answer.id, replace(answer, words="", address=""))
        self._empty({number for number, each in tables.inbound.items() if each in data.inbound})
        for contact in data.contacts:
            self.writer.drop(tables.contacts, contact.id)

    def forget_strangers(self, *, before: datetime) -> int:
        """Forget who wrote what before an instant, where nobody knew the number or it was read; return how many."""
        tables = self._tables
        read = {
            number
            for number, each in tables.inbound.items()
            if number in tables.heard and max(tables.heard[number], each.at) < before and each.address != ERASED
        }
        self._empty(read)
        strangers = [
            each
            for each in tables.answers.values()
            if not each.rollcall and each.at < before and (each.words or each.address)
        ]
        for answer in strangers:
            self.writer.put(tables.answers, answer.id, replace(answer, words="", address=""))
        return len(read) + len(strangers)

    def _empty(self, numbers: Collection[int]) -> None:
        for number in numbers:
            known = self._tables.inbound[number]
            self.writer.put(self._tables.inbound, number, replace(known, address=ERASED, text=ERASED))
