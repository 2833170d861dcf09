"""Devices that call a listener over real sockets, and the sink behind it."""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace

from ingest.listener.bounds import Bounds
from ingest.listener.hj212 import Hj212Conversation
from ingest.listener.tcp import TcpListener
from ingest.wire.hj212.build import frame
from ingest.wire.hj212.frame import Frame, split
from ingest.wire.hj212.segment import Segment, parse_segment
from ingest.wire.message import Message
from sensing.station import Registry
from tests.unit.ingest.builders import a_station

MN = "010000A8900016F000169DC0"
REGISTRY = Registry([replace(a_station("WQ-1", cod="mg/L"), addresses={"hj212": MN})])
WAIT = 10.0


class Sink:
    """Takes messages, and has them durable when told so."""

    def __init__(self) -> None:
        self.messages: list[Message] = []
        self.is_durable = True
        self.fail = 0
        self.held: list[Callable[[], None]] = []
        self.came = threading.Condition()

    def accept(self, messages: Sequence[Message], done: Callable[[], None]) -> None:
        with self.came:
            if self.fail:
                self.fail -= 1
                raise OSError("disk full")
            self.messages += messages
            self.came.notify_all()
        if self.is_durable:
            done()
        else:
            self.held.append(done)

    def wait(self, count: int) -> None:
        with self.came:
            assert self.came.wait_for(lambda: len(self.messages) >= count, WAIT), self.messages


def call(listener: TcpListener) -> socket.socket:
    device = socket.create_connection(("127.0.0.1", listener.port), timeout=WAIT)
    device.settimeout(WAIT)
    return device


def said(
    qn: str = "20160801085857223", *, cn: str = "2011", st: str = "32", flag: int = 5, mn: str = MN, cp: str
) -> bytes:
    return frame(f"QN={qn};ST={st};CN={cn};PW=123456;MN={mn};Flag={flag};CP=&&{cp}&&".encode())


COD = said(cp="DataTime=20160801085857;w01018-Rtd=40.1,w01018-Flag=N")
#: The official answer of HJ 212-2017, table C.14.
ANSWER = b"##0087QN=20160801085857223;ST=91;CN=9014;PW=123456;MN=010000A8900016F000169DC0;Flag=4;CP=&&&&3240\r\n"


def heard(device: socket.socket) -> Segment:
    buffer = b""
    while not buffer.endswith(b"\r\n"):
        piece = device.recv(1)
        assert piece, f"closed after {buffer!r}"
        buffer += piece
    (found,) = split(buffer)
    assert isinstance(found, Frame)
    segment = parse_segment(found.segment)
    assert isinstance(segment, Segment)
    return segment


def is_closed(device: socket.socket) -> bool:
    try:
        return device.recv(4096) == b""
    except ConnectionResetError:
        return True


@contextmanager
def listening(sink: Sink) -> Iterator[Callable[..., TcpListener]]:
    started: list[TcpListener] = []

    def start(bounds: Bounds | None = None, password: str = "") -> TcpListener:
        listener = TcpListener(
            host="127.0.0.1",
            port=0,
            conversation=lambda peer: Hj212Conversation(
                peer, registry=lambda: REGISTRY, password=lambda _: password, patience=200_000
            ),
            sink=sink,
            name="hj212",
            bounds=bounds,
        )
        listener.start()
        started.append(listener)
        return listener

    yield start
    for one in started:
        one.stop()
