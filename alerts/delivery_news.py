"""Delivery news: what the journal says of the outbox. Pure.

Few deliveries are told one by one, each whole. Ten thousand are told as one entry per round and warning, each in the
few words that are new: the evidence is complete, and no screen drowns.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from alerts.delivery import DeliveryState
from alerts.personal import discreet, masked_name
from alerts.public import delivery_json
from incidents.journal import Entry

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from alerts.delivery import Delivery

#: Deliveries about which there is news that are still told one by one.
FEW = 20
#: Deliveries in one entry at most.
MOST_IN_ENTRY = 500


def queued_entries(deliveries: Sequence[Delivery], *, actor: str, now: datetime, division: str = "") -> list[Entry]:
    """Return the journal entries of deliveries that were queued.

    Args:
        deliveries: The new rows of the outbox.
        actor: Who let them go.
        now: When.
        division: Chain they belong to where a delivery names none.
    """
    entries = _entries([(delivery, "queued") for delivery in deliveries], actor=actor, now=now, is_whole=True)
    return [
        entry if entry.division else Entry(kind="delivery", division=division, at=now, data=entry.data)
        for entry in entries
    ]


def settled_entries(told: Sequence[tuple[Delivery, str]], *, now: datetime) -> list[Entry]:
    """Return the journal entries of deliveries after a round, each with its act; an empty act is no news."""
    return _entries([each for each in told if each[1]], actor="", now=now, is_whole=False)


def news_of(delivery: Delivery, *, is_attempt: bool = True) -> str:
    """Return the act of a delivery after a round; empty for a repeated delay.

    Args:
        delivery: As it is now.
        is_attempt: Whether it was handed over.
    """
    if delivery.state is not DeliveryState.QUEUED:
        return delivery.state.value
    return "delayed" if is_attempt and delivery.attempts == 1 else ""


def _entries(told: Sequence[tuple[Delivery, str]], *, actor: str, now: datetime, is_whole: bool) -> list[Entry]:
    groups: dict[tuple[str, str, str, str], list[Delivery]] = {}
    for delivery, act in told:
        groups.setdefault((delivery.division, delivery.warning, delivery.channel, act), []).append(delivery)
    entries: list[Entry] = []
    for (division, warning, channel, act), members in groups.items():
        who = actor or f"channel:{channel}"
        if len(members) <= FEW:
            data: list[dict[str, Any]] = [
                {"act": act, "actor": who, "delivery": _told(delivery)} for delivery in members
            ]
        else:
            data = [
                {
                    "act": act,
                    "actor": who,
                    "warning": warning,
                    "channel": channel,
                    "count": len(piece),
                    "deliveries": [_told(each) if is_whole else _brief(each) for each in piece],
                }
                for start in range(0, len(members), MOST_IN_ENTRY)
                for piece in [members[start : start + MOST_IN_ENTRY]]
            ]
        entries.extend(Entry(kind="delivery", division=division, at=now, data=each) for each in data)
    return entries


def _told(delivery: Delivery) -> dict[str, Any]:
    """Return a delivery without what leads to a person: the journal cannot forget."""
    names = {"recipient": discreet(delivery.recipient)}
    if delivery.address:
        names["recipient_name"] = masked_name(delivery.recipient_name)
    return delivery_json(delivery) | names


def _brief(delivery: Delivery) -> dict[str, Any]:
    """Return what is new of a delivery, and by which key it is known to the gateway."""
    return {
        "id": delivery.id,
        "state": delivery.state.value,
        "attempts": delivery.attempts,
        "detail": delivery.detail,
    }
