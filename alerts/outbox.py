"""Outbox: what the dispatcher needs of the store.

A claim is a lease: committed before anything is sent, over by itself when its dispatcher dies. Outcomes are written in
bulk afterwards. A crash in between sends again what was on the way, under the same idempotency keys: at least once, at
most one duplicate per crash and recipient.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from contextlib import AbstractContextManager
    from datetime import datetime

    from alerts.delivery import Delivery, DeliveryId
    from alerts.fellows import Fellow
    from alerts.outgoing import Inbound, Receipt
    from alerts.pacing import Gate
    from alerts.receipts import PartState
    from alerts.warning import Warning, WarningId  # noqa: A004 -- the field's word
    from incidents.incident import Incident
    from incidents.journal import Entry


@dataclass(frozen=True, slots=True, kw_only=True)
class Lease:
    """Who claims, and until when."""

    #: Of the dispatcher, for people.
    holder: str
    until: datetime


class OutboxTransaction(Protocol):
    """What the dispatcher needs of a transaction."""

    def claim_deliveries(
        self, *, channel: str, now: datetime, limit: int, lease: Lease | None = None
    ) -> list[Delivery]:
        """Return queued deliveries of a channel that are due and that nobody holds, the worst level first.

        They are locked until the transaction ends, and with a lease held beyond it.
        """
        ...

    def claim_strays(self, channels: Collection[str], *, now: datetime, limit: int) -> list[Delivery]:
        """Return queued deliveries of channels other than these, locked until the transaction ends."""
        ...

    def settle_deliveries(self, deliveries: Sequence[Delivery]) -> set[DeliveryId]:
        """Write how far deliveries got and end their leases; return those for which that is news.

        What another dispatcher has brought further meanwhile stays as it is.
        """
        ...

    def keep_messages(self, messages: Sequence[tuple[Delivery, str]], *, at: datetime) -> set[DeliveryId]:
        """Keep the gateway's ids of deliveries that were sent; return those of which a receipt is there already."""
        ...

    def take_receipts(self, receipts: Sequence[Receipt], *, at: datetime) -> set[DeliveryId]:
        """Keep receipts; return the deliveries that they are about, as far as they are known."""
        ...

    def parts_of(self, ids: Collection[DeliveryId]) -> dict[DeliveryId, tuple[Delivery, list[PartState]]]:
        """Return deliveries with what is known of their parts."""
        ...

    def unconfirm(self, channels: Collection[str], *, before: datetime, now: datetime, limit: int) -> list[Delivery]:
        """Mark deliveries that these channels sent before an instant and nobody has confirmed since; return them."""
        ...

    def gate(self, channel: str) -> Gate:
        """Return what is left of a channel's limits, locked."""
        ...

    def save_gate(self, gate: Gate) -> None:
        """Write what is left of a channel's limits."""
        ...

    def put_inbound(self, messages: Sequence[Inbound]) -> None:
        """Keep what people sent back."""
        ...

    def told_lately(self, recipients: Collection[str], *, channel: str, since: datetime) -> dict[str, int]:
        """Return how many messages left for each recipient by a channel, of those queued since an instant."""
        ...

    def on_the_way(self, warnings: Collection[WarningId], *, channel: str, now: datetime) -> set[tuple[WarningId, str]]:
        """Return which recipients of which warnings somebody may be sending them to by a channel."""
        ...

    def journal(self, entries: Sequence[Entry]) -> None:
        """Append entries to the journal when the transaction ends."""
        ...


class Outbox(Protocol):
    """What the dispatcher needs of the store."""

    def begin(self) -> AbstractContextManager[OutboxTransaction]:
        """Open a transaction."""
        ...

    def warning(self, id: str) -> Warning | None:  # noqa: A002 -- the record's own word
        """Return one warning as committed, without a lock: sending must not hold up a Cancel."""
        ...

    def incident(self, id: str) -> Incident | None:  # noqa: A002
        """Return one incident as committed, without a lock."""
        ...

    def fellows_of(self, leads: Collection[str], *, most: int) -> list[Fellow]:
        """Return the highest of those that are told with some incidents and stand, of each lead the highest first."""
        ...

    def stopped(self, channel: str) -> str:
        """Return why nothing may leave by a channel, empty while it is open."""
        ...
