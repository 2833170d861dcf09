"""What the twin and its transaction say about deliveries, channels and what people sent back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from alerts.pacing import Gate
from alerts.warning import WarningId
from store.memory import casework, outbox

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from datetime import datetime

    from alerts.delivery import Delivery, DeliveryId, DeliveryState
    from alerts.outbox import Lease
    from alerts.outgoing import Inbound, Receipt
    from alerts.receipts import PartState
    from store.memory.tables import Tables, Writer


class OutboxReader:
    """The reading half."""

    _tables: Tables

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
        with self._tables.lock:
            return casework.newest(
                self._tables.deliveries,
                before=before,
                limit=limit,
                where=lambda delivery: (
                    (warning is None or delivery.warning == warning)
                    and (states is None or delivery.state in states)
                    and delivery.division.startswith(within)
                ),
            )

    def gates(self) -> list[Gate]:
        """Return the gates of all channels that were ever used or stopped, by name."""
        with self._tables.lock:
            return [self._tables.gates[name] for name in sorted(self._tables.gates)]

    def stopped(self, channel: str) -> str:
        """Return why nothing may leave by a channel, empty while it is open."""
        with self._tables.lock:
            gate = self._tables.gates.get(channel)
        return "" if gate is None or gate.stopped is None else gate.why or "stopped"


class OutboxWriter:
    """The writing half."""

    writer: Writer
    claimed: set[str]
    _tables: Tables

    def told_of(self, warnings: Collection[str]) -> dict[WarningId, list[Delivery]]:
        """Return the deliveries of warnings, newest first by id; every one of the warnings has its list."""
        return {WarningId(id_): outbox.told(self._tables, id_) for id_ in warnings}

    def deliveries(self, ids: Collection[str]) -> dict[DeliveryId, Delivery]:
        """Return deliveries by id, locked."""
        return {each.id: each for id_ in sorted(ids) if (each := self._tables.deliveries.get(id_)) is not None}

    def save_deliveries(self, deliveries: Sequence[Delivery]) -> None:
        """Insert or replace deliveries by id; whoever held one holds it no longer.

        Raises:
            ConflictError: If an idempotency key belongs to another delivery.
        """
        outbox.save_deliveries(self.writer, deliveries)

    def claim_deliveries(
        self, *, channel: str, now: datetime, limit: int, lease: Lease | None = None
    ) -> list[Delivery]:
        """Return queued deliveries of a channel that are due and that nobody holds, the worst level first.

        They are locked until the transaction ends, and with a lease held beyond it.
        """
        found = outbox.due(self._tables, is_wanted=lambda name: name == channel, now=now, limit=limit)
        if lease is not None:
            for delivery in found:
                self.writer.put(self._tables.leases, delivery.id, lease.until)
        return self._claimed(found)

    def claim_strays(self, channels: Collection[str], *, now: datetime, limit: int) -> list[Delivery]:
        """Return queued deliveries of channels other than these, locked until the transaction ends."""
        found = outbox.due(self._tables, is_wanted=lambda name: name not in channels, now=now, limit=limit)
        return self._claimed(found)

    def settle_deliveries(self, deliveries: Sequence[Delivery]) -> set[DeliveryId]:
        """Write how far deliveries got and end their leases; return those for which that is news."""
        return outbox.settle_deliveries(self.writer, deliveries)

    def keep_messages(self, messages: Sequence[tuple[Delivery, str]], *, at: datetime) -> set[DeliveryId]:
        """Keep the gateway's ids of deliveries; return those of which a receipt is there already."""
        del at
        return outbox.keep_messages(self.writer, messages)

    def take_receipts(self, receipts: Sequence[Receipt], *, at: datetime) -> set[DeliveryId]:
        """Keep receipts; return the deliveries that they are about, as far as they are known."""
        del at
        return outbox.take_receipts(self.writer, receipts)

    def parts_of(self, ids: Collection[DeliveryId]) -> dict[DeliveryId, tuple[Delivery, list[PartState]]]:
        """Return deliveries, locked, with what is known of their parts."""
        return outbox.parts_of(self._tables, ids)

    def unconfirm(self, channels: Collection[str], *, before: datetime, now: datetime, limit: int) -> list[Delivery]:
        """Mark deliveries that these channels sent before an instant and nobody has confirmed since; return them."""
        return outbox.unconfirm(self.writer, channels, before=before, now=now, limit=limit)

    def told_lately(self, recipients: Collection[str], *, channel: str, since: datetime) -> dict[str, int]:
        """Return how many messages left for each recipient by a channel, of those queued since an instant."""
        return outbox.told_lately(self._tables, recipients, channel=channel, since=since)

    def on_the_way(self, warnings: Collection[WarningId], *, channel: str, now: datetime) -> set[tuple[WarningId, str]]:
        """Return which recipients of which warnings somebody may be sending them to by a channel."""
        return outbox.on_the_way(self._tables, warnings, channel=channel, now=now)

    def forget_messages(self, ids: Collection[str]) -> None:
        """Part deliveries from the gateway's ids of earlier attempts."""
        outbox.forget_messages(self.writer, ids)

    def gate(self, channel: str) -> Gate:
        """Return what is left of a channel's limits, locked."""
        if channel not in self._tables.gates:
            self.writer.put(self._tables.gates, channel, Gate(name=channel))
        return self._tables.gates[channel]

    def save_gate(self, gate: Gate) -> None:
        """Write what is left of a channel's limits."""
        if gate.name in self._tables.gates:
            self.writer.put(self._tables.gates, gate.name, gate)

    def put_inbound(self, messages: Sequence[Inbound]) -> None:
        """Keep what people sent back."""
        for number, message in enumerate(messages, start=len(self._tables.inbound) + 1):
            self.writer.put(self._tables.inbound, number, message)

    def claim_inbound(self, *, limit: int) -> list[tuple[int, Inbound]]:
        """Return what people sent back and nobody has read, whole messages before parts, oldest first, locked."""
        table = self._tables
        waiting = [(number, each) for number, each in sorted(table.inbound.items()) if number not in table.heard]
        return sorted(waiting, key=lambda row: (row[1].part is not None, row[0]))[:limit]

    def settle_inbound(self, ids: Collection[int], *, at: datetime) -> None:
        """Note that somebody has read these."""
        for number in ids:
            self.writer.put(self._tables.heard, number, at)

    def _claimed(self, found: list[Delivery]) -> list[Delivery]:
        ids = {delivery.id for delivery in found}
        self.claimed |= ids
        self._tables.claimed |= ids
        return found
