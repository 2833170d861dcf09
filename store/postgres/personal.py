"""What is kept of a person on PostgreSQL, and its erasure."""

from __future__ import annotations

from typing import TYPE_CHECKING

from alerts.outgoing import Inbound
from alerts.personal import ERASED, PersonalData, erased_call, erased_delivery
from store.codec import dump
from store.postgres import answers, casework, outbox, rollcalls
from store.queries import named_queries

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime
    from typing import Any

    from alerts.delivery import Contact
    from store.postgres.session import Session

_SQL = named_queries("personal")


class PersonalActs:
    """The transaction's part."""

    _session: Session

    def personal_data(self, person: str) -> PersonalData:
        """Return everything that is kept of a person; the records are locked."""
        session, seals = self._session, self._session.seals
        contacts = [casework.contact_of(row, seals) for row in session.rows(_SQL["contacts"], person=person)]
        ids = [contact.id for contact in contacts]
        found = _addresses(session, contacts)
        calls = session.rows(_SQL["calls"], contacts=ids)
        said = session.rows(_SQL["answers"], person=person, indexes=found["indexes"])
        return PersonalData(
            person=person,
            contacts=tuple(contacts),
            deliveries=tuple(outbox.delivery_of(row, seals) for row in session.rows(_SQL["deliveries"], contacts=ids)),
            calls=tuple(answers.call_of(row, seals) for row in calls),
            answers=tuple(answers.answer_of(row, seals) for row in said),
            inbound=tuple(
                Inbound(
                    channel=channel,
                    address=seals.open(address, place="inbound.address"),
                    text=seals.open(text, place="inbound.text"),
                    at=at,
                )
                for _, channel, address, text, at in session.rows(_SQL["inbound"], **found)
            ),
        )

    def erase_person(self, data: PersonalData) -> None:
        """Erase what leads to a person; what is evidence stays."""
        session, seals = self._session, self._session.seals
        ids = [contact.id for contact in data.contacts]
        for delivery in data.deliveries:
            document = dump(outbox.sealed(erased_delivery(delivery), seals))
            session.run(_SQL["put_delivery"], id=delivery.id, document=document)
        for call in data.calls:
            document = dump(rollcalls.kept_call(erased_call(call), seals))
            session.run(_SQL["put_call"], id=call.id, document=document)
        for (id_,) in session.rows(_SQL["rollcalls"], contacts=ids):
            if rollcalls.lock_roll(session, id_) is not None:
                rollcalls.erase_in(session, id_, data.person)
        session.run(_SQL["drop_answers"], answers=[str(answer.id) for answer in data.answers])
        session.run(_SQL["empty_inbound"], erased=ERASED, **_addresses(session, data.contacts))
        session.run(_SQL["drop_contacts"], contacts=ids)

    def forget_strangers(self, *, before: datetime) -> int:
        """Forget who wrote what before an instant, where nobody knew the number or it was read; return how many."""
        emptied = self._session.run(_SQL["forget_inbound"], before=before, erased=ERASED)
        return emptied + self._session.run(_SQL["forget_strangers"], before=before)


def _addresses(session: Session, contacts: Sequence[Contact]) -> dict[str, Any]:
    addresses = sorted({contact.address for contact in contacts if contact.address})
    indexes = [index for address in addresses if (index := session.seals.index(address)) is not None]
    return {"addresses": addresses, "indexes": indexes}
