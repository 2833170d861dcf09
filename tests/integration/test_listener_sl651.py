"""A station calls in over a real socket; it is confirmed when its data are durable, and not before."""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import replace
from hashlib import sha256
from typing import Any, cast

import pytest

from fenghuo.listeners import start_listeners
from fenghuo.settings import Listeners, Settings
from ingest.listener.conversation import Command, Outcome, Request
from ingest.listener.sl651 import Sl651Conversation
from ingest.listener.tcp import TcpListener
from ingest.wire.decode import decode
from ingest.wire.message import Message
from ingest.wire.raw import Memory
from ingest.wire.sl651.frame import Frame, Mark, build
from ingest.wire.sl651.splitter import Splitter
from sensing.station import Registry
from tests.unit.ingest.builders import a_station
from tests.unit.ingest.wire.sl651.making import STATION, a_body, a_frame, a_report, element, packets

REGISTRY = Registry(
    [replace(a_station("RTU", water_level="m", rain_total="mm", rain_increment="mm"), addresses={"sl651": STATION})]
)
WAIT = 10.0
JPEG = b"\xff\xd8" + bytes(range(256)) * 8 + b"\xff\xd9"


class Sink:
    """Takes messages, and has them durable when told so; knows the stations, as the pipeline does."""

    registry = REGISTRY

    def __init__(self) -> None:
        self.messages: list[Message] = []
        self.held: list[Callable[[], None]] = []
        self.is_durable = True
        self.came = threading.Condition()

    def accept(self, messages: Sequence[Message], done: Callable[[], None]) -> None:
        with self.came:
            self.messages += messages
            self.held.append(done)
            self.came.notify_all()
        if self.is_durable:
            self.held.pop()()

    def wait(self, count: int) -> None:
        with self.came:
            assert self.came.wait_for(lambda: len(self.messages) >= count, WAIT), self.messages


@pytest.fixture
def sink() -> Sink:
    return Sink()


@pytest.fixture
def listener(sink: Sink) -> Iterator[TcpListener]:
    listener = TcpListener(
        host="127.0.0.1",
        port=0,
        conversation=lambda peer: Sl651Conversation(peer, registry=lambda: REGISTRY),
        sink=sink,
        name="sl651",
    )
    listener.start()
    yield listener
    listener.stop()


class Rtu:
    """One station on the line."""

    def __init__(self, port: int) -> None:
        self.socket = socket.create_connection(("127.0.0.1", port), timeout=WAIT)
        self._splitter = Splitter()
        self._heard: list[Frame] = []

    def send(self, *frames: bytes) -> None:
        for frame in frames:
            self.socket.sendall(frame)

    def hear(self) -> Frame:
        while not self._heard:
            data = self.socket.recv(4096)
            assert data, "closed"
            pieces = self._splitter.feed(data)
            assert all(piece.refusal is None for piece in pieces)
            self._heard += [piece.frame for piece in pieces if piece.frame is not None]
        return self._heard.pop(0)

    def hears_nothing(self) -> bool:
        self.socket.settimeout(0.2)
        try:
            return not self._heard and self.socket.recv(1) is None
        except TimeoutError:
            return True
        finally:
            self.socket.settimeout(WAIT)


@pytest.fixture
def rtu(listener: TcpListener) -> Iterator[Rtu]:
    rtu = Rtu(listener.port)
    yield rtu
    rtu.socket.close()


def test_a_report_is_confirmed_when_it_is_durable_and_not_before(sink: Sink, rtu: Rtu):
    sink.is_durable = False
    rtu.send(a_report(element("39", 41.5)))
    sink.wait(1)
    assert rtu.hears_nothing()
    sink.held.pop()()
    down = rtu.hear()
    assert (down.function, down.end, down.body[:2], down.station) == (0x32, Mark.ESC, b"\0\7", STATION)


def test_readings_of_a_line_come_through_the_door(sink: Sink, rtu: Rtu):
    first, second = a_report(element("26", 10.0)), a_report(element("26", 12.5), at="2511230905")
    # Cut in the middle of a frame, and the second sent twice as after a lost confirmation.
    stream = first + second + second
    rtu.send(stream[:50], stream[50:])
    sink.wait(3)
    batch = decode(sink.messages, registry=REGISTRY, memory=Memory()).batch
    assert batch.value.tolist() == [10.0, 12.5, 2.5, 12.5, 2.5]
    assert [rtu.hear().end for _ in range(3)] == [Mark.ESC] * 3


def test_a_picture_with_a_lost_packet_is_made_whole_and_confirmed_once(sink: Sink, rtu: Rtu):
    frames = packets(a_body(b"\xf3\xf3" + JPEG), count=6)
    rtu.send(frames[0], *frames[2:])
    asked = rtu.hear()
    assert (asked.end, asked.total, asked.number) == (Mark.NAK, 6, 2)
    rtu.send(frames[1])
    confirmed = rtu.hear()
    assert (confirmed.end, confirmed.number) == (Mark.ESC, 6)
    sink.wait(1)
    decoded = decode(sink.messages, registry=REGISTRY, memory=Memory())
    assert [image.sha256 for image in decoded.images] == [sha256(JPEG).hexdigest()]
    assert [event.station for event in decoded.events] == ["RTU"]


def test_a_broken_frame_is_answered_by_silence_and_kept(sink: Sink, rtu: Rtu):
    good = a_report(element("39", 41.5))
    rtu.send(good[:-1] + bytes([good[-1] ^ 1]))
    sink.wait(1)
    assert rtu.hears_nothing()
    rtu.send(good)
    assert rtu.hear().end is Mark.ESC
    rejects = decode(sink.messages, registry=REGISTRY).rejects
    assert [(reject.station, reject.code) for reject in rejects] == [("RTU", "bad_checksum")]


def test_a_station_is_asked_and_answers(listener: TcpListener, sink: Sink, rtu: Rtu):
    rtu.send(a_report(element("39", 41.5)))
    rtu.hear()
    sink.wait(1)
    future = listener.ask(Request(id="1", station="RTU", command=Command.READ_NOW))
    question = rtu.hear()
    assert (question.function, question.end, question.body[:2]) == (0x37, Mark.ENQ, b"\0\0")
    rtu.send(a_report(element("39", 41.6), function=0x37))
    assert future.result(timeout=WAIT).outcome is Outcome.DONE
    sink.wait(2)
    assert rtu.hears_nothing()


def test_the_settings_open_the_port_and_say_who_we_are(sink: Sink):
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    listeners = Listeners(sl651_port=port, sl651_centre=1, sl651_password=cast("Any", "04d2"), sl651_stay=False)
    with ExitStack() as stack:
        _, checks = start_listeners(Settings(listeners=listeners), pipeline=cast("Any", sink), stack=stack)
        assert checks["listener:sl651"]() == ""
        rtu = Rtu(port)
        stack.callback(rtu.socket.close)
        rtu.send(build(a_frame(a_body(), centre=2)), build(a_frame(a_body(), password="0000")))
        rtu.send(a_report(element("39", 41.5)))
        assert rtu.hear().end is Mark.EOT
        assert len(sink.messages) == 1
