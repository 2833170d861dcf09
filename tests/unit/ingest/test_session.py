"""The session against a broker that the test plays by hand, over socket pairs."""

from __future__ import annotations

import queue
import socket
import threading
import time
from dataclasses import replace
from typing import TYPE_CHECKING

import paho.mqtt.client as paho
import pytest

from ingest.frames import packet_end, puback
from ingest.ledger import Handover, Ledger
from ingest.pace import FlushPolicy, ReconnectPolicy
from ingest.session import Session
from ingest.subscription import Subscription
from tests.running import eventually
from tests.unit.ingest.test_frames import a_publish

if TYPE_CHECKING:
    from collections.abc import Iterator

CONNECT, SUBSCRIBE, UNSUBSCRIBE, PUBACK, DISCONNECT = 0x10, 0x82, 0xA2, 0x40, 0xE0
PINGREQ, PINGRESP = b"\xc0\x00", b"\xd0\x00"
CONNACK_NEW = b"\x20\x02\x00\x00"
CONNACK_KNOWN = b"\x20\x02\x01\x00"
CONNACK_REFUSED = b"\x20\x02\x00\x05"
SUBSCRIPTION = Subscription(
    host="broker",
    port=1883,
    user="ingest",
    password="secret",
    client_id="unit",
    topics=("fh/v1/+/+/obs", "fh/v1/+/+/event"),
    keepalive=60,
    reconnect=ReconnectPolicy(first=0, longest=0),
)


class PlayedBroker:
    """The broker's end of one connection."""

    def __init__(self, end: socket.socket) -> None:
        self.end = end
        self.end.settimeout(10)
        self._data = b""

    def packet(self) -> bytes:
        """Return the next packet that the client sent."""
        while (bounds := packet_end(self._data, 0)) is None or bounds[1] > len(self._data):
            piece = self.end.recv(4096)
            assert piece, "the client closed the connection"
            self._data += piece
        packet, self._data = self._data[: bounds[1]], self._data[bounds[1] :]
        return packet

    def greet(self, connack: bytes = CONNACK_NEW, *, suback: bytes = b"\x01\x01") -> bytes:
        """Accept the connection and the subscription; return the CONNECT packet."""
        connect = self.packet()
        assert connect[0] == CONNECT
        self.end.send(connack)
        subscribe = self.packet()
        assert subscribe[0] == SUBSCRIBE
        self.end.send(bytes([0x90, 2 + len(suback)]) + subscribe[2:4] + suback)
        return connect

    def publish(self, *mids: int, is_dup: bool = False) -> None:
        self.end.send(b"".join(a_publish(b"t/%d" % mid, b"{}", mid=mid, is_dup=is_dup) for mid in mids))

    def is_closed(self) -> bool:
        """Wait until the client hangs up."""
        while self.end.recv(4096):
            pass
        return True


class Bench:
    """A running session, its ledger, and the connections it makes."""

    def __init__(self, connections: queue.Queue[socket.socket]) -> None:
        self._connections = connections
        self.ledger = Ledger(FlushPolicy(quiet=0, busy=0), limit_bytes=10_000)
        self.session = Session(SUBSCRIPTION, ledger=self.ledger)
        self.thread = threading.Thread(target=self.session.run)

    def next_connection(self) -> PlayedBroker:
        return PlayedBroker(self._connections.get(timeout=10))

    def collect(self) -> Handover:
        handover = self.ledger.collect()
        assert handover is not None
        return handover

    def settle(self, handover: Handover) -> None:
        self.ledger.settle(handover)
        self.session.wake()


@pytest.fixture
def bench(monkeypatch: pytest.MonkeyPatch) -> Iterator[Bench]:
    connections: queue.Queue[socket.socket] = queue.Queue()
    opened: list[socket.socket] = []

    def connect(_client: paho.Client) -> socket.socket:
        ours, theirs = socket.socketpair()
        opened.append(theirs)
        connections.put(theirs)
        return ours

    monkeypatch.setattr(paho.Client, "_create_socket", connect)
    running = Bench(connections)
    running.thread.start()
    yield running
    running.session.stop()
    for end in opened:
        end.close()
    running.thread.join(10)
    assert not running.thread.is_alive()


def test_it_asks_for_a_persistent_session_and_quality_of_service_1(bench: Bench):
    broker = bench.next_connection()
    connect = broker.packet()
    assert connect[2:9] == b"\x00\x04MQTT\x04"
    assert connect[9] == 0b1100_0000  # user, password, and no clean session
    broker.end.send(CONNACK_NEW)
    subscribe = broker.packet()
    assert subscribe[4:] == b"\x00\x0dfh/v1/+/+/obs\x01\x00\x0ffh/v1/+/+/event\x01"
    assert not bench.session.is_up


def test_messages_are_entered_and_acknowledged_only_when_settled(bench: Bench):
    broker = bench.next_connection()
    broker.greet()
    broker.publish(1, 2)
    handover = bench.collect()
    assert [message.topic for message in handover.messages] == ["t/1", "t/2"]
    broker.publish(3)
    later = bench.collect()
    bench.settle(later)
    assert broker.packet() == puback([3])
    bench.settle(handover)
    assert (broker.packet(), broker.packet()) == (puback([1]), puback([2]))
    assert bench.session.is_up
    assert bench.session.trouble == ""


def test_a_topic_that_is_no_utf_8_still_arrives(bench: Bench):
    broker = bench.next_connection()
    broker.greet()
    broker.end.send(a_publish(b"fh/\xff", b"", mid=1))
    assert [message.topic for message in bench.collect().messages] == ["fh/\ufffd"]


def test_after_a_reconnect_no_identifier_of_before_is_acknowledged(bench: Bench):
    first = bench.next_connection()
    first.greet()
    first.publish(1, 2)
    old = bench.collect()
    first.end.close()
    second = bench.next_connection()
    second.greet(CONNACK_KNOWN)
    bench.settle(old)
    second.publish(2, 1, is_dup=True)
    new = bench.collect()
    bench.settle(new)
    assert (second.packet(), second.packet()) == (puback([2]), puback([1]))
    counters = bench.ledger.counters
    assert (counters.redelivered, counters.stale, counters.acked, counters.reconnects) == (2, 2, 2, 1)


def test_it_reads_no_more_while_too_much_is_pending(bench: Bench):
    broker = bench.next_connection()
    broker.greet()
    broker.end.send(a_publish(b"t", b"x" * 10_000, mid=1))
    handover = bench.collect()
    broker.publish(2)
    # The settled hand-over makes room; before that, message 2 stays in the network.
    assert bench.ledger.counters.received == 1
    bench.settle(handover)
    assert broker.packet() == puback([1])
    assert bench.collect().mids == [2]


def test_a_connection_that_is_not_read_for_long_is_kept_and_shows_a_sign_of_life(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
):
    late = 0.0
    monkeypatch.setattr(paho, "time_func", lambda: time.monotonic() + late)
    broker = bench.next_connection()
    broker.greet()
    broker.end.send(a_publish(b"t", b"x" * 10_000, mid=1))
    handover = bench.collect()
    for _ in range(4):
        late += SUBSCRIPTION.keepalive + 1
        bench.session.wake()
        assert broker.packet() == PINGREQ
        # The answer stays in the network, like everything else.
        broker.end.send(PINGRESP)
    bench.settle(handover)
    assert broker.packet() == puback([1])
    assert bench.ledger.counters.reconnects == 0


def test_a_refused_login_is_told_and_tried_again(bench: Bench):
    broker = bench.next_connection()
    broker.packet()
    broker.end.send(CONNACK_REFUSED)
    assert broker.is_closed()
    bench.next_connection()
    assert bench.session.trouble == "the broker refused the connection: Not authorized"
    assert not bench.session.is_up


def test_a_refused_subscription_is_told_and_tried_again(bench: Bench):
    broker = bench.next_connection()
    broker.greet(suback=b"\x01\x80")
    bench.next_connection()
    assert bench.session.trouble == "the broker refused the subscription to fh/v1/+/+/event"


def test_a_broken_packet_ends_the_connection(bench: Bench):
    broker = bench.next_connection()
    broker.greet()
    broker.end.send(b"\x32\x03\x00\x09t")
    assert broker.is_closed()
    bench.next_connection().greet()


def test_a_renewed_session_makes_a_new_connection(bench: Bench):
    broker = bench.next_connection()
    broker.greet()
    broker.publish(1)
    bench.collect()
    bench.session.renew()
    assert broker.is_closed()
    bench.next_connection().greet()


def test_it_acknowledges_what_is_due_before_it_says_goodbye(bench: Bench):
    broker = bench.next_connection()
    broker.greet()
    broker.publish(1)
    handover = bench.collect()
    bench.session.pause()
    bench.ledger.settle(handover)
    bench.session.stop()
    assert broker.packet() == puback([1])
    assert broker.packet()[0] == DISCONNECT
    assert broker.is_closed()
    bench.thread.join(10)
    assert bench.session.trouble == "stopped"


def test_an_error_of_ours_is_survived(bench: Bench, monkeypatch: pytest.MonkeyPatch):
    broker = bench.next_connection()
    broker.greet()
    monkeypatch.setattr("ingest.session.puback", lambda _mids: 1 / 0)
    bench.session.wake()
    assert bench.next_connection()
    monkeypatch.undo()


def test_filters_can_change_while_it_is_connected_and_are_announced_before_they_are_asked_for(bench: Bench):
    announced: list[list[str]] = []
    bench.session._on_asking = lambda topics: announced.append(list(topics))
    broker = bench.next_connection()
    broker.greet()
    eventually(lambda: bench.session.is_up, what="the subscription")
    bench.session.listen_to(["fh/v1/+/+/obs", "fh/v1/+/A/obs"])
    packets = {broker.packet()[0]: None for _ in range(2)}
    assert set(packets) == {SUBSCRIBE, UNSUBSCRIBE}
    assert announced[-1] == ["fh/v1/+/A/obs"]
    assert bench.session.is_up


def test_a_session_that_the_broker_does_not_keep_begins_anew_rather_than_miss_something_silently(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(bench.session, "_subscription", replace(SUBSCRIPTION, is_kept=False))
    broker = bench.next_connection()
    broker.greet()
    broker.end.send(a_publish(b"t/1", b"x" * 20_000, mid=1))
    assert broker.is_closed()
    bench.ledger.close()
    bench.settle(bench.collect())


def test_the_clock_that_it_is_given_tells_when_a_message_arrived(bench: Bench):
    bench.session._clock = lambda: 42
    broker = bench.next_connection()
    broker.greet()
    broker.publish(1)
    assert bench.collect().messages[0].arrived == 42
