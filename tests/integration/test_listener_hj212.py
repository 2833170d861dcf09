"""A device calls in over a real socket; the reply leaves when the message is durable, and not before."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from ingest.listener.conversation import Command, Outcome, Request
from ingest.listener.tcp import TcpListener
from ingest.wire.decode import decode
from tests.integration.calling import ANSWER, COD, MN, REGISTRY, WAIT, Sink, call, heard, is_closed, listening, said
from tests.unit.ingest.builders import DIVISION


@pytest.fixture
def sink() -> Sink:
    return Sink()


@pytest.fixture
def listen(sink: Sink) -> Iterator[Callable[..., TcpListener]]:
    with listening(sink) as start:
        yield start


def test_an_upload_is_answered_byte_for_byte_and_decodes(listen: Callable[..., TcpListener], sink: Sink):
    with call(listen()) as device:
        device.sendall(COD[:30])
        device.sendall(COD[30:])
        got = b""
        while len(got) < len(ANSWER):
            got += device.recv(4096)
    assert got == ANSWER
    (message,) = sink.messages
    assert message.topic == f"fh/v1/{DIVISION}/WQ-1/raw/hj212"
    decoded = decode(sink.messages, registry=REGISTRY)
    assert decoded.batch.value.tolist() == [40.1]
    assert not decoded.rejects


def test_nothing_is_answered_before_the_message_is_durable(listen: Callable[..., TcpListener], sink: Sink):
    sink.is_durable = False
    with call(listen()) as device:
        device.sendall(COD)
        sink.wait(1)
        device.settimeout(0.3)
        with pytest.raises(TimeoutError):
            device.recv(1)
        device.settimeout(WAIT)
        sink.held.pop()()
        assert heard(device).cn == "9014"


def test_a_connection_that_dies_before_is_never_answered_and_its_message_stays(
    listen: Callable[..., TcpListener], sink: Sink
):
    sink.is_durable = False
    listener = listen()
    device = call(listener)
    device.sendall(COD)
    sink.wait(1)
    device.close()
    with call(listener) as other:
        sink.held.pop()()
        other.sendall(said("20160801085857999", cp="DataTime=20160801085858;w01018-Rtd=41"))
        sink.wait(2)
        sink.held.pop()()
        assert heard(other).qn == "20160801085857999"
    assert len(sink.messages) == 2


def test_a_request_goes_through_9011_data_and_9012(listen: Callable[..., TcpListener]):
    listener = listen()
    with call(listener) as device:
        device.sendall(COD)
        assert heard(device).cn == "9014"
        future = listener.ask(Request(id="1", station="WQ-1", command=Command.READ_TIME))
        asked = heard(device)
        assert (asked.cn, asked.mn, asked.pw, asked.is_reply_wanted) == ("1011", MN, "123456", True)
        device.sendall(said(asked.qn, st="91", cn="9011", flag=4, cp="QnRtn=1"))
        device.sendall(said(asked.qn, cn="1011", flag=4, cp="SystemTime=20160801085857"))
        device.sendall(said(asked.qn, st="91", cn="9012", flag=4, cp="ExeRtn=1"))
        answer = future.result(WAIT)
    assert answer.outcome is Outcome.DONE
    assert answer.values["SystemTime"] == "20160801085857"


def test_a_request_is_repeated_and_then_given_up(listen: Callable[..., TcpListener]):
    listener = listen()
    with call(listener) as device:
        device.sendall(COD)
        assert heard(device).cn == "9014"
        future = listener.ask(Request(id="1", station="WQ-1", command=Command.READ_NOW))
        assert len({heard(device).qn for _ in range(4)}) == 1
        assert future.result(WAIT).outcome is Outcome.TIMED_OUT


def test_a_station_that_is_not_connected_cannot_be_asked(listen: Callable[..., TcpListener]):
    answer = listen().ask(Request(id="1", station="WQ-1", command=Command.READ_NOW)).result(WAIT)
    assert answer.outcome is Outcome.IMPOSSIBLE


def test_a_connection_that_ends_ends_its_requests(listen: Callable[..., TcpListener]):
    listener = listen()
    device = call(listener)
    device.sendall(COD)
    heard(device)
    future = listener.ask(Request(id="1", station="WQ-1", command=Command.READ_NOW))
    heard(device)
    device.close()
    assert future.result(WAIT).outcome is Outcome.IMPOSSIBLE


def test_wrong_passwords_are_turned_away_and_the_third_ends_it(listen: Callable[..., TcpListener], sink: Sink):
    listener = listen(password="654321")
    with call(listener) as device:
        device.sendall(COD * 3)
        assert is_closed(device)
    assert not sink.messages
    assert listener.counters.turned_away == 3
