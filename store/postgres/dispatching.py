"""What the store and its transaction say about deliveries, channels and what people sent back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from store.postgres import outbox

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from datetime import datetime

    from alerts.delivery import Delivery, DeliveryId, DeliveryState
    from alerts.outbox import Lease
    from alerts.outgoing import Inbound, Receipt
    from alerts.pacing import Gate
    from alerts.receipts import PartState
    from alerts.warning import WarningId
    from store.postgres.session import Database, Session


class OutboxReader:
    """The reading half; every call is a short transaction of its own."""

    _database: Database

    def deliveries(
        self,
        *,
        warning: str | None = None,
        before: str | None = None,
        limit: int = 1000,
        states: Collection[DeliveryState] | None = None,
        within: str = "",
    ) -> list[Delivery]:
        """Return deliveries newest first by id, older than ``before``.

        Args:
            warning: Of this warning only.
            before: With an id below this one.
            limit: At most so many.
            states: In one of these states only.
            within: Digits that their division begins with.
        """
        with self._database.session() as session:
            return outbox.deliveries(session, warning=warning, before=before, limit=limit, states=states, within=within)

    def gates(self) -> list[Gate]:
        """Return the gates of all channels that were ever used or stopped, by name."""
        with self._database.session() as session:
            return outbox.gates(session)

    def stopped(self, channel: str) -> str:
        """Return why nothing may leave by a channel, empty while it is open."""
        with self._database.session() as session:
            return outbox.stopped(session, channel)


class OutboxWriter:
    """The writing half."""

    _session: Session

    def told_of(self, warnings: Collection[str]) -> dict[WarningId, list[Delivery]]:
        """Return the deliveries of warnings, newest first by id; every one of the warnings has its list."""
        return outbox.told_of(self._session, warnings) if warnings else {}

    def deliveries(self, ids: Collection[str]) -> dict[DeliveryId, Delivery]:
        """Return deliveries by id, locked."""
        return {each.id: each for each in outbox.lock_deliveries(self._session, ids)} if ids else {}

    def save_deliveries(self, deliveries: Sequence[Delivery]) -> None:
        """Insert or replace deliveries by id; whoever held one holds it no longer.

        Raises:
            ConflictError: If an idempotency key belongs to another delivery.
        """
        if deliveries:
            outbox.save_deliveries(self._session, deliveries)

    def claim_deliveries(
        self, *, channel: str, now: datetime, limit: int, lease: Lease | None = None
    ) -> list[Delivery]:
        """Return queued deliveries of a channel that are due and that nobody holds, the worst level first.

        They are locked until the transaction ends, and with a lease held beyond it.
        """
        return outbox.claim_deliveries(self._session, channel=channel, now=now, limit=limit, lease=lease)

    def claim_strays(self, channels: Collection[str], *, now: datetime, limit: int) -> list[Delivery]:
        """Return queued deliveries of channels other than these, locked until the transaction ends."""
        return outbox.claim_strays(self._session, channels, now=now, limit=limit)

    def settle_deliveries(self, deliveries: Sequence[Delivery]) -> set[DeliveryId]:
        """Write how far deliveries got and end their leases; return those for which that is news."""
        return outbox.settle_deliveries(self._session, deliveries) if deliveries else set()

    def keep_messages(self, messages: Sequence[tuple[Delivery, str]], *, at: datetime) -> set[DeliveryId]:
        """Keep the gateway's ids of deliveries; return those of which a receipt is there already."""
        return outbox.keep_messages(self._session, messages, at=at) if messages else set()

    def take_receipts(self, receipts: Sequence[Receipt], *, at: datetime) -> set[DeliveryId]:
        """Keep receipts; return the deliveries that they are about, as far as they are known."""
        return outbox.take_receipts(self._session, receipts, at=at) if receipts else set()

    def parts_of(self, ids: Collection[DeliveryId]) -> dict[DeliveryId, tuple[Delivery, list[PartState]]]:
        """Return deliveries, locked, with what is known of their parts."""
        return outbox.parts_of(self._session, ids) if ids else {}

    def unconfirm(self, channels: Collection[str], *, before: datetime, now: datetime, limit: int) -> list[Delivery]:
        """Mark deliveries that these channels sent before an instant and nobody has confirmed since; return them."""
        if not channels:
            return []
        return outbox.unconfirm(self._session, channels, before=before, now=now, limit=limit)

    def told_lately(self, recipients: Collection[str], *, channel: str, since: datetime) -> dict[str, int]:
        """Return how many messages left for each recipient by a channel, of those queued since an instant."""
        return outbox.told_lately(self._session, recipients, channel=channel, since=since) if recipients else {}

    def on_the_way(self, warnings: Collection[WarningId], *, channel: str, now: datetime) -> set[tuple[WarningId, str]]:
        """Return which recipients of which warnings somebody may be sending them to by a channel."""
        return outbox.on_the_way(self._session, warnings, channel=channel, now=now) if warnings else set()

    def forget_messages(self, ids: Collection[str]) -> None:
        """Part deliveries from the gateway's ids of earlier attempts."""
        outbox.forget_messages(self._session, ids)

    def gate(self, channel: str) -> Gate:
        """Return what is left of a channel's limits, locked."""
        return outbox.gate(self._session, channel)

    def save_gate(self, gate: Gate) -> None:
        """Write what is left of a channel's limits."""
        outbox.save_gate(self._session, gate)

    def put_inbound(self, messages: Sequence[Inbound]) -> None:
        """Keep what people sent back."""
        if messages:
            outbox.put_inbound(self._session, messages)

    def claim_inbound(self, *, limit: int) -> list[tuple[int, Inbound]]:
        """Return what people sent back and nobody has read, oldest first, locked."""
        return outbox.claim_inbound(self._session, limit=limit)

    def settle_inbound(self, ids: Collection[int], *, at: datetime) -> None:
        """Note that somebody has read these."""
        if ids:
            outbox.settle_inbound(self._session, ids, at=at)
