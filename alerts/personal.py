"""Personal: everything that is kept of one person who is told about warnings, and what stays when it is erased. Pure.

Evidence stays: that a message went out when, how far it came, and how a place answered. What leads to the person goes:
name, address, the words that were sent and said. The journal never had them.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final

import msgspec

from alerts.contact_document import contact_json
from alerts.delivery import DeliveryState
from alerts.public import delivery_json
from alerts.rollcall.public import answer_json
from incidents.journal import Entry
from sensing.instant import format_instant

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from alerts.delivery import Contact, Delivery
    from alerts.outgoing import Inbound
    from alerts.rollcall.answer import Answer
    from alerts.rollcall.placed import PlacedCall
    from alerts.rollcall.roll import Person, Place

#: What stands where a name or an address stood.
ERASED: Final = "erased"
#: Chain of what belongs to no single division.
_NOWHERE: Final = "0" * 12
_UNDER_WAY: Final = frozenset({DeliveryState.QUEUED})
#: A number in an id: enough digits in a row to be called.
_NUMBER: Final = re.compile(r"[0-9]{7,}")


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonalData:
    """What is kept of one person."""

    #: What the records of the person share; see ``Contact.key``.
    person: str
    contacts: tuple[Contact, ...]
    deliveries: tuple[Delivery, ...]
    calls: tuple[PlacedCall, ...]
    #: Answers of the person, and those that came from one of the addresses.
    answers: tuple[Answer, ...]
    #: What came from one of the addresses.
    inbound: tuple[Inbound, ...]

    @property
    def is_under_way(self) -> bool:
        """Return whether something is still to be sent to the person."""
        return any(delivery.state in _UNDER_WAY for delivery in self.deliveries)

    @property
    def counts(self) -> dict[str, int]:
        """Return how many records of each kind there are."""
        return {name: len(getattr(self, name)) for name in ("contacts", "deliveries", "calls", "answers", "inbound")}


def personal_json(data: PersonalData) -> dict[str, Any]:
    """Return everything as plain JSON values, addresses in full: it is the person's own."""
    told: dict[str, Any] = {
        "person": data.person,
        "contacts": [contact_json(contact) for contact in data.contacts],
        "deliveries": [delivery_json(each) | {"address": each.address, "body": each.body} for each in data.deliveries],
        "calls": [
            {
                "id": call.id,
                "rollcall": call.rollcall,
                "place": call.place,
                "name": call.name,
                "channel": call.channel,
                "kind": call.kind.value,
                "at": format_instant(call.at),
            }
            for call in data.calls
        ],
        "answers": [answer_json(answer) | {"address": answer.address} for answer in data.answers],
        "inbound": [
            {"channel": each.channel, "address": each.address, "text": each.text, "at": format_instant(each.at)}
            for each in data.inbound
        ],
    }
    return told | {"confirm": confirmation(told)}


def confirmation(told: Mapping[str, Any]) -> str:
    """Return what names this state of the data: who erases says by it what was looked at."""
    plain = {key: value for key, value in told.items() if key != "confirm"}
    return hashlib.sha256(msgspec.json.encode(plain, order="deterministic")).hexdigest()[:16]


def erased_delivery(delivery: Delivery) -> Delivery:
    """Return a delivery as evidence without the person."""
    return replace(delivery, address=ERASED, recipient_name=ERASED, body=ERASED if delivery.body else "")


def erased_call(call: PlacedCall) -> PlacedCall:
    """Return a call as evidence without the person."""
    return replace(call, name=ERASED)


def erased_place(place: Place, person: str) -> Place:
    """Return a place of a roll call in which a person has no name and no words."""

    def nameless(one: Person) -> Person:
        return replace(one, name=ERASED) if one.id == person else one

    return replace(
        place,
        persons=tuple(map(nameless, place.persons)),
        superiors=tuple(map(nameless, place.superiors)),
        answers=tuple(
            replace(answer, words="", address="") if answer.person == person else answer for answer in place.answers
        ),
    )


def erased_entry(data: PersonalData, *, actor: str, reason: str, at: datetime) -> Entry:
    """Return what the journal says of an erasure: whose records by their ids, how many, and why."""
    return Entry(
        kind="contact",
        division=data.contacts[0].division if data.contacts else _NOWHERE,
        at=at,
        data={
            "act": "erased",
            "actor": actor,
            "contact": discreet(data.person),
            "contacts": [discreet(contact.id) for contact in data.contacts],
            "counts": data.counts,
            "reason": reason,
        },
    )


def discreet(id_: str) -> str:
    """Return an id with the end only of a number in it, where one was made of an address."""
    return _NUMBER.sub(lambda found: f"…{found[0][-4:]}", id_) if id_.startswith(("tel-", "voice-", "drill-")) else id_


def masked_name(name: str) -> str:
    """Return a name of which the first character is left."""
    return f"{name[0]}**" if name else ""
