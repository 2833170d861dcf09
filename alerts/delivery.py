"""Delivery: one message to one recipient over one channel."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, NewType

if TYPE_CHECKING:
    from datetime import datetime

    from alerts.warning import WarningId

DeliveryId = NewType("DeliveryId", str)


class DeliveryState(StrEnum):
    """How far a message got; "sent" is what a gateway accepted, not what a person read."""

    QUEUED = "queued"
    SENT = "sent"
    DELIVERED = "delivered"
    FAILED = "failed"
    #: The warning expired or was superseded before it could be sent.
    DROPPED = "dropped"


@dataclass(frozen=True, slots=True, kw_only=True)
class Contact:
    """A person or screen that is told about warnings in a division's subtree."""

    id: str
    name: str
    #: 12-digit division code; warnings whose division is in its line (above or below) reach the contact.
    division: str
    #: ``sms`` for now.
    channel: str
    #: E.164 phone number for ``sms``.
    address: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """One row of the outbox."""

    id: DeliveryId
    warning: WarningId
    #: Contact id, or ``screens`` for every subscribed screen.
    recipient: str
    recipient_name: str
    channel: str
    address: str
    state: DeliveryState
    #: Unique per (warning, recipient, channel): a gateway that sees it twice may drop the second.
    idempotency_key: str
    created: datetime
    changed: datetime
    attempts: int = 0
    #: Gateway message ids, receipt states or the error, for people.
    detail: str = ""
    #: Earliest next attempt.
    due: datetime | None = None
