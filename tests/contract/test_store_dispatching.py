"""Channels keep what is left of their limits, and what people sent back is read once."""

from datetime import date

from alerts.outgoing import Inbound, Part
from alerts.pacing import Gate
from tests.contract.records import NOON


def test_the_gate_of_a_channel_is_what_was_saved_last(store):
    with store.begin() as tx:
        assert tx.gate("sms") == Gate(name="sms")
    assert store.stopped("sms") == ""
    gate = Gate(name="sms", stopped=NOON, why="read-back", tokens=-2.5, filled=NOON, day=date(2026, 7, 19), used=7)
    with store.begin() as tx:
        tx.gate("sms")
        tx.save_gate(gate)
    assert store.gates() == [gate]
    assert store.stopped("sms") == "read-back"
    assert store.stopped("email") == ""


def test_what_people_sent_back_is_read_once(store):
    messages = [Inbound(channel="sms", address="+8613800000001", text=text, at=NOON) for text in ("1", "2", "3")]
    with store.begin() as tx:
        tx.put_inbound(messages)
    with store.begin() as tx:
        waiting = tx.claim_inbound(limit=2)
        assert [each for _, each in waiting] == messages[:2]
        tx.settle_inbound([id_ for id_, _ in waiting], at=NOON)
    with store.begin() as tx:
        assert [each for _, each in tx.claim_inbound(limit=9)] == messages[2:]


def test_parts_of_long_messages_are_kept_and_come_after_whole_ones(store):
    part = Inbound(
        channel="sms", address="+8613800000001", text="安", at=NOON, part=Part(reference=300, count=3, number=2)
    )
    whole = Inbound(channel="sms", address="+8613800000002", text="1", at=NOON)
    with store.begin() as tx:
        tx.put_inbound([part, whole])
    with store.begin() as tx:
        assert [each for _, each in tx.claim_inbound(limit=9)] == [whole, part]
