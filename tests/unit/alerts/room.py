"""A dispatcher with a channel that answers as told, on the in-memory store."""

from __future__ import annotations

from alerts.dispatch import Dispatcher
from alerts.outgoing import Abilities, Inbound, Outcome, Receipt, Result
from alerts.warning import CapStatus
from store.memory import MemoryStore
from tests.builders import NOW, a_delivery


class Wire:
    """A channel that answers as told and remembers what it was handed."""

    def __init__(self, *outcomes, status=CapStatus.ACTUAL, name="sms"):
        self.name = name
        self.status = status
        self.abilities = Abilities(has_receipts=True)
        self.outcomes = list(outcomes)
        self.sent = []
        self.receipt: list[Receipt] = []
        self.inbound: list[Inbound] = []
        self.acknowledged = 0

    def send(self, messages):
        self.sent += messages
        outcome = self.outcomes.pop(0) if self.outcomes else Outcome(result=Result.SENT, detail="7f", messages=("7f",))
        if isinstance(outcome, Exception):
            raise outcome
        return outcome if isinstance(outcome, list) else [outcome] * len(messages)

    def receipts(self):
        found, self.receipt = self.receipt, []
        return found

    def received(self):
        found, self.inbound = self.inbound, []
        return found

    def acknowledge(self):
        self.acknowledged += 1

    def check(self):
        return ""


class Room:
    def __init__(self, *outcomes, status=CapStatus.ACTUAL, pace=None, **facts):
        self.store = MemoryStore()
        self.wire = Wire(*outcomes, status=status)
        self.pace = pace
        self.facts = facts
        self.restart()

    def restart(self):
        """Lose everything that is not in the store."""
        paces = {} if self.pace is None else {"sms": self.pace}
        self.dispatcher = Dispatcher(store=self.store, channels={"sms": self.wire}, paces=paces, **self.facts)

    def queue(self, warning, *deliveries):
        with self.store.begin() as tx:
            tx.save_warnings([warning])
            tx.save_deliveries(deliveries or [a_delivery(warning)])

    def run(self, now=NOW):
        return self.dispatcher.run_once(now)

    def states(self):
        return [(d.state, d.detail) for d in self.store.deliveries()]

    def acts(self):
        return [row.entry.data["act"] for row in self.store.journal()]
