"""The intake against the real embedded broker: what is not acknowledged comes back, what is does not."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
from collections import defaultdict
from contextlib import contextmanager
from typing import TYPE_CHECKING

import pytest

from fenghuo.embedded.nats import start_nats
from fenghuo.embedded.ports import free_port
from ingest.intake import Intake
from ingest.pace import FlushPolicy, ReconnectPolicy
from tests.running import Device, eventually
from tests.services import Broker, as_broker, broker_users

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from fenghuo.embedded.nats import EmbeddedBroker
    from ingest.wire.message import Message

QUICK = ReconnectPolicy(first=0.05, longest=0.2)
ONE_BY_ONE = FlushPolicy(quiet=0, busy=0, max_messages=1)

#: A subscriber in a process of its own: stores even numbers, sits on odd ones, and says when it has seen all.
CHILD = """
import json, sys, threading
import structlog
from ingest.intake import Intake
from ingest.pace import FlushPolicy

structlog.configure(logger_factory=structlog.PrintLoggerFactory(sys.stderr))
broker, expected = json.loads(sys.argv[1]), int(sys.argv[2])

class Sink:
    seen = 0
    def accept(self, messages, done):
        (message,) = messages
        self.seen += 1
        if json.loads(message.payload)["n"] % 2 == 0:
            done()

sink = Sink()
intake = Intake(sink=sink, flush=FlushPolicy(quiet=0, busy=0, max_messages=1), **broker)
intake.start()
tick = threading.Event()
while not intake.is_connected:
    tick.wait(0.02)
print("subscribed", flush=True)
while intake.counters.acked < expected // 2 or sink.seen < expected:
    tick.wait(0.02)
print("seen", flush=True)
tick.wait()
"""


class Store:
    """A sink that keeps everything, and acknowledges at once unless told to hold."""

    def __init__(self, *, is_holding: bool = False) -> None:
        self.messages: list[Message] = []
        self.held: list[Callable[[], None]] = []
        self.is_holding = is_holding
        self._lock = threading.Lock()

    def accept(self, messages: list[Message], done: Callable[[], None]) -> None:
        with self._lock:
            self.messages += messages
        if self.is_holding:
            self.held.append(done)
        else:
            done()

    @property
    def numbers(self) -> list[int]:
        """Return the serial numbers received, in order."""
        return [json.loads(message.payload)["n"] for message in self.messages]


def settings(broker: Broker, client_id: str, topic: str = "fh/v1/+/+/obs") -> dict[str, object]:
    return {
        "host": broker.host,
        "port": broker.port,
        "user": broker.ingest.name,
        "password": broker.ingest.password,
        "client_id": client_id,
        "topics": [topic],
    }


@contextmanager
def an_intake(broker: Broker, store: Store, client_id: str, **more: object) -> Iterator[Intake]:
    """Run a subscribed intake until the block ends."""
    intake = Intake(sink=store, reconnect=QUICK, **(settings(broker, client_id) | more))
    intake.start()
    try:
        eventually(lambda: intake.is_connected, what="the subscription")
        yield intake
    finally:
        intake.stop(grace=0.5)


@contextmanager
def a_device(broker: Broker, name: str) -> Iterator[Device]:
    device = Device(broker.host, broker.port, user=broker.device.name, password=broker.device.password, name=name)
    try:
        yield device
    finally:
        device.stop()


def topic(station: str, kind: str = "obs") -> str:
    return f"fh/v1/411528000000/{station}/{kind}"


@pytest.fixture
def own_broker(service_folder: Path) -> Iterator[tuple[Broker, Callable[[], None]]]:
    """A broker of one's own, and how to kill and restart it on the same port and store."""
    device, ingest = broker_users()
    folder, port = service_folder / f"nats-{os.urandom(4).hex()}", free_port()
    running: list[EmbeddedBroker] = [start_nats(folder, users=(device, ingest), mqtt_port=port)]

    def restart() -> None:
        os.kill(running[0].pid, signal.SIGKILL)
        running[0].stop()
        running[0] = start_nats(folder, users=(device, ingest), mqtt_port=port)

    yield as_broker(running[0], device=device, ingest=ingest), restart
    running[0].stop()


def test_messages_arrive_and_are_acknowledged_after_they_are_done(broker: Broker):
    store = Store(is_holding=True)
    with an_intake(broker, store, "done", topics=[topic("D-1")]) as intake, a_device(broker, "done-device") as device:
        device.publish(topic("D-1"), {"n": 1})
        eventually(lambda: store.held, what="the message")
        assert (intake.counters.pending, intake.counters.acked) == (1, 0)
        store.held[0]()
        eventually(lambda: intake.counters.acked == 1, what="the acknowledgement")
        assert intake.counters.pending == 0
        assert store.messages[0].topic == topic("D-1")


def test_after_kill_9_of_the_client_what_was_not_acknowledged_comes_back_and_nothing_else(broker: Broker):
    arguments = [sys.executable, "-c", CHILD, json.dumps(settings(broker, "killed", topic("K-1"))), "100"]
    with a_device(broker, "killed-device") as device:
        child = subprocess.Popen(arguments, stdout=subprocess.PIPE, text=True)
        assert child.stdout is not None
        with child.stdout as said:
            try:
                assert said.readline() == "subscribed\n"
                for number in range(100):
                    device.publish(topic("K-1"), {"n": number}, is_awaited=False)
                assert said.readline() == "seen\n"
            finally:
                child.kill()
                child.wait()
        # Published while nobody listens: kept by the broker for the session.
        device.publish(topic("K-1"), {"n": 1000})
    store = Store()
    with an_intake(broker, store, "killed", topics=[topic("K-1")]) as intake:
        eventually(lambda: 1000 in store.numbers and len(store.numbers) >= 51, what="the messages")
        eventually(lambda: intake.counters.pending == 0, what="the acknowledgements")
        assert intake.counters.redelivered == 50
    assert sorted(store.numbers) == [*range(1, 100, 2), 1000]


def test_the_order_of_each_station_is_kept(broker: Broker):
    store = Store()
    with (
        an_intake(broker, store, "order", topics=["fh/v1/411528000000/+/event"]),
        a_device(broker, "order-device") as device,
    ):
        for number in range(500):
            device.publish(topic(f"O-{number % 7}", "event"), {"n": number}, is_awaited=False)
        eventually(lambda: len(store.messages) == 500, what="500 messages")
    by_station: dict[str, list[int]] = defaultdict(list)
    for message in store.messages:
        by_station[message.topic].append(json.loads(message.payload)["n"])
    assert all(numbers == sorted(numbers) for numbers in by_station.values())
    arrivals = [message.arrived for message in store.messages]
    assert arrivals == sorted(arrivals)


def test_a_killed_broker_comes_back_and_nothing_is_lost(own_broker: tuple[Broker, Callable[[], None]]):
    broker, restart = own_broker
    store = Store()
    with an_intake(broker, store, "restart") as intake, a_device(broker, "restart-device") as device:
        for number in range(300):
            device.publish(topic("R-1"), {"n": number}, is_awaited=False)
        eventually(lambda: len(store.messages) > 50, what="the first messages")
        restart()
        for number in range(300, 400):
            device.publish(topic("R-1"), {"n": number}, is_awaited=False)
        eventually(lambda: set(store.numbers) >= set(range(400)), what="every message")
        eventually(lambda: intake.is_connected and not intake.counters.pending, what="everything acknowledged")
        assert intake.counters.reconnects >= 1


def test_a_message_done_after_a_reconnect_is_sent_again_and_no_other_is_acknowledged_for_it(
    own_broker: tuple[Broker, Callable[[], None]],
):
    broker, restart = own_broker
    store = Store(is_holding=True)
    with (
        an_intake(broker, store, "stale", flush=ONE_BY_ONE) as intake,
        a_device(broker, "stale-device") as device,
    ):
        for number in range(20):
            device.publish(topic("S-1"), {"n": number})
        eventually(lambda: len(store.held) == 20, what="20 messages")
        restart()
        eventually(lambda: len(store.messages) >= 40, what="the same 20 again")
        for done in store.held[:20]:
            done()
        assert (intake.counters.acked, intake.counters.stale) == (0, 20)
        # Ten of the second delivery are acknowledged: all the others come a third time. So does what is acknowledged,
        # where the broker dies before it has read that.
        for done in store.held[20:30]:
            done()
        eventually(lambda: intake.counters.acked == 10, what="10 acknowledgements")
        others = set(store.numbers[30:40])
        assert len(others) == 10
        restart()
        eventually(lambda: others <= set(store.numbers[40:]), what="the 10 others")


def test_a_sink_that_fails_gets_the_messages_again(broker: Broker):
    class FailingOnce(Store):
        has_failed = False

        def accept(self, messages: list[Message], done: Callable[[], None]) -> None:
            if not self.has_failed:
                self.has_failed = True
                raise RuntimeError("the disk is full")
            super().accept(messages, done)

    store = FailingOnce()
    with an_intake(broker, store, "failing", topics=[topic("F-1")]) as intake, a_device(broker, "f-device") as device:
        device.publish(topic("F-1"), {"n": 7})
        eventually(lambda: store.numbers == [7], what="the message again")
        assert (intake.counters.failures, intake.counters.redelivered) == (1, 1)


def test_a_blocked_sink_stops_the_broker_and_not_the_device(broker: Broker):
    gate = threading.Event()

    class Blocked(Store):
        def accept(self, messages: list[Message], done: Callable[[], None]) -> None:
            assert gate.wait(60)
            super().accept(messages, done)

    store = Blocked()
    with (
        an_intake(broker, store, "blocked", topics=[topic("B-1")], limit_bytes=100_000) as intake,
        a_device(broker, "blocked-device") as device,
    ):
        for number in range(200):
            device.publish(topic("B-1"), {"n": number, "fill": "x" * 5000}, is_awaited=False)
        device.publish(topic("B-1"), {"n": 200})
        eventually(lambda: intake.counters.pending_bytes >= 100_000, what="a full intake")
        gate.set()
        eventually(lambda: len(store.messages) == 201, what="every message")
        assert store.numbers == list(range(201))


def test_what_the_broker_sends_again_while_it_is_held_is_handed_over_once(broker: Broker):
    store = Store(is_holding=True)
    with an_intake(broker, store, "held", topics=[topic("H-1")]) as intake, a_device(broker, "held-device") as device:
        for number in range(5):
            device.publish(topic("H-1"), {"n": number})
        eventually(lambda: intake.counters.repeated >= 5, what="nats-server's ack_wait")
        assert store.numbers == [0, 1, 2, 3, 4]
        for done in store.held:
            done()
        eventually(lambda: intake.counters.acked == 5, what="the acknowledgements")
        device.publish(topic("H-1"), {"n": 5})
        eventually(lambda: len(store.held) and store.numbers[-1] == 5, what="the next message")
        assert store.numbers == [0, 1, 2, 3, 4, 5]


def test_a_retained_status_reaches_an_intake_that_comes_later(broker: Broker):
    store = Store()
    with a_device(broker, "status-device") as device:
        device._client.publish(topic("T-1", "status"), b"online", qos=1, retain=True).wait_for_publish(10)
        with an_intake(broker, store, "status", topics=[topic("T-1", "status")]):
            eventually(lambda: [message.payload for message in store.messages] == [b"online"], what="the status")


def test_stopping_hands_over_and_acknowledges_what_was_received(broker: Broker):
    store = Store()
    with a_device(broker, "stop-device") as device:
        with an_intake(broker, store, "stop", topics=[topic("P-1")]) as intake:
            for number in range(50):
                device.publish(topic("P-1"), {"n": number}, is_awaited=False)
            eventually(lambda: len(store.messages) >= 10, what="some messages")
        assert intake.counters.pending == 0
        assert not intake.is_connected
        seen = set(store.numbers)
        again = Store()
        device.publish(topic("P-1"), {"n": 1000})
        with an_intake(broker, again, "stop", topics=[topic("P-1")]):
            eventually(lambda: 1000 in again.numbers, what="the rest")
        assert seen.isdisjoint(again.numbers)
        assert seen | set(again.numbers) == {*range(50), 1000}


def test_a_wrong_password_is_told(broker: Broker):
    intake = Intake(sink=Store(), reconnect=QUICK, **(settings(broker, "wrong") | {"password": "wrong"}))
    intake.start()
    eventually(lambda: "refused" in intake.trouble or "lost" in intake.trouble, what="the refusal")
    assert not intake.is_connected
    intake.stop(grace=0.5)


def test_a_broker_that_is_not_there_is_told_and_found_when_it_comes():
    port = free_port()
    intake = Intake(sink=Store(), host="127.0.0.1", port=port, reconnect=QUICK)
    intake.start()
    eventually(lambda: f"127.0.0.1:{port}" in intake.trouble, what="the trouble")
    intake.stop(grace=0.5)
    assert not intake.is_connected
