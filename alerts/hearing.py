"""Hearing: what gateways and people say, written down before anybody is told that it was taken.

An ear has a thread of its own: a gateway waits for its answers while a lane is busy sending. What cannot be written,
because the store is away, is kept and stays unacknowledged: a gateway that is told nothing keeps it too.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Generic

import structlog

from alerts.delivery_news import news_of, settled_entries
from alerts.receipts import verdict
from alerts.world import W
from incidents.journal import Entry

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import datetime

    from alerts.delivery import Delivery, DeliveryId
    from alerts.outbox import Outbox, OutboxTransaction
    from alerts.outgoing import Channel, Inbound, Receipt

log = structlog.get_logger("alerts.hearing")

#: Characters of a message id at most: a longer one was given by no gateway, and no index takes it.
LONGEST_ID = 500


class Ear(Generic[W]):
    """What comes back by one channel."""

    def __init__(self, name: str, channel: Channel[W], *, store: Outbox) -> None:
        """Take the channel under the name by which deliveries ask for it."""
        self.name = name
        self._channel, self._store = channel, store
        self._receipts: list[Receipt] = []
        self._inbound: list[Inbound] = []

    def run_once(self, now: datetime) -> int:
        """Write down what came, and tell the gateway so; return how much it was.

        Raises:
            StoreError: If the store is away; what came is kept.
        """
        try:
            self._receipts += [each for each in self._channel.receipts() if 0 < len(each.message) <= LONGEST_ID]
            self._inbound += self._channel.received()
        except Exception:
            # What came before the fault is written down all the same.
            log.exception("hearing_failed", channel=self.name)
        heard = len(self._receipts) + len(self._inbound)
        if heard:
            with self._store.begin() as tx:
                self._write(tx, now=now)
            self._receipts, self._inbound = [], []
            self._channel.acknowledge()
        return heard

    def _write(self, tx: OutboxTransaction, *, now: datetime) -> None:
        known = tx.take_receipts(self._receipts, at=now) if self._receipts else set()
        if known:
            confirm(tx, known, now=now)
        if self._inbound:
            # By the name that answers go by, whichever account took it.
            tx.put_inbound([replace(each, channel=self.name) for each in self._inbound])
            data = {
                "act": "received",
                "actor": f"channel:{self.name}",
                "channel": self.name,
                "count": len(self._inbound),
            }
            tx.journal([Entry(kind="channel", division="", at=now, data=data)])


def confirm(tx: OutboxTransaction, ids: Collection[DeliveryId], *, now: datetime) -> None:
    """Settle deliveries all of whose parts have arrived, or one of whose parts never will."""
    found: list[Delivery] = []
    for delivery, parts in tx.parts_of(ids).values():
        told = verdict(parts)
        if told is not None and told.state is not None:
            detail = f"{delivery.detail} {told.detail}".strip()
            found.append(replace(delivery, state=told.state, changed=now, detail=detail))
    fresh = tx.settle_deliveries(found) if found else set()
    tx.journal(settled_entries([(each, news_of(each)) for each in found if each.id in fresh], now=now))
