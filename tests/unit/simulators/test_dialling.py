from __future__ import annotations

import socket
from contextlib import closing

import pytest

from simulators.dialling import REST_S, Dialling, parse_listener
from simulators.errors import SimulatorError

FRAME = b"##0000\r\n"


class Broker:
    """Takes everything else."""

    def __init__(self) -> None:
        self.topics: list[str] = []

    def publish(self, topic: str, payload: bytes, *, retain: bool = False, timeout: float = 0.0) -> bool:
        del payload, retain, timeout
        self.topics.append(topic)
        return True


@pytest.fixture
def centre():
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(10)
        yield server


def dialling(address: tuple[str, int], broker: Broker, *, now: float = 0.0, most: int = 10) -> Dialling:
    return Dialling({"hj212": address}, others=broker, clock=lambda: now, most=most)


def test_only_the_frames_of_a_listener_go_there_and_each_station_has_one_line(centre):
    broker = Broker()
    with closing(dialling(centre.getsockname(), broker)) as out:
        for topic in ("fh/v1/41/A/raw/hj212", "fh/v1/41/A/raw/hj212", "fh/v1/41/A/status", "fh/v1/41/B/raw/sl651"):
            assert out.publish(topic, FRAME)
        line, _ = centre.accept()
        with line:
            assert line.recv(100).startswith(FRAME)
        assert out.sent == 2
    assert broker.topics == ["fh/v1/41/A/status", "fh/v1/41/B/raw/sl651"]


def test_a_line_that_the_centre_closed_is_called_anew(centre):
    with closing(dialling(centre.getsockname(), Broker())) as out:
        assert out.publish("fh/v1/41/A/raw/hj212", FRAME)
        first, _ = centre.accept()
        first.close()
        assert out.publish("fh/v1/41/A/raw/hj212", FRAME)
        second, _ = centre.accept()
        with second:
            assert second.recv(100) == FRAME


def test_beyond_the_most_lines_the_one_that_was_silent_longest_hangs_up(centre):
    with closing(dialling(centre.getsockname(), Broker(), most=2)) as out:
        for station in "ABC":
            assert out.publish(f"fh/v1/41/{station}/raw/hj212", FRAME)
        lines = [centre.accept()[0] for _ in range(3)]
        assert lines[0].recv(100) == FRAME
        assert lines[0].recv(100) == b""
        for line in lines:
            line.close()


def test_nobody_calls_a_listener_for_a_while_that_is_not_there(centre):
    address = centre.getsockname()
    centre.close()
    now = [0.0]
    out = Dialling({"hj212": address}, others=Broker(), clock=lambda: now[0])
    assert not out.publish("fh/v1/41/A/raw/hj212", FRAME)
    with socket.create_server(address) as again:
        assert not out.publish("fh/v1/41/A/raw/hj212", FRAME)
        now[0] = REST_S
        assert out.publish("fh/v1/41/A/raw/hj212", FRAME)
        again.accept()[0].close()
    out.close()


@pytest.mark.parametrize("text", ["", "6512", "host:", "host:0", "host:99999", ":6512", "host:six"])
def test_what_is_no_address_is_refused_by_the_name_of_its_option(text):
    with pytest.raises(SimulatorError, match="--hj212: expected HOST:PORT"):
        parse_listener(text, option="--hj212")


def test_an_address_is_host_and_port():
    assert parse_listener("127.0.0.1:6512", option="--hj212") == ("127.0.0.1", 6512)
    assert parse_listener("[::1]:6512", option="--hj212") == ("::1", 6512)
