"""Dispatch: the outbox worker. Claims queued deliveries, asks again whether each may still be told, and sends.

A claim and its outcome are one transaction, so a crash in between sends again: at least once, at most one duplicate
per crash, under the same idempotency key. A channel that fails in a way it should not is no crash: what it was handed
waits longer and longer, and each of those messages goes alone from then on, so that one which brings the channel down
cannot keep the others from being sent, nor have them sent again. Expired and superseded warnings are dropped here,
whatever queued them.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Protocol
from zlib import crc32

import structlog

from alerts.delivery import Delivery, DeliveryState
from alerts.errors import ChannelError
from alerts.outgoing import Outcome, Outgoing, Receipt, Result
from alerts.public import delivery_json
from alerts.validity import Validity, validity
from incidents.journal import Entry

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from contextlib import AbstractContextManager
    from datetime import datetime

    from alerts.delivery import DeliveryId
    from alerts.warning import CapStatus, Warning  # noqa: A004 -- the field's word

log = structlog.get_logger("alerts.dispatch")

#: The first wait after a failed attempt, and the longest.
FIRST_WAIT = timedelta(seconds=5)
LONGEST_WAIT = timedelta(minutes=5)
#: Deliveries whose receipts may still come; the oldest gives way.
MOST_REMEMBERED = 100_000


class Channel(Protocol):
    """One way out of the building."""

    #: The only status it carries.
    status: CapStatus

    def send(self, messages: Sequence[Outgoing]) -> list[Outcome]:
        """Send messages and return what became of each, in order.

        Raises:
            ChannelError: If the channel could take none of them; anything else is a fault, and what became of the
                messages is unknown.
        """
        ...

    def receipts(self) -> list[Receipt]:
        """Return what the gateway said meanwhile about messages accepted earlier."""
        ...


class OutboxTransaction(Protocol):
    """What the dispatcher needs of a transaction."""

    def claim_deliveries(self, *, now: datetime, limit: int) -> list[Delivery]:
        """Return queued deliveries that are due, the worst level first, locked against other dispatchers."""
        ...

    def save_deliveries(self, deliveries: Sequence[Delivery]) -> None:
        """Insert or replace deliveries by id."""
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


class Dispatcher:
    """Sends what is queued; ``run_once`` is one round, the loop around it belongs to the runtime."""

    def __init__(self, *, store: Outbox, channels: Mapping[str, Channel], limit: int = 200) -> None:
        """Take the outbox, the channels by name, and how many deliveries one round claims at most."""
        self._store = store
        self._channels = channels
        self._limit = limit
        self._sent: dict[DeliveryId, tuple[Delivery, str]] = {}
        #: Deliveries that were on their way when a channel failed: each goes alone.
        self._suspects: set[DeliveryId] = set()

    def run_once(self, now: datetime) -> int:
        """Settle receipts, then send one round; return how many deliveries were claimed."""
        self._settle_receipts(now)
        with self._store.begin() as tx:
            claimed = tx.claim_deliveries(now=now, limit=self._limit)
            if not claimed:
                return 0
            warnings = {id_: self._store.warning(id_) for id_ in {delivery.warning for delivery in claimed}}
            ready: dict[str, list[Outgoing]] = {}
            after: list[Delivery] = []
            for delivery in claimed:
                warning = warnings[delivery.warning]
                stopped = self._stopped(delivery, warning, now=now)
                if stopped is not None or warning is None:
                    after.append(stopped or delivery)
                else:
                    message = Outgoing(delivery=delivery, warning=warning, now=now)
                    ready.setdefault(delivery.channel, []).append(message)
            for name, messages in ready.items():
                after.extend(self._send(name, messages))
            divisions = {id_: "" if warning is None else warning.division for id_, warning in warnings.items()}
            self._save(tx, [(delivery, divisions[delivery.warning]) for delivery in after], now=now)
        return len(claimed)

    def _stopped(self, delivery: Delivery, warning: Warning | None, *, now: datetime) -> Delivery | None:
        """Return the delivery as it ends here; None when it may be sent."""
        if warning is None:
            return replace(delivery, state=DeliveryState.FAILED, changed=now, detail="its warning is gone")
        state = validity(warning, now=now)
        if state is not Validity.VALID:
            return replace(delivery, state=DeliveryState.DROPPED, changed=now, detail=f"the warning is {state}")
        channel = self._channels.get(delivery.channel)
        if channel is None:
            detail = f"no channel {delivery.channel!r} is set up"
            return replace(delivery, state=DeliveryState.FAILED, changed=now, detail=detail)
        if channel.status is not warning.status:
            # Drill and live never share a way out, whatever somebody configured.
            detail = f"channel {delivery.channel!r} carries {channel.status} only, the warning is {warning.status}"
            return replace(delivery, state=DeliveryState.FAILED, changed=now, detail=detail)
        return None

    def _send(self, name: str, messages: list[Outgoing]) -> list[Delivery]:
        together = [message for message in messages if message.delivery.id not in self._suspects]
        alone = [[message] for message in messages if message.delivery.id in self._suspects]
        groups = [together, *alone] if together else alone
        return [_settled(message, outcome) for group in groups for message, outcome in self._tried(name, group)]

    def _tried(self, name: str, messages: list[Outgoing]) -> list[tuple[Outgoing, Outcome]]:
        """Return what became of each message, whatever the channel does."""
        ids = {message.delivery.id for message in messages}
        try:
            tried = list(zip(messages, self._channels[name].send(messages), strict=True))
        except ChannelError as error:
            result = Result.RETRY if error.is_retryable else Result.FAILED
            return [(message, Outcome(result=result, detail=str(error))) for message in messages]
        except Exception as error:
            # An exception let through would undo the claim, and with it the memory of what was sent already.
            log.exception("channel_failed", channel=name, messages=len(messages))
            self._suspects |= ids
            detail = f"the channel failed ({type(error).__name__}), the log says more"
            return [(message, Outcome(result=Result.RETRY, detail=detail)) for message in messages]
        self._suspects -= ids
        return tried

    def _settle_receipts(self, now: datetime) -> None:
        """Write down what gateways said meanwhile."""
        found: list[tuple[Delivery, str]] = []
        for receipt in (receipt for name in self._channels for receipt in self._receipts(name)):
            remembered = self._sent.pop(receipt.delivery, None)
            if remembered is not None:
                delivery, division = remembered
                detail = f"{delivery.detail} {receipt.detail}".strip()
                found.append((replace(delivery, state=receipt.state, changed=now, detail=detail), division))
        if found:
            with self._store.begin() as tx:
                self._save(tx, found, now=now)

    def _receipts(self, name: str) -> list[Receipt]:
        try:
            return self._channels[name].receipts()
        except Exception:
            # Receipts are news about what is done; they must not keep what is queued from being sent.
            log.exception("receipts_failed", channel=name)
            return []

    def _save(self, tx: OutboxTransaction, settled: Sequence[tuple[Delivery, str]], *, now: datetime) -> None:
        """Save deliveries and journal those about which there is news."""
        tx.save_deliveries([delivery for delivery, _ in settled])
        entries = [
            Entry(kind="delivery", division=division, at=now, data=data)
            for delivery, division in settled
            if (data := _news(delivery)) is not None
        ]
        if entries:
            tx.journal(entries)
        for delivery, division in settled:
            if delivery.state is not DeliveryState.QUEUED:
                self._suspects.discard(delivery.id)
            if delivery.state is DeliveryState.SENT:
                self._sent[delivery.id] = (delivery, division)
        while len(self._sent) > MOST_REMEMBERED:
            del self._sent[next(iter(self._sent))]


def back_off(delivery: Delivery) -> timedelta:
    """Return how long to wait before the next attempt: doubling, bounded, spread by the delivery's own key."""
    doublings = min(max(0, delivery.attempts - 1), 10)
    wait: timedelta = min(FIRST_WAIT * (1 << doublings), LONGEST_WAIT)
    spread = crc32(f"{delivery.idempotency_key}:{delivery.attempts}".encode()) / 0xFFFFFFFF
    return timedelta(seconds=wait.total_seconds() * (0.8 + 0.4 * spread))


def _settled(message: Outgoing, outcome: Outcome) -> Delivery:
    """Return the delivery after an attempt."""
    delivery, now = message.delivery, message.now
    tried = replace(delivery, attempts=delivery.attempts + 1, changed=now, detail=outcome.detail, due=None)
    if outcome.result is Result.SENT:
        return replace(tried, state=DeliveryState.SENT)
    if outcome.result is Result.FAILED:
        return replace(tried, state=DeliveryState.FAILED)
    return replace(tried, due=now + (outcome.after or back_off(tried)))


def _news(delivery: Delivery) -> dict[str, object] | None:
    """Return the journal data of a delivery; None for a repeated delay, which is no news."""
    act: str = delivery.state.value
    if delivery.state is DeliveryState.QUEUED:
        if delivery.attempts > 1:
            return None
        act = "delayed"
    return {"act": act, "actor": f"channel:{delivery.channel}", "delivery": delivery_json(delivery)}
