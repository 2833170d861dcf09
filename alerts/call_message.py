"""Call message: the outbox rows of a roll call's calls, and the links that go with them.

A link's token speaks for one person and one place of one roll call; the store keeps its hash. The message in the outbox
holds the token as sent, like every message holds what was said, and the API shows neither.
"""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from alerts.delivery import Delivery, DeliveryId, DeliveryState, Purpose
from alerts.rollcall.news import CallKind
from alerts.rollcall.placed import CallId, PlacedCall
from alerts.rollcall.wording import body
from alerts.world import world_of
from incidents.identity import new_id

if TYPE_CHECKING:
    from datetime import datetime

    from alerts.delivery import Contact
    from alerts.roll_book import RollBook
    from alerts.rollcall.news import Call, Step
    from alerts.rollcall.roll import Place, Roll
    from alerts.warning import Warning  # noqa: A004 -- the field's word

#: Octets of a link's token: 128 bits that nobody guesses.
TOKEN_OCTETS: Final = 16
#: Characters of a token at most, so that nonsense is not even looked up.
LONGEST_TOKEN: Final = 64


def token_hash(token: str) -> str:
    """Return what the store keeps of a link's token."""
    return hashlib.sha256(token.encode()).hexdigest()


def messages_of(
    book: RollBook, done: Step, *, warning: Warning, link: str, now: datetime
) -> tuple[list[Delivery], list[PlacedCall]]:
    """Return the outbox rows of a step's calls, and the calls as they are remembered."""
    world = world_of(warning.status)
    contacts = {
        contact.id: contact
        for contact in book.contacts_named({line.contact for call in done.calls for line in call.lines})
        if contact.world is world
    }
    places = {place.id: place for place in done.roll.places}
    deliveries, calls = [], []
    for call in done.calls:
        for line in call.lines:
            contact = contacts.get(line.contact)
            # Erased or moved to the other world since the roll call began: nobody is there to be called, and that
            # keeps nobody else from being called.
            if contact is not None:
                delivery, placed = _message(
                    call, contact, roll=done.roll, place=places[call.place], warning=warning, link=link, now=now
                )
                deliveries.append(delivery)
                calls.append(placed)
    return deliveries, calls


def _message(
    call: Call, contact: Contact, *, roll: Roll, place: Place, warning: Warning, link: str, now: datetime
) -> tuple[Delivery, PlacedCall]:
    has_link = bool(link) and call.kind in {CallKind.ASK, CallKind.KNOCK}
    token = secrets.token_urlsafe(TOKEN_OCTETS) if has_link else ""
    placed = PlacedCall(
        id=CallId(new_id(now)),
        rollcall=roll.id,
        place=place.id,
        place_name=place.name,
        division=place.division,
        person=call.person,
        name=call.name,
        contact=contact.id,
        channel=contact.channel,
        kind=call.kind,
        attempt=call.attempt,
        at=now,
        token_hash=token_hash(token) if token else "",
    )
    link = f"{link}{token}" if token else ""
    return Delivery(
        id=DeliveryId(new_id(now)),
        warning=warning.id,
        recipient=contact.id,
        recipient_name=contact.name,
        channel=contact.channel,
        address=contact.address,
        state=DeliveryState.QUEUED,
        idempotency_key=_key(roll, call, contact.id),
        created=now,
        changed=now,
        purpose=Purpose.ROLLCALL,
        body=body(call, place=place, warning=warning, link=link, language=contact.language),
        ref=placed.id,
        level=roll.level,
        division=place.division,
    ), placed


def _key(roll: Roll, call: Call, contact: str) -> str:
    return f"{roll.id}:rollcall:{call.key}:{contact}"


def outdated(done: Step) -> list[str]:
    """Return the keys of the calls in whose place those of a step come: the last ones by the same line.

    A gateway that was away for long must not ring everybody once for every try that it missed.
    """
    persons = {(place.id, person.id): person for place in done.roll.places for person in place.persons}
    keys = []
    for call in done.calls:
        person = persons.get((call.place, call.person))
        if call.kind is not CallKind.ASK or person is None:
            continue
        before = {call.attempt - 1, call.attempt - len(person.lines)}
        keys += [
            _key(done.roll, replace(call, attempt=attempt), line.contact)
            for attempt in sorted(before)
            if 0 < attempt < call.attempt
            for line in call.lines
        ]
    return keys
