"""The twin's deliveries, what gateways and people said about them, and the gates of channels."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from alerts.delivery import DeliveryId, DeliveryState
from alerts.receipts import PartState
from store.memory.casework import kept

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Sequence
    from datetime import datetime

    from alerts.delivery import Delivery
    from alerts.outgoing import Receipt
    from alerts.warning import WarningId
    from store.memory.tables import Tables, Writer

#: States that a receipt may still change.
_OPEN = frozenset({DeliveryState.SENT, DeliveryState.UNCONFIRMED})
_BY_RECEIPT = frozenset({DeliveryState.DELIVERED, DeliveryState.FAILED})


#: A part of which nothing is known.
_SILENT = PartState(state=None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """A gateway's message id."""

    #: None while only its receipt is known.
    delivery: DeliveryId | None = None
    part: PartState = _SILENT


def save_deliveries(writer: Writer, deliveries: Iterable[Delivery]) -> None:
    """Insert or replace deliveries by id; an idempotency key belongs to one delivery."""
    tables = writer.tables
    for delivery in deliveries:
        if tables.delivery_keys.get(delivery.idempotency_key, delivery.id) != delivery.id:
            message = f"idempotency key {delivery.idempotency_key!r} belongs to another delivery"
            raise writer.refuse(message)
        writer.put(tables.delivery_keys, delivery.idempotency_key, delivery.id)
        writer.put(tables.deliveries, delivery.id, kept(delivery))
        if delivery.state is DeliveryState.QUEUED:
            writer.put(tables.queued, delivery.id, None)
        elif delivery.id in tables.queued:
            writer.drop(tables.queued, delivery.id)
        if delivery.id in tables.leases:
            writer.drop(tables.leases, delivery.id)


def told(tables: Tables, warning: str) -> list[Delivery]:
    """Return the deliveries of a warning, newest first by id."""
    found = [delivery for delivery in tables.deliveries.values() if delivery.warning == warning]
    return sorted(found, key=lambda delivery: delivery.id, reverse=True)


def due(tables: Tables, *, is_wanted: Callable[[str], bool], now: datetime, limit: int) -> list[Delivery]:
    """Return queued deliveries of some channels that are due and that nobody holds: worst first, then oldest."""
    found = [
        delivery
        for delivery in (tables.deliveries[id_] for id_ in tables.queued)
        if delivery.state is DeliveryState.QUEUED
        and is_wanted(delivery.channel)
        and (delivery.due is None or delivery.due <= now)
        and (delivery.id not in tables.leases or tables.leases[delivery.id] <= now)
        and delivery.id not in tables.claimed
    ]
    found.sort(key=lambda each: (-each.level, each.created, each.id))
    return found[:limit]


def settle_deliveries(writer: Writer, deliveries: Sequence[Delivery]) -> set[DeliveryId]:
    """Write how far deliveries got and end their leases; return those for which that is news."""
    tables, fresh = writer.tables, set()
    for delivery in deliveries:
        known = tables.deliveries.get(delivery.id)
        if known is None or not (
            known.state is DeliveryState.QUEUED or (known.state in _OPEN and delivery.state in _BY_RECEIPT)
        ):
            continue
        after = replace(
            known,
            state=delivery.state,
            changed=delivery.changed,
            attempts=max(known.attempts, delivery.attempts),
            detail=delivery.detail,
            due=delivery.due,
            sent=known.sent or delivery.sent,
            provider=delivery.provider,
        )
        save_deliveries(writer, [after])
        fresh.add(delivery.id)
    return fresh


def keep_messages(writer: Writer, messages: Sequence[tuple[Delivery, str]]) -> set[DeliveryId]:
    """Keep the gateway's ids of deliveries; return those of which a receipt is there already."""
    table, receipted = writer.tables.messages, set()
    for delivery, id_ in messages:
        key = (delivery.provider, id_)
        known = table.get(key, Message())
        is_same = known.delivery in {None, delivery.id}
        after = Message(delivery=delivery.id, part=known.part if is_same else _SILENT)
        writer.put(table, key, after)
        if after.part.state is not None:
            receipted.add(delivery.id)
    return receipted


def take_receipts(writer: Writer, receipts: Sequence[Receipt]) -> set[DeliveryId]:
    """Keep receipts; return the deliveries that they are about, as far as they are known."""
    table, found = writer.tables.messages, set()
    for receipt in receipts:
        key = (receipt.provider, receipt.message)
        known = table.get(key, Message())
        writer.put(table, key, replace(known, part=PartState(state=receipt.state, detail=receipt.detail)))
        if known.delivery is not None:
            found.add(known.delivery)
    return found


def parts_of(tables: Tables, ids: Collection[DeliveryId]) -> dict[DeliveryId, tuple[Delivery, list[PartState]]]:
    """Return deliveries with what is known of their parts."""
    found: dict[DeliveryId, tuple[Delivery, list[PartState]]] = {
        id_: (tables.deliveries[id_], []) for id_ in sorted(ids) if id_ in tables.deliveries
    }
    for _, message in sorted(tables.messages.items()):
        if message.delivery in found:
            found[message.delivery][1].append(message.part)
    return found


def unconfirm(
    writer: Writer, channels: Collection[str], *, before: datetime, now: datetime, limit: int
) -> list[Delivery]:
    """Mark deliveries that these channels sent before an instant and nobody has confirmed since; return them."""
    late = [
        delivery
        for delivery in writer.tables.deliveries.values()
        if delivery.state is DeliveryState.SENT
        and delivery.channel in channels
        and delivery.sent is not None
        and delivery.sent <= before
    ]
    late.sort(key=lambda each: (each.sent, each.id))
    marked = [replace(each, state=DeliveryState.UNCONFIRMED, changed=now) for each in late[:limit]]
    save_deliveries(writer, marked)
    return marked


def told_lately(tables: Tables, recipients: Collection[str], *, channel: str, since: datetime) -> dict[str, int]:
    """Return how many messages left for each recipient by a channel, of those queued since an instant."""
    counts: dict[str, int] = {}
    for each in tables.deliveries.values():
        if each.recipient in recipients and each.channel == channel and each.created >= since and each.attempts:
            counts[each.recipient] = counts.get(each.recipient, 0) + 1
    return counts


def on_the_way(
    tables: Tables, warnings: Collection[WarningId], *, channel: str, now: datetime
) -> set[tuple[WarningId, str]]:
    """Return which recipients of which warnings somebody may be sending them to by a channel."""
    held = (tables.deliveries[DeliveryId(id_)] for id_, until in tables.leases.items() if until > now)
    return {
        (each.warning, each.recipient)
        for each in held
        if each.state is DeliveryState.QUEUED and each.channel == channel and each.warning in warnings
    }


def forget_messages(writer: Writer, ids: Collection[str]) -> None:
    """Part deliveries from the gateway's ids of earlier attempts."""
    table = writer.tables.messages
    for key, message in list(table.items()):
        if message.delivery in ids:
            writer.put(table, key, replace(message, delivery=None))
