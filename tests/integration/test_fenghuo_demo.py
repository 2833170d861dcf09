"""``fenghuo demo`` with its simulator: a city that reports, and who may do what on its broker."""

from __future__ import annotations

import stat
import threading
from typing import TYPE_CHECKING

import paho.mqtt.client as mqtt
import pytest
from paho.mqtt.enums import CallbackAPIVersion

from tests.running import Demo, a_demo, eventually

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@pytest.fixture(scope="module")
def demo(service_folder: Path) -> Iterator[Demo]:
    """A demo on a calm day."""
    with a_demo(service_folder / "demo-calm", "--scenario", "calm", "--speed", "60") as running:
        yield running


def test_the_simulated_city_reports_on_its_own(demo):
    stations = demo.api.items("/api/v1/stations")
    gauges = [station["id"] for station in stations if station["kind"] == "river_gauge"]
    assert gauges
    eventually(lambda: demo.api.get("/api/v1/system")["online"] == len(stations), what="every station came online")
    for gauge in gauges[:3]:
        latest = eventually(lambda gauge=gauge: demo.api.get(f"/api/v1/stations/{gauge}/latest")["items"])
        assert "water_level" in {item["property"] for item in latest}


def test_it_says_that_it_is_a_demo(demo):
    assert demo.api.get("/api/v1/system")["demo"] is True
    assert "演示" in demo.api.get("/api/v1/system")["name"]


def test_its_secrets_are_the_owner_s_and_stand_in_no_log(demo):
    path = demo.data_dir / "secrets.json"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    log = demo.data_dir.with_name(f"{demo.data_dir.name}.log").read_text("utf-8")
    secrets = (demo.ready["api_key"], demo.ready["admin"]["password"], demo.ready["device"]["password"])
    assert [secret for secret in secrets if secret in log] == []


def subscribed(demo: Demo, topic: str) -> bool:
    """Return whether a device may subscribe to a topic."""
    answers, answered = [], threading.Event()

    def on_subscribe(_client: object, _data: object, _mid: int, codes: list[object], _properties: object) -> None:
        answers.extend(codes)
        answered.set()

    host, port = demo.ready["mqtt"].removeprefix("mqtt://").split(":")
    client = mqtt.Client(CallbackAPIVersion.VERSION2)
    client.username_pw_set(demo.ready["device"]["user"], demo.ready["device"]["password"])
    client.on_subscribe = on_subscribe
    client.on_connect = lambda *_: client.subscribe(topic, qos=1)
    client.connect(host, int(port))
    client.loop_start()
    try:
        assert answered.wait(10)
    finally:
        client.disconnect()
        client.loop_stop()
    return not answers[0].is_failure


@pytest.mark.parametrize("topic", ["#", "fh/v1/#", "fh/v1/+/+/obs"])
def test_a_device_may_not_hear_what_others_report(demo, topic):
    assert not subscribed(demo, topic)


def test_a_device_may_hear_commands(demo):
    assert subscribed(demo, "fh/v1/+/+/cmd")


def may_connect(demo: Demo, login: str, password: str) -> bool:
    """Return whether the broker lets a login in."""
    answered = threading.Event()
    answers: list[bool] = []

    def on_connect(_client: object, _data: object, _flags: object, code: mqtt.ReasonCode, _properties: object) -> None:
        answers.append(not code.is_failure)
        answered.set()

    host, port = demo.ready["mqtt"].removeprefix("mqtt://").split(":")
    client = mqtt.Client(CallbackAPIVersion.VERSION2, client_id=f"login-{login}")
    client.username_pw_set(login, password)
    client.on_connect = on_connect
    client.connect(host, int(port))
    client.loop_start()
    answered.wait(10)
    client.disconnect()
    client.loop_stop()
    return answers[:1] == [True]


def test_a_login_made_over_the_api_works_until_it_is_revoked(demo):
    path = "/api/v1/stations/XY-H03/credentials"
    status, made = demo.api.call("POST", path, {"login": "rtu-1"})
    assert status == 201
    eventually(lambda: may_connect(demo, "rtu-1", made["password"]), what="the new login got in")
    demo.api.call("POST", f"{path}/rtu-1/revoke", {})
    eventually(lambda: not may_connect(demo, "rtu-1", made["password"]), what="the revoked login was refused")


def test_a_device_that_nobody_registered_is_adopted_with_what_it_sent(demo):
    device = demo.device("newcomer")
    device.publish("fh/v1/411528000000/NEW-7/obs", b'{"v": {"water_level": 41.25}}')
    device.stop()
    (waiting,) = eventually(lambda: demo.api.items("/api/v1/quarantine/devices"))
    assert (waiting["name"], waiting["proposed"]["kind"]) == ("NEW-7", "river_gauge")
    body = {"name": "新桥", "division": "411528", "lon": 114.7, "lat": 32.3}
    status, adopted = demo.api.call("POST", "/api/v1/quarantine/devices/NEW-7/adopt", body)
    assert (status, adopted["readings"]) == (200, 1)
    (latest,) = demo.api.items("/api/v1/stations/NEW-7/latest")
    assert (latest["v"], latest["why"]) == (41.25, ["arrival_time"])
