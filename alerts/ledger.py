"""Ledger: what a lane has done and what of it is not written yet.

Outcomes that cannot be written, because the store is away, are kept and written first of all when it is back: nothing
is claimed until then. A gateway that accepted something else than it was handed stops its channel here.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import structlog

from alerts import pacing
from alerts.delivery_news import news_of, settled_entries
from alerts.hearing import confirm
from alerts.outgoing import Outcome, Result
from alerts.readback import mismatch
from alerts.settling import settled
from incidents.journal import Entry

if TYPE_CHECKING:
    from datetime import datetime

    from alerts.delivery import Delivery, DeliveryId
    from alerts.outbox import Outbox, OutboxTransaction
    from alerts.outgoing import Outgoing
    from alerts.pacing import Pace
    from alerts.world import W

log = structlog.get_logger("alerts.ledger")


class Ledger:
    """What one lane still has to write."""

    def __init__(self, name: str, *, store: Outbox, pace: Pace) -> None:
        """Take the channel under the name by which deliveries ask for it."""
        self._name, self._store, self._pace = name, store, pace
        #: Messages that the channel's gate was charged for and that are not settled yet.
        self.charged = 0
        #: Deliveries as they are now, and what the journal says of it.
        self._settled: dict[DeliveryId, tuple[Delivery, str]] = {}
        self._messages: list[tuple[Delivery, str]] = []
        self._parts = 0
        self._mismatch = ""

    def stay(self, before: Delivery, after: Delivery) -> None:
        """Note a delivery that was not handed over; that it waits is told once, however long it lasts."""
        act = news_of(after, is_attempt=False) or ("" if before.detail == after.detail else "held")
        self._settled[after.id] = (after, act)

    def note(self, message: Outgoing[W], outcome: Outcome, *, is_away: bool = False) -> None:
        """Note what became of an attempt; a channel that was away gives nothing up."""
        wrong = mismatch(message, outcome)
        if wrong:
            self._mismatch = wrong
            outcome = Outcome(result=Result.FAILED, detail=wrong, provider=outcome.provider, parts=outcome.parts)
        after = settled(message, outcome, is_away=is_away)
        self._settled[after.id] = (after, news_of(after, is_attempt=outcome.is_attempt))
        self._messages += [(after, id_) for id_ in outcome.messages if id_]
        self._parts += outcome.parts if outcome.result is Result.SENT else int(outcome.is_attempt)

    def write(self, now: datetime) -> None:
        """Write outcomes in one transaction, with what the journal says of them."""
        if not self._settled:
            return
        with self._store.begin() as tx:
            fresh = tx.settle_deliveries([delivery for delivery, _ in self._settled.values()])
            early = tx.keep_messages(self._messages, at=now) if self._messages else set()
            tx.journal(settled_entries([told for id_, told in self._settled.items() if id_ in fresh], now=now))
            if early:
                confirm(tx, early, now=now)
            if self._pace.has_gate:
                gate = pacing.opened(tx.gate(self._name), self._pace, now=now)
                tx.save_gate(pacing.spent(gate, self._pace, messages=self._parts - self.charged))
            if self._mismatch:
                self._stop(tx, now=now)
        self._settled, self._messages, self._parts, self.charged, self._mismatch = {}, [], 0, 0, ""

    def _stop(self, tx: OutboxTransaction, *, now: datetime) -> None:
        log.error("channel_stopped", channel=self._name, why=self._mismatch)
        tx.save_gate(replace(tx.gate(self._name), stopped=now, why=self._mismatch))
        tx.journal([channel_entry(self._name, "stopped", actor=f"channel:{self._name}", why=self._mismatch, now=now)])


def channel_entry(name: str, act: str, *, actor: str, why: str, now: datetime) -> Entry:
    """Return the journal entry of a channel that was stopped or opened again."""
    return Entry(kind="channel", division="", at=now, data={"act": act, "actor": actor, "channel": name, "why": why})
