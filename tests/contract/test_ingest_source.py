"""One suite for whatever hands messages to the pipeline: a broker's MQTT session, and a partition of the stream."""

from __future__ import annotations

import itertools
import json
import secrets
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from fenghuo.clock import now_micros
from fenghuo.cluster.layout import Layout, subject_of
from ingest.intake import Intake
from ingest.pace import FlushPolicy, ReconnectPolicy
from ingest.source import Source
from ingest.stream.readings import ReadingsStream
from ingest.stream.sink import StreamSink
from ingest.stream.source import Claim, StreamSource
from ingest.wire.message import Message
from tests.running import Device, eventually
from tests.services import broker_users
from tests.streaming import Streaming, a_streaming

DIVISION = "411528000000"
LAYOUT = Layout(partitions=4)


class Sink:
    """Keeps what it is handed; is done with it when it is told to be."""

    def __init__(self, *, is_done: bool = True, fails: int = 0) -> None:
        self.is_done, self.fails = is_done, fails
        self.messages: list[Message] = []
        self.dones: list = []

    def accept(self, messages, done):
        if self.fails:
            self.fails -= 1
            raise RuntimeError("refused")
        self.messages += list(messages)
        if self.is_done:
            done()
        else:
            self.dones.append(done)

    def numbers(self) -> list[int]:
        return [json.loads(message.payload)["n"] for message in self.messages]


class ByMqtt:
    """A session on the broker."""

    def __init__(self, streaming: Streaming, folder: Path) -> None:
        del folder
        self._node, self._name = streaming.node, f"c-{secrets.token_hex(4)}"
        device, self._user = broker_users()
        self._device = Device("127.0.0.1", self._node.mqtt_port, user=device.name, password=device.password,
                              name=f"d-{self._name}")  # fmt: skip
        self.station = self._name
        first = self.source(Sink())
        first.start()
        eventually(lambda: first.is_connected, what="the session was made")
        first.stop()

    def publish(self, *numbers: int) -> None:
        for number in numbers:
            body = {"t": now_micros() // 1000, "n": number}
            self._device.publish(f"fh/v1/{DIVISION}/{self.station}/obs", body, is_awaited=False)
        self._device.settle()

    def source(self, sink: Sink) -> Source:
        return Intake(
            sink=sink, host="127.0.0.1", port=self._node.mqtt_port, user=self._user.name, password=self._user.password,
            client_id=self._name, topics=[f"fh/v1/+/{self.station}/obs"],
            reconnect=ReconnectPolicy(first=0.05, longest=0.2),
            flush=FlushPolicy(max_messages=10),
        )  # fmt: skip

    def close(self) -> None:
        self._device.stop()


class ByStream:
    """A partition of a stream of its own."""

    def __init__(self, streaming: Streaming, folder: Path) -> None:
        del folder
        name = secrets.token_hex(4)
        self.station = f"s-{name}"
        self._subject = f"fh.readings.{name}"
        self._stream = ReadingsStream(name=f"R_{name}", subjects=(self._subject,), max_bytes=1 << 24)
        streaming.ensure(self._stream)
        self._context = streaming.link()
        self._link = self._context.__enter__()
        self._sink = StreamSink(self._link, subject_of=lambda _topic: self._subject)
        self._epochs = itertools.count(1)

    def publish(self, *numbers: int) -> None:
        done = threading.Event()
        messages = [
            Message(
                topic=f"fh/v1/{DIVISION}/{self.station}/obs",
                payload=json.dumps({"t": now_micros() // 1000, "n": number}).encode(),
                arrived=now_micros(),
            )
            for number in numbers
        ]
        self._sink.accept(messages, done.set)
        assert done.wait(10), self._sink.trouble

    def source(self, sink: Sink) -> Source:
        claim = Claim(stream=self._stream, subject=self._subject, name="p1", epoch=next(self._epochs))
        return StreamSource(self._link, claim, sink=sink, flush=FlushPolicy(max_messages=10))

    def close(self) -> None:
        self._sink.stop()
        self._context.__exit__(None, None, None)


@pytest.fixture(scope="module")
def streaming(service_folder: Path) -> Iterator[Streaming]:
    with a_streaming(service_folder / "source-nats") as running:
        yield running


@pytest.fixture(params=[ByMqtt, ByStream])
def way(request, streaming, tmp_path) -> Iterator[ByMqtt | ByStream]:
    made = request.param(streaming, tmp_path)
    yield made
    made.close()


def run(source: Source, until, *, what: str) -> None:
    """Let a source run until something has come true, and stop it."""
    source.start()
    try:
        eventually(until, what=what, within=30)
    finally:
        source.stop(grace=1)


def test_messages_come_in_order_as_they_were_published(way):
    sink = Sink()
    way.publish(*range(50))
    run(way.source(sink), lambda: len(sink.messages) == 50, what="all came")
    assert sink.numbers() == list(range(50))
    assert {message.topic for message in sink.messages} == {f"fh/v1/{DIVISION}/{way.station}/obs"}
    assert all(0 <= now_micros() - message.arrived < 60_000_000 for message in sink.messages)


def test_what_is_done_does_not_come_again(way):
    first, second = Sink(), Sink()
    way.publish(1, 2, 3)
    run(way.source(first), lambda: first.numbers() == [1, 2, 3], what="all came")
    way.publish(4)
    run(way.source(second), lambda: 4 in second.numbers(), what="the next came")
    assert second.numbers() == [4]


def test_what_is_not_done_comes_again_to_the_next(way):
    first, second = Sink(is_done=False), Sink()
    way.publish(1, 2, 3)
    run(way.source(first), lambda: first.numbers() == [1, 2, 3], what="all came")
    way.publish(4)
    run(way.source(second), lambda: len(second.messages) == 4, what="all came again")
    # nats-server's MQTT brings them behind what follows; the stream in their place.
    assert sorted(second.numbers()) == [1, 2, 3, 4]
    assert second.numbers() == [1, 2, 3, 4] or isinstance(way, ByMqtt)


def test_what_the_sink_failed_on_comes_again(way):
    sink = Sink(fails=2)
    way.publish(1, 2)
    run(way.source(sink), lambda: set(sink.numbers()) == {1, 2}, what="both came")


def test_done_may_be_said_later_and_from_another_thread(way):
    first, second = Sink(is_done=False), Sink()
    way.publish(1, 2)
    source = way.source(first)
    source.start()
    eventually(lambda: first.numbers() == [1, 2], what="both came")
    thread = threading.Timer(0.2, lambda: [done() for done in first.dones])
    thread.start()
    source.stop()
    thread.join()
    way.publish(3)
    run(way.source(second), lambda: 3 in second.numbers(), what="the next came")
    assert second.numbers() == [3]


def test_it_says_whether_it_is_connected(way):
    sink = Sink()
    source = way.source(sink)
    assert not source.is_connected
    assert source.trouble == "not connected yet"
    source.start()
    eventually(lambda: source.is_connected and not source.trouble, what="it was connected")
    way.publish(1)
    eventually(lambda: sink.numbers() == [1], what="it came")
    source.stop()


def test_what_waits_while_the_server_is_away_comes_when_it_is_back(service_folder):
    with a_streaming(service_folder / f"away-{secrets.token_hex(3)}") as streaming:
        for kind in (ByMqtt, ByStream):
            way, sink = kind(streaming, service_folder), Sink()
            source = way.source(sink)
            source.start()
            way.publish(1)
            eventually(lambda sink=sink: sink.numbers() == [1], what="the first came")
            streaming.nodes[0].stop()
            eventually(lambda source=source: not source.is_connected, what="it was noticed")
            streaming.nodes[0].start()
            streaming.nodes[0].wait()
            way.publish(2)
            eventually(lambda sink=sink: 2 in sink.numbers(), what="the second came", within=30)
            source.stop()
            way.close()


def test_a_predecessor_that_wakes_gets_nothing_and_takes_nothing_away(streaming, tmp_path):
    way, old, new = ByStream(streaming, tmp_path), Sink(), Sink()
    first = way.source(old)
    first.start()
    eventually(lambda: first.is_connected, what="the first reads")
    second = way.source(new)
    second.start()
    eventually(lambda: second.is_connected and not first.is_connected, what="the second reads, the first does not")
    way.publish(*range(20))
    eventually(lambda: len(new.messages) == 20, what="all came to the second")
    assert old.messages == []
    eventually(lambda: "is read by p1-2" in first.trouble, what="the first said why")
    first.stop()
    second.stop()
    way.close()


def test_subjects_follow_the_layout():
    topic = f"fh/v1/{DIVISION}/A/obs".encode()
    assert subject_of(LAYOUT.partition_of_topic(topic)) == f"fh.readings.{LAYOUT.partition_of(DIVISION)}"
