from __future__ import annotations

from dataclasses import replace

import pytest

from alerts.delivery import DeliveryState
from alerts.outgoing import Outcome, Readback, Receipt, Result
from alerts.pacing import Pace
from store.errors import StoreError
from tests.builders import NOW, a_delivery, a_warning, after
from tests.unit.alerts.room import Room

ENLARGED = Outcome(result=Result.SENT, readback=Readback(recipients=900))


def test_a_gateway_that_accepted_something_else_is_handed_nothing_more():
    room = Room(ENLARGED)
    room.queue(a_warning())
    room.run()
    room.queue(a_warning())
    room.run(after(seconds=1))
    assert len(room.wire.sent) == 1
    assert (DeliveryState.FAILED, "read-back: expected 1 recipient, the gateway counts 900") in room.states()
    assert room.store.stopped("sms") == "read-back: expected 1 recipient, the gateway counts 900"
    assert room.acts() == ["failed", "stopped"]


def test_outcomes_that_cannot_be_written_are_written_before_anything_else_is_sent(monkeypatch):
    room = Room()
    room.queue(a_warning())
    begin, failures = room.store.begin, []

    def broken():
        if room.wire.sent and len(failures) < 3:
            failures.append("away")
            raise StoreError("away")
        return begin()

    monkeypatch.setattr(room.store, "begin", broken)
    for minute in (0, 5, 10):
        with pytest.raises(StoreError):
            room.run(after(minutes=minute))
    room.run(after(minutes=15))
    assert len(room.wire.sent) == 1, "sent once although its lease was over"
    assert [state for state, _ in room.states()] == [DeliveryState.UNCONFIRMED]


def test_a_message_of_three_parts_costs_three():
    room = Room(Outcome(result=Result.SENT, parts=3), pace=Pace(rate=1, burst=1))
    room.queue(a_warning())
    room.run()
    (gate,) = room.store.gates()
    assert (gate.tokens, gate.used) == (-2, 3)


def test_a_receipt_that_was_there_before_the_answer_settles_at_once():
    room = Room(Outcome(result=Result.SENT, messages=("7f",)))
    room.wire.receipt = [Receipt(provider="sms", message="7f", state=DeliveryState.DELIVERED, detail="DELIVRD")]
    room.queue(a_warning())
    room.run()
    assert room.states() == [(DeliveryState.DELIVERED, "DELIVRD")]
    assert room.acts() == ["sent", "delivered"]


def test_what_another_dispatcher_has_settled_is_no_news():
    room = Room()
    warning = a_warning()
    delivery = a_delivery(warning)
    room.queue(warning, delivery)

    def overtaken(messages):
        with room.store.begin() as tx:
            tx.settle_deliveries([replace(delivery, state=DeliveryState.DELIVERED, changed=NOW)])
        return [Outcome(result=Result.RETRY, detail="busy")]

    room.wire.send = overtaken
    room.run()
    assert [state for state, _ in room.states()] == [DeliveryState.DELIVERED]
    assert room.acts() == []
