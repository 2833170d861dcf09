"""Recipients: one delivery per (warning, recipient, channel). Pure."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING

from alerts.delivery import Contact, Delivery, DeliveryId, DeliveryState
from incidents.identity import new_id

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from alerts.warning import Warning  # noqa: A004 -- the field's word
    from alerts.world import World

#: Recipient and channel of every subscribed screen.
SCREENS = "screens"


def reached(warning: Warning) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return in line with which divisions, and in which groups, people are told of a warning."""
    target = warning.target
    if target is not None and not target.has_place:
        return (), target.groups
    codes = warning.area.geocodes or (warning.division,)
    # A station that moves may belong to no division: then nobody lives in line with it.
    return tuple(code for code in codes if code.strip("0")), target.groups if target else ()


def addresses_of(contacts: Iterable[Contact]) -> int:
    """Return how many addresses there are, one that stands in several records counted once."""
    return len({(contact.channel, contact.address) for contact in contacts})


def deliveries_for(warning: Warning, contacts: Iterable[Contact], *, now: datetime) -> list[Delivery]:
    """Return the outbox rows of an issued warning: the screens once, each address of a channel once."""
    found = [_delivery(warning, SCREENS, "值班屏", channel=SCREENS, address="", now=now)]
    seen: set[tuple[str, str]] = set()
    records: Counter[tuple[str, str]] = Counter()
    for contact in contacts:
        key = (contact.channel, contact.address)
        # Two records with one telephone are one person who must not be called twice.
        if key not in seen:
            seen.add(key)
            made = _delivery(
                warning, contact.id, contact.name, channel=contact.channel, address=contact.address, now=now
            )
            records[contact.id, contact.channel] += 1
            # A record whose address has changed since the Alert is told at both: neither may stop the other.
            if (number := records[contact.id, contact.channel]) > 1:
                made = replace(made, idempotency_key=f"{made.idempotency_key}:{number}")
            found.append(made)
    return found


def recipients_of(deliveries: Iterable[Delivery], *, world: World) -> list[Contact]:
    """Return who is behind the outbox rows of a warning of a world, screens left out, as they were at issue."""
    return [
        Contact(
            id=delivery.recipient,
            name=delivery.recipient_name,
            division="",
            channel=delivery.channel,
            address=delivery.address,
            world=world,
        )
        for delivery in deliveries
        if delivery.recipient != SCREENS
    ]


def _delivery(warning: Warning, recipient: str, name: str, *, channel: str, address: str, now: datetime) -> Delivery:
    return Delivery(
        id=DeliveryId(new_id(now)),
        warning=warning.id,
        recipient=recipient,
        recipient_name=name,
        channel=channel,
        address=address,
        state=DeliveryState.QUEUED,
        idempotency_key=f"{warning.identifier}:{recipient}:{channel}",
        created=now,
        changed=now,
        revision=len(warning.references),
        level=warning.level,
        division=warning.division,
    )
