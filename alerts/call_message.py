"""Call message: the outbox rows of a roll call's calls, and the links that go with them.

A link's token speaks for one person and one place of one roll call; the store keeps its hash. The message in the outbox
holds the token as sent, like every message holds what was said, and the API shows neither.
"""

from __future__ import annotations

import hashlib
from base64 import urlsafe_b64encode
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from alerts.delivery import Delivery, DeliveryId, DeliveryState, Purpose
from alerts.rollcall.news import Call, CallKind
from alerts.rollcall.placed import CallId, PlacedCall
from alerts.rollcall.roll import RollState
from alerts.rollcall.wording import body
from alerts.world import world_of
from incidents.identity import new_id, random_bits

if TYPE_CHECKING:
    from datetime import datetime

    from alerts.delivery import Contact
    from alerts.roll_book import RollBook
    from alerts.rollcall.news import Step
    from alerts.rollcall.roll import Person, Place, Roll
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
    token = fresh_token() if has_link else ""
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


def fresh_token() -> str:
    """Return a token for a link that nobody can guess; in a drill it is the same for the same seed."""
    octets = random_bits(8 * TOKEN_OCTETS).to_bytes(TOKEN_OCTETS, "big")
    return urlsafe_b64encode(octets).rstrip(b"=").decode()


def _key(roll: Roll, call: Call, contact: str) -> str:
    return f"{roll.id}:rollcall:{call.key}:{contact}"


def outdated(done: Step) -> list[str]:
    """Return the keys of the calls in whose place those of a step come: the last ones by the same line.

    A gateway that was away for long must not ring everybody once for every try that it missed.
    """
    places = {place.id: place for place in done.roll.places}
    keys = []
    for call in done.calls:
        if call.kind is not CallKind.ASK or call.attempt == 1:
            continue
        person = next((each for each in places[call.place].persons if each.id == call.person), None)
        if person is None:
            continue
        before = {call.attempt - 1, call.attempt - len(person.lines)}
        keys += [
            _key(done.roll, replace(call, attempt=attempt), line.contact)
            for attempt in sorted(before)
            if 0 < attempt < call.attempt
            for line in call.lines
        ]
    return keys


def needless(before: Roll, done: Step) -> list[str]:
    """Return the keys of what a roll call asked and need not be told any more, should it still wait in the outbox.

    Whoever has answered is asked no more, nor is anybody when calling has stopped; and nobody is sent to knock where
    somebody has answered.
    """
    known = {place.id: place for place in before.places}
    is_over = before.state is RollState.ACTIVE and done.roll.state is not RollState.ACTIVE
    keys: list[str] = []
    for place in done.roll.places:
        was = known.get(place.id)
        if was is None or (was == place and not is_over):
            continue
        quorum = done.roll.pace.quorum
        is_quiet = is_over or place.outside is not None
        is_reached = place.has_quorum(quorum) and not was.has_quorum(quorum)
        said = place.respondents - was.respondents
        for person in was.persons:
            if is_quiet or is_reached or person.id in said:
                keys += _asked(before, place.id, person)
        if is_quiet or is_reached:
            keys += [key for id_ in was.asked if id_ in known for key in _sent_to_knock(before, place.id, known[id_])]
    return keys


def _asked(roll: Roll, place: str, person: Person) -> list[str]:
    """Return the keys of a person's last try by every line; those before it gave way to it."""
    attempts = range(max(1, person.tries - len(person.lines) + 1), person.tries + 1)
    call = Call(kind=CallKind.ASK, place=place, person=person.id, name="", lines=(), attempt=0, round=roll.round)
    return [_key(roll, replace(call, attempt=attempt), line.contact) for attempt in attempts for line in person.lines]


def _sent_to_knock(roll: Roll, place: str, neighbour: Place) -> list[str]:
    return [
        _key(
            roll,
            Call(kind=CallKind.KNOCK, place=place, person=each.id, name="", lines=(), attempt=1, round=roll.round),
            line.contact,
        )
        for each in neighbour.persons
        for line in each.lines
    ]
