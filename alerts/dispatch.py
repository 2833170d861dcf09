"""Dispatch: the outbox worker. A lane for each channel, and what belongs to no lane.

The loops around it belong to the runtime. ``run_once`` is one round of everything, for one that runs it alone.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Generic

from alerts.delivery_news import news_of, settled_entries
from alerts.hearing import Ear
from alerts.lane import Lane
from alerts.settling import refused
from alerts.world import W

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import datetime

    from alerts.delivery import Delivery
    from alerts.outbox import Outbox
    from alerts.outgoing import Channel
    from alerts.pacing import Pace

#: Deliveries settled at once that belong to no lane.
_LIMIT = 1000
#: How long a receipt is waited for before a message counts as unconfirmed.
RECEIPT_PATIENCE = timedelta(minutes=10)


class Dispatcher(Generic[W]):
    """Sends what is queued."""

    def __init__(
        self,
        *,
        store: Outbox,
        channels: Mapping[str, Channel[W]],
        paces: Mapping[str, Pace] | None = None,
        limit: int = 1000,
        receipt_patience: timedelta = RECEIPT_PATIENCE,
        holder: str = "dispatcher",
        workers: int = 1,
        timer: Callable[[], float] = lambda: 0.0,
    ) -> None:
        """Take the outbox, the channels by name, and how they may be used.

        Args:
            store: The outbox.
            channels: The ways out, by the name in ``Delivery.channel``.
            paces: Limits of channels; those not named have none.
            limit: Deliveries that a lane claims at once at most.
            receipt_patience: How long a receipt is waited for.
            holder: Of this process's claims, for people.
            workers: Lanes of each channel that confirms what it sends; while one writes, the other sends.
            timer: Seconds that only go forward, to see how fast channels are.
        """
        self._store = store
        self._channels = channels
        self._confirming = [name for name, channel in channels.items() if channel.abilities.has_receipts]
        self._patience = receipt_patience
        paces = paces or {}
        self.lanes = [
            Lane(
                name,
                channel,
                store=store,
                holder=holder,
                pace=paces.get(name),
                limit=limit,
                timer=timer,
            )
            for name, channel in channels.items()
            for _ in range(workers if name in self._confirming else 1)
        ]

        self.ears = [Ear(name, channel, store=store) for name, channel in channels.items()]

    def run_once(self, now: datetime) -> int:
        """Do one round of every ear and lane and of what belongs to none; return how many deliveries were claimed."""
        for ear in self.ears:
            ear.run_once(now)
        return sum(lane.run_once(now) for lane in self.lanes) + self.settle_strays(now)

    def settle_strays(self, now: datetime) -> int:
        """End deliveries for which no channel is set up, and mark those whose receipts are overdue."""
        with self._store.begin() as tx:
            strays = tx.claim_strays(self._channels.keys(), now=now, limit=_LIMIT)
            ended = [each for delivery in strays if (each := self._ended(delivery, now=now)) is not None]
            late = tx.unconfirm(self._confirming, before=now - self._patience, now=now, limit=_LIMIT)
            if ended:
                tx.settle_deliveries(ended)
            if ended or late:
                tx.journal(settled_entries([(each, news_of(each)) for each in (*ended, *late)], now=now))
        return len(strays)

    def _ended(self, delivery: Delivery, *, now: datetime) -> Delivery | None:
        warning = self._store.warning(delivery.warning) if delivery.warning else None
        return refused(delivery, warning, channel=None, now=now)
