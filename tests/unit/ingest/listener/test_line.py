from __future__ import annotations

import selectors
import socket
from collections.abc import Iterator

import pytest

from ingest.listener.line import Line


@pytest.fixture
def ends() -> Iterator[tuple[Line, socket.socket]]:
    server = socket.create_server(("127.0.0.1", 0))
    device = socket.create_connection(server.getsockname())
    accepted, _ = server.accept()
    line = Line(accepted, number=1, conversation=None, at=0.0)  # type: ignore[arg-type]
    yield line, device
    for one in (server, device, accepted):
        one.close()


def test_nothing_to_read_is_not_the_end(ends: tuple[Line, socket.socket]):
    line, device = ends
    assert line.read() is None
    device.close()
    line.socket.settimeout(5)
    assert line.read() == b""


def test_what_the_network_does_not_take_waits(ends: tuple[Line, socket.socket]):
    line, device = ends
    line.outgoing += b"x" * 50_000_000
    assert line.flush()
    assert line.outgoing
    assert line.interest(is_reading=True) == selectors.EVENT_READ | selectors.EVENT_WRITE
    device.close()
    while line.flush():
        pass
    assert line.is_settled


def test_an_ending_line_reads_no_more(ends: tuple[Line, socket.socket]):
    line, _ = ends
    line.is_ending = True
    assert line.interest(is_reading=True) == 0
