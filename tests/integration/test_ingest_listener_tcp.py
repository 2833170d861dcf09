"""The shell of every listener: bounds, back-pressure and what happens when the sink fails."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from ingest.listener.bounds import Bounds, ListenerError
from ingest.listener.tcp import TcpListener
from tests.integration.calling import COD, WAIT, Sink, call, heard, is_closed, listening, said


@pytest.fixture
def sink() -> Sink:
    return Sink()


@pytest.fixture
def listen(sink: Sink) -> Iterator[Callable[..., TcpListener]]:
    with listening(sink) as start:
        yield start


def test_a_listener_that_stops_first_has_promised_nothing(listen: Callable[..., TcpListener], sink: Sink):
    sink.is_durable = False
    listener = listen()
    with call(listener) as device:
        device.sendall(COD)
        sink.wait(1)
        listener.stop(grace=0.2)
        assert is_closed(device)


def test_a_sink_that_fails_gets_the_messages_again(listen: Callable[..., TcpListener], sink: Sink):
    sink.fail = 1
    with call(listen()) as device:
        device.sendall(COD)
        assert heard(device).cn == "9014"
    assert len(sink.messages) == 1


def test_garbage_ends_a_connection_and_nobody_elses(listen: Callable[..., TcpListener], sink: Sink):
    listener = listen()
    with call(listener) as good, call(listener) as bad:
        bad.sendall(b"\xff" * 70_000)
        assert is_closed(bad)
        good.sendall(COD)
        assert heard(good).cn == "9014"
    assert len(sink.messages) <= 18


def test_who_promises_a_frame_and_falls_silent_is_closed(listen: Callable[..., TcpListener]):
    with call(listen(Bounds(greeting=0.3))) as device:
        device.sendall(b"##9999")
        assert is_closed(device)


def test_a_silent_device_is_closed(listen: Callable[..., TcpListener]):
    with call(listen(Bounds(idle=0.3))) as device:
        device.sendall(COD)
        assert heard(device).cn == "9014"
        assert is_closed(device)


def test_places_are_limited_and_the_silent_make_room(listen: Callable[..., TcpListener]):
    listener = listen(Bounds(connections=2))
    with call(listener) as speaking, call(listener) as silent:
        speaking.sendall(COD)
        heard(speaking)
        with call(listener) as newcomer:
            assert is_closed(silent)
            newcomer.sendall(COD)
            heard(newcomer)
            with call(listener) as late:
                assert is_closed(late)
    assert listener.counters.overcrowded == 1


def test_a_sink_that_does_not_take_makes_the_devices_wait(listen: Callable[..., TcpListener], sink: Sink):
    sink.is_durable = False
    listener = listen(Bounds(line_pending=20_000))
    quiet = said(flag=4, cp="DataTime=20160801085857;w01018-Rtd=40.1")
    with call(listener) as device:
        device.settimeout(0.5)
        with pytest.raises(TimeoutError):
            device.sendall(quiet * 400_000)
        held = listener.counters.messages
        assert held * len(quiet) < 200_000
        sink.is_durable = True
        device.settimeout(WAIT)
        while sink.held:
            sink.held.pop()()
        device.sendall(b"\r\n")
        sink.wait(held + 100)


def test_a_port_that_is_taken_is_said(listen: Callable[..., TcpListener], sink: Sink):
    taken = listen()
    other = TcpListener(
        host="127.0.0.1", port=taken.port, conversation=lambda _: pytest.fail("no connection"), sink=sink, name="second"
    )
    with pytest.raises(ListenerError, match=r"second: cannot listen on 127\.0\.0\.1"):
        other.start()
