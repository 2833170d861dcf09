"""The simulator and the replay against a real broker."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import threading
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import paho.mqtt.client as mqtt
import pytest
from paho.mqtt.enums import CallbackAPIVersion

from ingest.listener.hj212 import Hj212Conversation
from ingest.listener.sl651 import Sl651Conversation
from ingest.listener.tcp import TcpListener
from ingest.wire.decode import decode
from ingest.wire.raw import Memory
from ingest.wire.refusal import Code
from sensing.station import Registry
from simulators.city import demo_city
from simulators.errors import PublishError
from simulators.playback import load_map, play
from simulators.publisher import Publisher
from simulators.run import Simulator
from tests.integration.calling import Sink
from tests.running import eventually
from tests.services import a_broker

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.services import Broker

EXAMPLES = Path(__file__).parents[2] / "examples" / "replay"


@pytest.fixture
def broker(service_folder: Path) -> Iterator[Broker]:
    """A broker of its own: others leave retained messages on the shared one."""
    with a_broker(Path(tempfile.mkdtemp(prefix="simulator-", dir=service_folder))) as own:
        yield own


class Heard:
    """What a subscriber received, and a way to wait for it."""

    def __init__(self) -> None:
        self.messages: list[mqtt.MQTTMessage] = []
        self.more = threading.Condition()

    def add(self, _client: object, _data: object, message: mqtt.MQTTMessage) -> None:
        with self.more:
            self.messages.append(message)
            self.more.notify_all()

    def of(self, kind: str) -> list[mqtt.MQTTMessage]:
        return [message for message in self.messages if message.topic.endswith(kind)]

    def wait_for(self, kind: str, count: int) -> list[mqtt.MQTTMessage]:
        with self.more:
            assert self.more.wait_for(lambda: len(self.of(kind)) >= count, timeout=30)
        return self.of(kind)


@contextmanager
def listening(broker: Broker, topic: str) -> Iterator[Heard]:
    heard, subscribed = Heard(), threading.Event()
    client = mqtt.Client(CallbackAPIVersion.VERSION2)
    client.username_pw_set(broker.ingest.name, broker.ingest.password)
    client.on_message = heard.add
    client.on_connect = lambda *_: client.subscribe(topic, qos=1)
    client.on_subscribe = lambda *_: subscribed.set()
    client.connect(broker.host, broker.port)
    client.loop_start()
    try:
        assert subscribed.wait(10)
        yield heard
    finally:
        client.disconnect()
        client.loop_stop()


def login(broker: Broker) -> dict[str, str | int]:
    return {
        "host": broker.host,
        "port": broker.port,
        "user": broker.device.name,
        "password": broker.device.password,
    }


def test_the_whole_city_reports_and_says_goodbye(broker: Broker):
    city = demo_city()
    with listening(broker, "fh/v1/+/+/+") as heard:
        simulator = Simulator(city=city, scenario="storm", speed=3600, **login(broker))
        simulator.start()
        heard.wait_for("/obs", 60)
        simulator.stop()
        states = heard.wait_for("/status", 2 * len(city.stations))
        assert {json.loads(message.payload)["state"] for message in states} == {"online", "offline"}
        assert simulator.publisher.sent == simulator.publisher.acked
        assert all(message.qos == 1 for message in heard.messages)
    with listening(broker, "fh/v1/+/+/status") as later:
        kept = later.wait_for("/status", len(city.stations))
        assert all(message.retain for message in kept)
        assert {json.loads(message.payload)["state"] for message in kept} == {"offline"}


def test_a_replay_arrives_whole_and_flagged(broker: Broker):
    with listening(broker, "fh/v1/411599000000/REPLAY-01/obs") as heard:
        publisher = Publisher(**login(broker))
        publisher.start()
        replay_map = load_map(EXAMPLES / "synthetic.yaml")
        tally = play(EXAMPLES / "synthetic.csv", replay_map, outlet=publisher, speed=0)
        assert publisher.drain(timeout=10)
        publisher.stop()
        bodies = [json.loads(message.payload) for message in heard.wait_for("/obs", tally.messages)]
    assert len(bodies) == 193
    assert sum("water_level" not in body["v"] for body in bodies) == 8
    assert [body["v"]["water_level"] for body in bodies if body.get("q") == {"water_level": "unreliable"}] == [988, 988]


def test_a_wrong_password_is_told_at_once(broker: Broker):
    publisher = Publisher(host=broker.host, port=broker.port, user=broker.device.name, password="guess")
    with pytest.raises(PublishError, match="refused the login"):
        publisher.start()


@pytest.mark.parametrize("codec", ["hj212", "sl651"])
def test_the_command_sends_the_frames_of_a_field_protocol_to_its_listener_over_tcp(codec, broker, tmp_path):
    conversations = {
        "hj212": lambda peer: Hj212Conversation(peer, registry=Registry, password=lambda _: "", patience=200_000),
        "sl651": lambda peer: Sl651Conversation(peer, registry=Registry),
    }
    sink, documents = Sink(), tmp_path / "stations.yaml"
    listener = TcpListener(host="127.0.0.1", port=0, conversation=conversations[codec], sink=sink, name=codec)
    listener.start()
    command = [
        sys.executable, "-m", "fenghuo", "simulate", "--mqtt-port", str(broker.port), "--user", broker.device.name,
        "--stations", "100", "--speech", f"json=0.5,{codec}=0.5", f"--{codec}", f"127.0.0.1:{listener.port}",
        "--documents", str(documents),
    ]  # fmt: skip
    environment = os.environ | {"FENGHUO_DEVICE_PASSWORD": broker.device.password}
    with listening(broker, "fh/v1/#") as heard:
        process = subprocess.Popen(command, env=environment, stderr=subprocess.DEVNULL)
        try:
            eventually(lambda: len(sink.messages) > 1, within=90)
            heard.wait_for("obs", 5)
        finally:
            process.terminate()
            try:
                process.wait(30)
            finally:
                process.kill()
                process.wait(30)
                listener.stop()
    assert process.returncode == 0
    assert not heard.of(f"raw/{codec}")
    named = {message.topic.split("/")[3] for message in sink.messages}
    registered = documents.read_text("utf-8")
    assert all(address in registered for address in named)
    # Nobody registered them here: each is turned away by its name, and none for its words.
    decoded = decode(sink.messages, registry=Registry(), memory=Memory())
    assert {reject.code for reject in decoded.rejects} == {Code.UNKNOWN_STATION}
