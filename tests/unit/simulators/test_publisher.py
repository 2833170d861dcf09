from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest
from paho.mqtt.enums import MQTTErrorCode

from simulators.errors import PublishError
from simulators.publisher import Publisher


class Line:
    """What paho offers, without a network: the broker answers when it is told to."""

    def __init__(self, *, answers: bool = True, refuses: bool = False) -> None:
        self.answers, self.refuses = answers, refuses
        self.published: list[tuple[str, bytes, int, bool]] = []
        self.login: tuple[str, str] = ("", "")
        self.rc = MQTTErrorCode.MQTT_ERR_SUCCESS
        self.is_open = False
        self.on_connect: Any = None
        self.on_publish: Any = None

    def max_inflight_messages_set(self, window: int) -> None:
        self.window = window

    def reconnect_delay_set(self, low: int, high: int) -> None:
        self.delay = (low, high)

    def username_pw_set(self, user: str, password: str) -> None:
        self.login = (user, password)

    def connect_async(self, host: str, port: int, *, keepalive: int) -> None:
        self.address = (host, port)

    def loop_start(self) -> None:
        if self.answers:
            self.is_open = not self.refuses
            self.on_connect(self, None, None, Reason(refuses=self.refuses), None)

    def publish(self, topic: str, payload: bytes, *, qos: int, retain: bool) -> SimpleNamespace:
        self.published.append((topic, payload, qos, retain))
        return SimpleNamespace(rc=self.rc)

    def acknowledge(self, count: int) -> None:
        for mid in range(count):
            self.on_publish(self, None, mid, None, None)

    def is_connected(self) -> bool:
        return self.is_open

    def disconnect(self) -> None:
        self.is_open = False

    def loop_stop(self) -> None:
        self.is_stopped = True


class Reason:
    def __init__(self, *, refuses: bool) -> None:
        self.is_failure = refuses

    def __str__(self) -> str:
        return "Not authorized" if self.is_failure else "Success"


def publisher(line: Line, *, window: int = 3) -> Publisher:
    return Publisher(
        host="127.0.0.1", port=1883, user="simulator", password="x", window=window, make_client=lambda _id: line
    )


def test_messages_leave_with_qos_1_and_the_login_given():
    line = Line()
    out = publisher(line)
    out.start()
    assert out.publish("fh/v1/d/s/status", b"{}", retain=True)
    assert line.published == [("fh/v1/d/s/status", b"{}", 1, True)]
    assert line.login == ("simulator", "x")
    assert (out.sent, out.acked) == (1, 0)


def test_a_full_window_takes_nothing_until_the_broker_acknowledges():
    line = Line()
    out = publisher(line)
    out.start()
    assert [out.publish("t", b"") for _ in range(4)] == [True, True, True, False]
    assert not out.publish("t", b"", timeout=0.01)
    line.acknowledge(1)
    assert out.publish("t", b"")
    assert (out.sent, out.acked) == (4, 1)


def test_a_broken_line_keeps_what_paho_will_send_again():
    line = Line()
    out = publisher(line)
    out.start()
    line.rc = MQTTErrorCode.MQTT_ERR_NO_CONN
    assert out.publish("t", b"")


def test_a_message_paho_refuses_gives_its_place_back():
    line = Line()
    out = publisher(line, window=1)
    out.start()
    line.rc = MQTTErrorCode.MQTT_ERR_QUEUE_SIZE
    assert not out.publish("t", b"")
    line.rc = MQTTErrorCode.MQTT_ERR_SUCCESS
    assert out.publish("t", b"")


def test_draining_tells_whether_all_is_acknowledged():
    line = Line()
    out = publisher(line)
    out.start()
    out.publish("t", b"")
    assert not out.drain(timeout=0.01)
    line.acknowledge(1)
    assert out.drain(timeout=0.01)
    assert [out.publish("t", b"") for _ in range(4)] == [True, True, True, False]


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        (Line(refuses=True), "the MQTT broker at 127.0.0.1:1883 refused the login: Not authorized"),
        (Line(answers=False), "expected an MQTT broker at 127.0.0.1:1883, none answered in 0.01 s"),
    ],
)
def test_a_broker_that_refuses_or_is_silent_is_named(line: Line, expected: str):
    with pytest.raises(PublishError) as caught:
        publisher(line).start(timeout=0.01)
    assert str(caught.value) == expected
    assert line.is_stopped


def test_stopping_twice_is_stopping_once():
    line = Line()
    out = publisher(line)
    out.start()
    out.stop(timeout=0.01)
    line.is_open = True
    out.stop()
    assert line.is_open
