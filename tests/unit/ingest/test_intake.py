from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from ingest.intake import Intake
from ingest.pace import FlushPolicy
from ingest.wire.message import Message

if TYPE_CHECKING:
    from collections.abc import Callable


class KeepingSink:
    """Keeps what it is given; fails when told to."""

    def __init__(self, *, is_failing: bool = False) -> None:
        self.kept: list[tuple[list[Message], Callable[[], None]]] = []
        self.is_failing = is_failing

    def accept(self, messages: list[Message], done: Callable[[], None]) -> None:
        if self.is_failing:
            raise RuntimeError("no room")
        self.kept.append((messages, done))


def an_intake(sink: KeepingSink, *mids: int) -> Intake:
    """Return an intake that has received messages, without a connection; its ledger is closed behind them."""
    intake = Intake(sink=sink, host="nowhere", port=1, flush=FlushPolicy(quiet=0, busy=0, max_messages=2))
    intake._ledger.connected()
    intake._ledger.add([Message(f"t/{mid}", b"", 0) for mid in mids], mids=mids)
    intake._ledger.close()
    return intake


def test_messages_reach_the_sink_in_order_and_in_bounded_numbers():
    sink = KeepingSink()
    an_intake(sink, 1, 2, 3)._flush()
    assert [[message.topic for message in messages] for messages, _ in sink.kept] == [["t/1", "t/2"], ["t/3"]]


def test_done_makes_exactly_its_own_messages_due():
    sink = KeepingSink()
    intake = an_intake(sink, 1, 2, 3)
    intake._flush()
    assert intake._ledger.take_due() == []
    _, done = sink.kept[1]
    done()
    done()
    assert intake._ledger.take_due() == [3]
    assert intake.counters.pending == 2


def test_a_failing_sink_gets_the_messages_again_by_a_new_connection():
    intake = an_intake(KeepingSink(is_failing=True), 1, 2)
    intake._flush()
    assert (intake.counters.failures, intake.counters.pending) == (1, 0)
    assert intake._ledger.take_due() == []
    assert intake._session._must_renew


@pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning")
def test_an_intake_that_hands_nothing_over_any_more_says_so_although_it_is_connected(monkeypatch):
    intake = Intake(sink=KeepingSink(), host="nowhere", port=1)

    def break_down():
        raise MemoryError

    monkeypatch.setattr(intake._ledger, "collect", break_down)
    intake.start()
    intake._threads[1].join(10)
    intake._session.is_up = True
    assert not intake.is_connected
    assert intake.trouble == "intake-flush fenghuo-ingest has ended"
    intake.stop()


def test_an_intake_that_never_started_says_so_and_stops_at_once():
    intake = Intake(sink=KeepingSink(), host="nowhere", port=1)
    assert not intake.is_connected
    assert intake.trouble == "not connected yet"
    intake.stop()
    assert intake.counters.received == 0
