from __future__ import annotations

import threading

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.ledger import Handover, Ledger
from ingest.pace import FlushPolicy
from ingest.wire.message import Message

#: Hands over without gathering, so that no test waits.
AT_ONCE = FlushPolicy(quiet=0, busy=0, many=10**9, max_messages=1000)


def a_ledger(*, max_messages: int = 1000, limit_bytes: int = 10**9) -> Ledger:
    """Return a ledger with a connection."""
    policy = FlushPolicy(quiet=0, busy=0, many=10**9, max_messages=max_messages)
    ledger = Ledger(policy, limit_bytes=limit_bytes)
    ledger.connected()
    return ledger


def enter(ledger: Ledger, *mids: int, size: int = 1) -> None:
    """Enter one message per packet identifier."""
    ledger.add([Message(f"t/{mid}", b"x" * size, 0) for mid in mids], mids=mids)


def collect(ledger: Ledger) -> Handover:
    handover = ledger.collect()
    assert handover is not None
    return handover


def test_messages_are_handed_over_in_order_of_arrival():
    ledger = a_ledger()
    enter(ledger, 1, 2)
    enter(ledger, 3)
    assert [message.topic for message in collect(ledger).messages] == ["t/1", "t/2", "t/3"]


def test_nothing_is_due_before_it_is_settled():
    ledger = a_ledger()
    enter(ledger, 1, 2)
    handover = collect(ledger)
    assert ledger.take_due() == []
    ledger.settle(handover)
    assert ledger.take_due() == [1, 2]
    assert ledger.take_due() == []
    assert (ledger.counters.acked, ledger.counters.pending) == (2, 0)


def test_hand_overs_may_be_settled_in_any_order():
    ledger = a_ledger()
    enter(ledger, 1)
    first = collect(ledger)
    enter(ledger, 2)
    second = collect(ledger)
    ledger.settle(second)
    assert ledger.take_due() == [2]
    ledger.settle(first)
    assert ledger.take_due() == [1]


def test_settling_twice_acknowledges_once():
    ledger = a_ledger()
    enter(ledger, 1)
    handover = collect(ledger)
    ledger.settle(handover)
    ledger.settle(handover)
    ledger.fail(handover)
    assert ledger.take_due() == [1]
    assert (ledger.counters.pending, ledger.counters.failures) == (0, 0)


def test_an_identifier_of_an_old_connection_is_never_acknowledged_on_the_new_one():
    ledger = a_ledger()
    enter(ledger, 1)
    handed_over = collect(ledger)
    enter(ledger, 2)
    settled = collect(ledger)
    ledger.settle(settled)
    enter(ledger, 3)
    ledger.connected()
    # 1 is with the sink, 2 is due, 3 still waits: all void. The same numbers now mean other messages.
    ledger.settle(handed_over)
    enter(ledger, 1)
    mixed = collect(ledger)
    assert [message.topic for message in mixed.messages] == ["t/3", "t/1"]
    ledger.settle(mixed)
    assert ledger.take_due() == [1]
    assert (ledger.counters.stale, ledger.counters.acked, ledger.counters.pending) == (3, 1, 0)


def test_the_first_connection_is_no_reconnect():
    ledger = a_ledger()
    assert ledger.counters.reconnects == 0
    ledger.connected()
    assert ledger.counters.reconnects == 1


def test_messages_of_quality_of_service_0_are_handed_over_and_never_acknowledged():
    ledger = a_ledger()
    enter(ledger, 0, 5)
    handover = collect(ledger)
    assert len(handover.messages) == 2
    ledger.settle(handover)
    assert ledger.take_due() == [5]
    assert ledger.counters.unpromised == 1


def test_a_hand_over_holds_no_more_than_it_may():
    ledger = a_ledger(max_messages=3)
    enter(ledger, *range(1, 8))
    sizes = [len(collect(ledger).messages) for _ in range(3)]
    assert sizes == [3, 3, 1]


def test_what_the_sink_failed_on_is_not_acknowledged():
    ledger = a_ledger()
    enter(ledger, 1)
    ledger.fail(collect(ledger))
    assert ledger.take_due() == []
    assert (ledger.counters.failures, ledger.counters.stale, ledger.counters.pending) == (1, 1, 0)


def test_it_is_full_while_too_much_is_pending():
    ledger = a_ledger(limit_bytes=10_000)
    enter(ledger, 1, size=9_000)
    assert not ledger.is_full
    enter(ledger, 2, size=1_000)
    assert ledger.is_full
    ledger.settle(collect(ledger))
    assert not ledger.is_full
    assert ledger.counters.pending_bytes == 0


def test_a_closed_ledger_hands_over_the_rest_and_takes_no_more():
    ledger = a_ledger()
    enter(ledger, 1)
    ledger.close()
    enter(ledger, 2)
    assert collect(ledger).mids == [1]
    assert ledger.collect() is None
    assert ledger.counters.received == 1


def test_waiting_for_settlement_ends_when_nothing_is_pending():
    ledger = a_ledger()
    assert ledger.wait_settled(0)
    enter(ledger, 1)
    assert not ledger.wait_settled(0)
    handover = collect(ledger)
    threading.Thread(target=ledger.settle, args=(handover,)).start()
    assert ledger.wait_settled(10)


@pytest.mark.parametrize("dups", [set(), {1}])
def test_what_the_broker_sent_before_is_counted(dups: set[int]):
    ledger = a_ledger()
    ledger.add([Message("t", b"xyz", 0)], mids=[1], dups=dups)
    counters = ledger.counters
    assert (counters.received, counters.received_bytes, counters.redelivered) == (1, 3, len(dups))


def test_what_the_broker_sends_again_while_the_sink_holds_it_is_not_entered():
    ledger = a_ledger()
    enter(ledger, 1, 2)
    handover = collect(ledger)
    again = [Message("t/2", b"", 0), Message("t/3", b"", 0)]
    ledger.add(again, mids=[2, 3], dups={2})
    assert [message.topic for message in collect(ledger).messages] == ["t/3"]
    assert (ledger.counters.repeated, ledger.counters.received) == (1, 3)
    ledger.settle(handover)
    assert ledger.take_due() == [1, 2]


def test_a_late_repetition_never_acknowledges_the_next_owner_of_its_identifier():
    ledger = a_ledger()
    enter(ledger, 1)
    ledger.settle(collect(ledger))
    assert ledger.take_due() == [1]
    # The broker repeated 1 before it saw the acknowledgement, and then gave the number to another message.
    ledger.add([Message("t/1", b"", 0)], mids=[1], dups={1})
    repetition = collect(ledger)
    enter(ledger, 1)
    owner = collect(ledger)
    ledger.settle(repetition)
    assert ledger.take_due() == []
    ledger.settle(owner)
    assert ledger.take_due() == [1]


@given(st.lists(st.sampled_from(["add", "collect", "settle", "fail", "connect", "ack"]), max_size=40))
def test_whatever_happens_only_settled_messages_of_this_connection_are_acknowledged(steps: list[str]):
    ledger = Ledger(AT_ONCE, limit_bytes=10**9)
    ledger.connected()
    connection, serial = 1, 0
    handovers: list[Handover] = []
    settled: set[str] = set()
    current: dict[int, str] = {}  # what each identifier means on this connection
    for step in steps:
        if step == "add":
            serial += 1
            mid = serial % 3 + 1  # identifiers come again, as they do after a reconnect
            if mid not in current:
                current[mid] = f"{connection}/{serial}"
                ledger.add([Message(current[mid], b"", 0)], mids=[mid])
        elif step == "collect" and ledger.counters.received > sum(len(one.messages) for one in handovers):
            handovers.append(collect(ledger))
        elif step in ("settle", "fail") and handovers:
            getattr(ledger, step)(handovers[-1])
            if step == "settle":
                settled |= {message.topic for message in handovers[-1].messages}
        elif step == "connect":
            connection += 1
            current = {}
            ledger.connected()
        elif step == "ack":
            for mid in ledger.take_due():
                assert current.pop(mid) in settled


def test_it_is_full_while_too_many_are_pending():
    ledger = Ledger(FlushPolicy(quiet=0, busy=0), limit_bytes=1_000_000, limit_messages=2)
    ledger.connected()
    ledger.add([Message("t", b"", 0)], mids=[1])
    assert not ledger.is_full
    ledger.add([Message("t", b"", 0)], mids=[0])
    assert ledger.is_full, "those that nobody promises count too"
    ledger.settle(ledger.collect())
    assert not ledger.is_full


def test_a_hand_over_is_bounded_by_bytes_and_holds_one_message_at_least():
    ledger = Ledger(FlushPolicy(quiet=0, busy=0, max_bytes=100), limit_bytes=1_000_000)
    ledger.connected()
    ledger.add([Message("t", b"x" * size, 0) for size in (60, 40, 1, 500, 1)], mids=[1, 2, 3, 4, 5])
    assert [len(ledger.collect().messages) for _ in range(3)] == [2, 1, 1]
