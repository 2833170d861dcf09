"""What a gateway puts onto the stream is there once when it is done, and waits where there is no room."""

from __future__ import annotations

import json
import secrets
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from fenghuo.clock import now_micros
from ingest.stream.readings import ReadingsStream
from ingest.stream.sink import StreamSink
from ingest.stream.source import Claim, StreamSource
from ingest.wire.message import Message
from tests.contract.test_ingest_source import DIVISION, ByStream, Sink, run
from tests.running import eventually
from tests.streaming import Streaming, a_streaming


@pytest.fixture(scope="module")
def streaming(service_folder: Path) -> Iterator[Streaming]:
    with a_streaming(service_folder / "sink-nats") as running:
        yield running


def test_a_message_that_is_put_in_twice_comes_once_and_a_reading_without_an_instant_twice(streaming, tmp_path):
    way, sink = ByStream(streaming, tmp_path), Sink()
    topic = f"fh/v1/{DIVISION}/{way.station}/obs"
    timed = Message(topic=topic, payload=b'{"t": 5, "n": 1}', arrived=now_micros())
    timeless = Message(topic=topic, payload=b'{"n": 2}', arrived=now_micros())
    for _ in range(2):
        done = threading.Event()
        way._sink.accept([timed, timeless], done.set)
        assert done.wait(10)
    run(way.source(sink), lambda: len(sink.messages) == 3, what="three came")
    assert sorted(sink.numbers()) == [1, 2, 2]
    way.close()


def test_a_full_stream_takes_nothing_and_what_waits_goes_in_when_there_is_room(streaming):
    name = secrets.token_hex(4)
    stream = ReadingsStream(name=f"R_{name}", subjects=(f"fh.readings.{name}",), max_bytes=4000)
    streaming.ensure(stream)
    with streaming.link() as link:
        sink, done, drained = StreamSink(link, subject_of=lambda _: stream.subjects[0]), threading.Event(), Sink()
        topic = f"fh/v1/{DIVISION}/A/obs"
        messages = [Message(topic=topic, payload=json.dumps({"n": n, "pad": "x" * 200}).encode(), arrived=1)
                    for n in range(40)]  # fmt: skip
        sink.accept(messages, done.set)
        eventually(lambda: "maximum bytes" in sink.trouble, what="it was refused")
        assert not done.is_set()
        claim = Claim(stream=stream, subject=stream.subjects[0], name="p1", epoch=1)
        source = StreamSource(link, claim, sink=drained)
        source.start()
        assert done.wait(20)
        eventually(lambda: sorted(drained.numbers()) == list(range(40)), what="all came")
        source.stop()
        sink.stop()


def test_what_is_put_in_while_the_server_is_away_is_there_once_when_it_is_back(service_folder, tmp_path):
    with a_streaming(service_folder / f"gone-{secrets.token_hex(3)}") as streaming:
        way, drained, done = ByStream(streaming, tmp_path), Sink(), threading.Event()
        streaming.nodes[0].stop()
        topic = f"fh/v1/{DIVISION}/A/obs"
        messages = [
            Message(topic=topic, payload=json.dumps({"t": number, "n": number}).encode(), arrived=1)
            for number in range(1, 9)
        ]
        way._sink.accept(messages, done.set)
        assert not done.wait(0.5)
        streaming.nodes[0].start()
        assert done.wait(30), way._sink.trouble
        run(way.source(drained), lambda: len(drained.messages) >= 8, what="all came")
        assert sorted(drained.numbers()) == list(range(1, 9))
        way.close()


def test_a_sink_that_is_stopped_is_done_with_nothing_more(streaming):
    with streaming.link() as link:
        sink, done = StreamSink(link, subject_of=lambda _: "fh.readings.nobody", in_flight=1), threading.Event()
        message = Message(topic="fh/v1/x", payload=b"", arrived=1)
        sink.accept([message], done.set)
        eventually(lambda: sink.trouble, what="nobody keeps that subject")
        blocked = threading.Thread(target=sink.accept, args=([message], done.set))
        blocked.start()
        sink.stop()
        blocked.join(5)
        assert not blocked.is_alive()
        assert not done.is_set()
