"""Simulated stations call the real listeners over TCP, and the door reads what their models measured."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import replace

import pytest

from ingest.listener.conversation import Conversation
from ingest.listener.hj212 import Hj212Conversation
from ingest.listener.sl651 import Sl651Conversation
from ingest.listener.tcp import TcpListener
from ingest.wire.decode import decode
from ingest.wire.message import Message
from ingest.wire.raw import Memory
from sensing.station import DatastreamNumber, Registry, Station
from simulators.crowd import crowd
from simulators.dialling import Dialling
from simulators.play import Play
from simulators.scenario import scenario
from simulators.speech.sl651 import address_of
from simulators.speech.speech import Speech
from simulators.world import World
from tests.integration.calling import Sink

START_MS = 1_784_000_000_000
#: Some hours later, µs.
ARRIVED = (START_MS + 9_000_000) * 1000
CITY = crowd(60, seed=1)
FRAMES = 12


def registered(station: Station, number: int) -> Station:
    """Return a station with the addresses under which it speaks, and numbers for its datastreams."""
    streams = tuple(
        replace(stream, number=DatastreamNumber(100 * number + n))
        for n, stream in enumerate(station.datastreams, start=1)
    )
    addresses = {"sl651": address_of(station), "hj212": str(station.id)}
    return replace(station, addresses=addresses, datastreams=streams)


REGISTRY = Registry([registered(station, n) for n, station in enumerate(CITY.stations)])
CONVERSATIONS: dict[str, Callable[[str], Conversation]] = {
    "sl651": lambda peer: Sl651Conversation(peer, registry=lambda: REGISTRY),
    "hj212": lambda peer: Hj212Conversation(peer, registry=lambda: REGISTRY, password=lambda _: "", patience=200_000),
}


@pytest.mark.parametrize("codec", CONVERSATIONS)
def test_frames_over_tcp_say_what_plain_json_says(codec: str):
    world = World(CITY, scenario("storm"), seed=1)
    spoken = Play(world, start_ms=START_MS, words=Speech({codec: 1})).due(3600.0)
    frames = [telegram for telegram in spoken if telegram.topic.endswith(f"/raw/{codec}")][:FRAMES]
    assert len(frames) == FRAMES
    sink = Sink()
    listener = TcpListener(host="127.0.0.1", port=0, conversation=CONVERSATIONS[codec], sink=sink, name=codec)
    listener.start()
    dialling = Dialling({codec: ("127.0.0.1", listener.port)}, others=sink, clock=time.monotonic, most=4)
    try:
        for number, telegram in enumerate(frames, start=1):
            assert dialling.publish(f"fh/v1/{telegram.topic}", telegram.payload)
            sink.wait(number)
    finally:
        dialling.close()
        listener.stop()
    assert dialling.sent == FRAMES
    decoded = decode(sink.messages, registry=REGISTRY, memory=Memory())
    assert not decoded.rejects
    stations = [message.topic.split("/")[3] for message in sink.messages]
    assert stations == [telegram.topic.split("/")[1] for telegram in frames]
    told = {
        (int(number), int(time)): float(value)
        for number, time, value in zip(
            decoded.batch.datastream, decoded.batch.phenomenon_time, decoded.batch.value, strict=True
        )
    }
    plain = Play(world, start_ms=START_MS).due(3600.0)
    heard = [
        Message(f"fh/v1/{telegram.topic}", telegram.payload, ARRIVED)
        for telegram in plain
        if telegram.topic.endswith("/obs")
    ]
    json_ = decode(heard, registry=REGISTRY, memory=Memory()).batch
    # Both protocols have whole seconds only.
    expected = {
        (int(number), int(time) // 1_000_000 * 1_000_000): float(value)
        for number, time, value in zip(json_.datastream, json_.phenomenon_time, json_.value, strict=True)
    }
    assert told
    assert {key: expected[key] for key in told} == pytest.approx(told)
