from __future__ import annotations

import threading
from collections.abc import Callable, Sequence

import pytest

from ingest.listener import delivery
from ingest.listener.conversation import Taken
from ingest.listener.delivery import Delivery, Settled, size_of
from ingest.wire.message import Message

ONE = Taken(Message("t", b"payload", 1), b"reply")


class Sink:
    def __init__(self, failures: int = 0) -> None:
        self.failures = failures
        self.messages: list[Message] = []
        self.held: list[Callable[[], None]] = []
        self.came = threading.Event()

    def accept(self, messages: Sequence[Message], done: Callable[[], None]) -> None:
        if self.failures:
            self.failures -= 1
            raise OSError("disk full")
        self.messages += messages
        self.held.append(done)
        self.came.set()


def test_a_reply_comes_back_only_when_the_sink_is_done():
    sink, woken = Sink(), threading.Event()
    way = Delivery(sink, wake=woken.set)
    way.start()
    size = way.put(7, [ONE])
    assert sink.came.wait(5)
    assert (way.settled(), way.pending) == ([], size)
    sink.held[0]()
    assert woken.is_set()
    assert way.settled() == [Settled(7, b"reply", size_of(ONE))]
    assert way.pending == 0
    way.stop(grace=5)


def test_a_sink_that_fails_is_given_the_same_again(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(delivery, "PAUSE", 0.001)
    sink = Sink(failures=2)
    way = Delivery(sink, wake=lambda: None)
    way.start()
    way.put(1, [ONE])
    assert sink.came.wait(5)
    assert [message.payload for message in sink.messages] == [b"payload"]
    sink.held[0]()
    way.stop(grace=5)
    assert way.trouble == ""


def test_what_waits_is_handed_over_before_it_ends():
    sink = Sink()
    way = Delivery(sink, wake=lambda: None)
    way.put(1, [ONE] * 3)
    way.start()
    way.stop(grace=0.2)
    assert len(sink.messages) == 3


def test_a_sink_that_took_them_and_failed_all_the_same_settles_once(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(delivery, "PAUSE", 0.001)
    woken = threading.Event()

    class Torn(Sink):
        def accept(self, messages: Sequence[Message], done: Callable[[], None]) -> None:
            done()
            done()
            raise OSError("after all")

    way = Delivery(Torn(), wake=woken.set)
    way.start()
    way.put(7, [ONE])
    assert woken.wait(5)
    way.stop(grace=5)
    assert way.settled() == [Settled(7, b"reply", size_of(ONE))]
    assert way.pending == 0
