from __future__ import annotations

import pytest
from structlog.testing import capture_logs

from alerts.delivery import DeliveryState
from alerts.outgoing import Inbound, Outcome, Receipt, Result
from store.errors import StoreError
from tests.builders import NOW, a_warning, after
from tests.unit.alerts.room import Room

ANSWER = Inbound(channel="sms-2", address="+8613800000001", text="安全 53", at=NOW)


def a_receipt(message, state=DeliveryState.DELIVERED, detail="DELIVRD"):
    return Receipt(provider="sms", message=message, state=state, detail=detail)


def heard(room):
    with room.store.begin() as tx:
        return [message for _, message in tx.claim_inbound(limit=9)]


def test_an_answer_is_kept_under_the_name_of_its_channel_and_then_acknowledged():
    room = Room()
    room.wire.inbound = [ANSWER]
    room.run()
    (kept,) = heard(room)
    assert (kept.channel, kept.text) == ("sms", "安全 53")
    assert room.wire.acknowledged == 1
    (row,) = room.store.journal()
    assert (row.entry.kind, row.entry.data["act"], row.entry.data["count"]) == ("channel", "received", 1)


def test_nothing_is_acknowledged_before_it_is_kept(monkeypatch):
    room = Room()
    room.wire.inbound = [ANSWER]
    begin = room.store.begin

    def broken():
        raise StoreError("away")

    monkeypatch.setattr(room.store, "begin", broken)
    with pytest.raises(StoreError):
        room.run()
    assert room.wire.acknowledged == 0
    monkeypatch.setattr(room.store, "begin", begin)
    room.run(after(seconds=1))
    assert (len(heard(room)), room.wire.acknowledged) == (1, 1)


def test_a_message_of_many_parts_has_arrived_with_the_last_of_them():
    room = Room(Outcome(result=Result.SENT, messages=("a", "b"), parts=2))
    room.queue(a_warning())
    room.run()
    for message, state in (("b", DeliveryState.SENT), ("a", DeliveryState.DELIVERED)):
        room.wire.receipt = [a_receipt(message)]
        room.run(after(seconds=1))
        assert [each for each, _ in room.states()] == [state]


def test_one_part_that_will_not_arrive_fails_the_message():
    room = Room(Outcome(result=Result.SENT, messages=("a", "b"), parts=2))
    room.queue(a_warning())
    room.run()
    room.wire.receipt = [a_receipt("b", DeliveryState.FAILED, "UNDELIV 005")]
    room.run(after(seconds=1))
    assert room.states() == [(DeliveryState.FAILED, "UNDELIV 005")]


def test_a_receipt_that_is_late_still_settles_a_message():
    room = Room()
    room.queue(a_warning())
    room.run()
    room.run(after(minutes=10))
    assert [state for state, _ in room.states()] == [DeliveryState.UNCONFIRMED]
    room.restart()
    room.wire.receipt = [a_receipt("7f")]
    room.run(after(hours=1))
    assert [state for state, _ in room.states()] == [DeliveryState.DELIVERED]
    assert room.acts() == ["sent", "unconfirmed", "delivered"]


def test_a_channel_that_cannot_be_heard_holds_up_no_message():
    room = Room()
    room.queue(a_warning())

    def broken():
        raise RuntimeError("no")

    room.wire.received = broken
    with capture_logs() as logs:
        assert room.run() == 1
    assert [entry["event"] for entry in logs] == ["hearing_failed"]


def test_an_id_that_no_gateway_gave_cannot_keep_other_receipts_from_being_written():
    room = Room()
    room.queue(a_warning())
    room.run()
    wrong = [
        Receipt(provider="sms", message=text, state=DeliveryState.DELIVERED, detail="") for text in ("x" * 3000, "")
    ]
    right = Receipt(provider="sms", message="7f", state=DeliveryState.DELIVERED, detail="")
    room.wire.receipt = [*wrong, right]
    room.run()
    assert {message for _, message in room.store._tables.messages} == {"7f"}
    assert [state for state, _ in room.states()] == [DeliveryState.DELIVERED]
    assert room.wire.acknowledged
