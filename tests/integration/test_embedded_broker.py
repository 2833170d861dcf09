"""What the embedded broker promises to devices and to ingest, tried with a real client."""

import os
import queue
from signal import Signals

import pytest
from paho.mqtt import client as mqtt

from fenghuo.embedded.nats import start_nats
from tests.services import broker_users

PATIENCE_S = 10


class Peer:
    """An MQTT client that waits for what it asks."""

    def __init__(self, broker, user, *, client_id, keeps_session=False, password=None):
        self.messages = queue.Queue()
        self._granted = queue.Queue()
        self._connected = queue.Queue()
        self.client = mqtt.Client(
            mqtt.CallbackAPIVersion.VERSION2, client_id=client_id, clean_session=not keeps_session
        )
        self.client.username_pw_set(user.name, password or user.password)
        self.client.on_connect = lambda *event: self._connected.put(event[3])
        self.client.on_subscribe = lambda *event: self._granted.put([code.value for code in event[3]])
        self.client.on_message = lambda *event: self.messages.put(event[2])
        self.client.connect(broker.host, broker.port)
        self.client.loop_start()
        self.answer = self._connected.get(timeout=PATIENCE_S)

    def subscribe(self, *topic_filters):
        self.client.subscribe([(topic_filter, 1) for topic_filter in topic_filters])
        return self._granted.get(timeout=PATIENCE_S)

    def publish(self, topic, payload, **how):
        self.client.publish(topic, payload, qos=1, **how).wait_for_publish(PATIENCE_S)

    def receive(self):
        return self.messages.get(timeout=PATIENCE_S)

    def close(self):
        self.client.disconnect()
        self.client.loop_stop()


@pytest.fixture
def join(broker):
    peers = []

    def connect(user, **how):
        peers.append(Peer(broker, user, **how))
        return peers[-1]

    yield connect
    for peer in peers:
        peer.close()


def test_a_reading_reaches_ingest(broker, join):
    ingest, device = join(broker.ingest, client_id="reach-i"), join(broker.device, client_id="reach-d")
    assert ingest.subscribe("fh/v1/reach/+/obs") == [1]
    device.publish("fh/v1/reach/s/obs", b"41.32")
    message = ingest.receive()
    assert (message.topic, message.payload, message.qos) == ("fh/v1/reach/s/obs", b"41.32", 1)


def test_a_wrong_password_is_refused(broker, join):
    assert join(broker.device, client_id="wrong", password="guess").answer.is_failure


def test_one_session_may_subscribe_to_every_kind_of_message(broker, join):
    ingest = join(broker.ingest, client_id="kinds", keeps_session=True)
    kinds = [f"fh/v1/kinds/+/{kind}" for kind in ("obs", "event", "status", "raw/#")]
    assert ingest.subscribe(*kinds) == [1, 1, 1, 1]


@pytest.mark.parametrize(
    "topic_filter",
    ["fh/v1/#", "#", "+/+/#", "$SYS/#", "$JS/#", "$MQTT/#", "$MQTT/msgs/#", "$MQTT/sub/#", "fh-drill/v1/#", "fh/v1/>"],
)
def test_a_device_hears_nobody(broker, join, topic_filter):
    assert join(broker.device, client_id="eavesdropper").subscribe(topic_filter) == [128]


@pytest.mark.parametrize("topic_filter", ["#", "$SYS/#", "$JS/#", "$MQTT/#", "$MQTT/sub/#", "fh-drill/v1/#"])
def test_ingest_hears_only_the_live_root(broker, join, topic_filter):
    assert join(broker.ingest, client_id="curious").subscribe(topic_filter) == [128]


def test_what_ingest_may_not_publish_is_not_delivered(broker, join):
    ingest = join(broker.ingest, client_id="forger")
    ingest.subscribe("fh/v1/forged/+/+")
    ingest.publish("fh/v1/forged/s/obs", b"forged")
    ingest.publish("fh/v1/forged/s/cmd", b"allowed")
    assert ingest.receive().payload == b"allowed"


def test_a_payload_beyond_a_megabyte_passes(broker, join):
    ingest, device = join(broker.ingest, client_id="large-i"), join(broker.device, client_id="large-d")
    ingest.subscribe("fh/v1/large/+/obs")
    device.publish("fh/v1/large/s/obs", bytes(1_200_000))
    assert len(ingest.receive().payload) == 1_200_000


def test_a_retained_status_waits_for_whoever_comes_later(broker, join):
    join(broker.device, client_id="retain-d").publish("fh/v1/retain/s/status", b"online", retain=True)
    ingest = join(broker.ingest, client_id="retain-i")
    ingest.subscribe("fh/v1/retain/+/status")
    message = ingest.receive()
    assert (message.payload, message.retain) == (b"online", True)


def test_readings_wait_for_a_session_through_the_death_of_the_broker(tmp_path):
    device, ingest = broker_users()
    running = start_nats(tmp_path, users=(device, ingest))

    def peer(user, client_id, *, keeps_session=False):
        where = type("Where", (), {"host": running.mqtt_host, "port": running.mqtt_port})
        return Peer(where, user, client_id=client_id, keeps_session=keeps_session)

    try:
        absent = peer(ingest, "waiting", keeps_session=True)
        absent.subscribe("fh/v1/+/+/obs")
        absent.close()
        sender = peer(device, "sender")
        for number in range(100):
            sender.publish("fh/v1/a/b/obs", str(number).encode())
        sender.close()
        os.kill(running.pid, Signals.SIGKILL)
        running.stop()
        running = start_nats(tmp_path, users=(device, ingest), mqtt_port=running.mqtt_port)
        back = peer(ingest, "waiting", keeps_session=True)
        assert [int(back.receive().payload) for _ in range(100)] == list(range(100))
        back.close()
    finally:
        running.stop()
