"""Link test: a message that goes the whole way of a channel, to a recipient of ours. Pure.

It carries the channel's own status, because nothing else may leave by it, and says in its first word that it is a
test. It tells of no warning.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from alerts.delivery import Delivery, DeliveryId, DeliveryState, Purpose
from alerts.marks import mark
from alerts.warning import CapStatus, WarningId
from incidents.identity import new_id
from incidents.journal import Entry
from sensing.instant import BEIJING

if TYPE_CHECKING:
    from datetime import datetime

#: Recipient of every link test.
RECIPIENT = "linktest"


def link_test(channel: str, address: str, *, status: CapStatus, now: datetime) -> Delivery:
    """Return a message that tries a channel.

    Args:
        channel: By its name in ``Delivery.channel``.
        address: A recipient of ours.
        status: The only status that the channel carries.
        now: When.
    """
    id_ = new_id(now)
    moment = f"{now.astimezone(BEIJING):%m-%d %H:%M}"
    return Delivery(
        id=DeliveryId(id_),
        warning=WarningId(""),
        recipient=RECIPIENT,
        recipient_name="通道测试",
        channel=channel,
        address=address,
        state=DeliveryState.QUEUED,
        idempotency_key=f"{RECIPIENT}:{id_}:{channel}",
        created=now,
        changed=now,
        purpose=Purpose.LINKTEST,
        body=f"{mark(CapStatus.TEST, 'zh')}通道测试 {moment}，无需处理。Link test, nothing to do.",
        status=status,
    )


def trial_entry(channel: str, *, actor: str, delivery: str, now: datetime) -> Entry:
    """Return what the journal says of a link test that was queued; never to whom."""
    data = {"act": "tested", "actor": actor, "channel": channel, "delivery": delivery}
    return Entry(kind="channel", division="", at=now, data=data)
