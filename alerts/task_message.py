"""Task message: the row of the outbox by which somebody is told what to do, or what was not done."""

from __future__ import annotations

from typing import TYPE_CHECKING

from alerts.delivery import Contact, Delivery, DeliveryId, DeliveryState, Purpose
from alerts.warning import WarningId
from incidents.identity import new_id

if TYPE_CHECKING:
    from datetime import datetime

    from alerts.warning import CapStatus
    from sensing.level import Level


def message_to(
    contact: Contact,
    *,
    key: str,
    body: str,
    level: Level,
    ref: str,
    division: str,
    status: CapStatus,
    now: datetime,
) -> Delivery:
    """Return the message to one address.

    Args:
        contact: Who is told.
        key: What is told; the same key to the same address is the same message.
        body: The words.
        level: As it counts in the outbox.
        ref: Task or incident that it is about.
        division: 12-digit code of where that is.
        status: Under which this installation speaks.
        now: When.
    """
    return Delivery(
        id=DeliveryId(new_id(now)),
        warning=WarningId(""),
        recipient=contact.id,
        recipient_name=contact.name,
        channel=contact.channel,
        address=contact.address,
        state=DeliveryState.QUEUED,
        idempotency_key=f"{key}:{contact.id}:{contact.channel}",
        created=now,
        changed=now,
        purpose=Purpose.TASK,
        body=body,
        ref=ref,
        level=level,
        division=division,
        status=status,
    )
