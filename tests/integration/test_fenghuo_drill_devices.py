"""Devices of those who take part in a drill, over the real broker with the demo's own users: two roots, two worlds."""

from __future__ import annotations

import queue
from contextlib import contextmanager
from dataclasses import replace

import pytest
from paho.mqtt import client as mqtt

from alerts.outgoing import Outgoing
from alerts.warning import CapStatus
from fenghuo.demo import broker_users
from fenghuo.drill.devices import Devices, DrillBroker, LoginError, check_login
from fenghuo.embedded.nats import start_nats
from fenghuo.secrets import DemoSecrets
from tests.builders import NOW, a_delivery, a_warning
from tests.running import eventually

PLACE = "411528000000/XY-H03"
USERS = {user.name: user for user in broker_users(DemoSecrets())}
ROOTS = {name: "fh-drill/v1" if name.startswith("drill-") else "fh/v1" for name in USERS}
PATIENCE_S = 10


@pytest.fixture(scope="module")
def nats(service_folder):
    running = start_nats(service_folder / "drill-devices", users=list(USERS.values()))
    yield running
    running.stop()


def of_drills(nats, name="drill-ingest", **changes):
    given = {"host": nats.mqtt_host, "port": nats.mqtt_port, "user": name, "password": USERS[name].password}
    return DrillBroker(**given | changes)


class Peer:
    """A client that keeps what it hears."""

    def __init__(self, nats, name):
        self.heard, self._granted = queue.Queue(), queue.Queue()
        self.client = mqtt.Client(mqtt.CallbackAPIVersion.VERSION2, client_id=f"peer-{name}")
        self.client.username_pw_set(name, USERS[name].password)
        self.client.on_subscribe = lambda *event: self._granted.put([code.value for code in event[3]])
        self.client.on_message = lambda *event: self.heard.put((event[2].topic, event[2].payload))
        self.client.connect(nats.mqtt_host, nats.mqtt_port)
        self.client.loop_start()

    def subscribe(self, *filters):
        self.client.subscribe([(each, 0) for each in filters])
        return self._granted.get(timeout=PATIENCE_S)

    def publish(self, topic, payload=b"{}"):
        self.client.publish(topic, payload, qos=0).wait_for_publish(PATIENCE_S)


@contextmanager
def joined(nats, name):
    peer = Peer(nats, name)
    try:
        yield peer
    finally:
        peer.client.disconnect()
        peer.client.loop_stop()


@pytest.mark.parametrize("name", USERS)
def test_nobody_hears_the_other_root(nats, name):
    other = "fh/v1" if ROOTS[name] == "fh-drill/v1" else "fh-drill/v1"
    with joined(nats, name) as peer:
        assert peer.subscribe(f"{other}/#", f"{other}/{PLACE}/cmd", f"{other}/+/+/obs", "#") == [0x80] * 4


def test_what_is_said_under_the_other_root_reaches_nobody(nats):
    with joined(nats, "ingest") as live, joined(nats, "drill-ingest") as drill:
        assert live.subscribe("fh/v1/#") == [0]
        assert drill.subscribe("fh-drill/v1/#") == [0]
        for name in ("device", "simulator", "drill-device"):
            with joined(nats, name) as sender:
                sender.publish(f"fh/v1/{PLACE}/obs", name.encode())
                sender.publish(f"fh-drill/v1/{PLACE}/obs", name.encode())
        live.publish(f"fh-drill/v1/{PLACE}/cmd")
        drill.publish(f"fh/v1/{PLACE}/cmd")
        # What each may say comes after all that it may not.
        live.publish(f"fh/v1/{PLACE}/cmd", b"end")
        drill.publish(f"fh-drill/v1/{PLACE}/cmd", b"end")
        told = {}
        for who, peer in (("live", live), ("drill", drill)):
            told[who] = []
            while (heard := peer.heard.get(timeout=PATIENCE_S))[1] != b"end":
                told[who].append((heard[0], heard[1].decode()))
    assert sorted(told["live"]) == [(f"fh/v1/{PLACE}/obs", "device"), (f"fh/v1/{PLACE}/obs", "simulator")]
    assert told["drill"] == [(f"fh-drill/v1/{PLACE}/obs", "drill-device")]


@pytest.mark.parametrize("name", ["ingest", "device"])
def test_a_drill_refuses_a_live_login(nats, name):
    with pytest.raises(LoginError, match=r"that may use fh-drill/v1 only|may not listen to fh-drill/v1"):
        check_login(of_drills(nats, name))


def test_a_drill_says_that_a_login_is_refused_or_nobody_answers(nats):
    with pytest.raises(LoginError, match="refuses the login"):
        check_login(of_drills(nats, password="guess"))
    with pytest.raises(LoginError, match=r"drill-ingest@127\.0\.0\.1:1: "):
        check_login(of_drills(nats, port=1))


def test_a_device_of_a_participant_is_heard_and_his_loudspeaker_speaks(nats):
    taken = []

    def take(messages, done):
        taken.extend((message.topic, bytes(message.payload)) for message in messages)
        done()

    devices = Devices(of_drills(nats), take=take)
    devices.start()
    try:
        with joined(nats, "drill-device") as device:
            assert device.subscribe(f"fh-drill/v1/{PLACE}/cmd") == [0]
            eventually(lambda: not devices.trouble)
            device.publish(f"fh-drill/v1/{PLACE}/obs", b'{"v": {"water_level": 40}}')
            eventually(lambda: taken)
            warning = a_warning(status=CapStatus.EXERCISE)
            delivery = a_delivery(warning, channel="mqtt", address=PLACE)
            message = Outgoing(delivery=delivery, warning=warning, status=CapStatus.EXERCISE, now=NOW)
            devices.speak(replace(message, delivery=replace(delivery, address="+8616000000001")))
            devices.speak(message)
            topic, payload = device.heard.get(timeout=PATIENCE_S)
    finally:
        devices.stop()
    assert taken == [(f"fh-drill/v1/{PLACE}/obs", b'{"v": {"water_level": 40}}')]
    assert topic == f"fh-drill/v1/{PLACE}/cmd"
    assert '"status":"Exercise"' in payload.decode()
