"""Sirens over a real broker: commands down, acknowledgements up, and two worlds that never meet."""

from __future__ import annotations

import json
import threading
from contextlib import contextmanager

import paho.mqtt.client as mqtt
import pytest
from paho.mqtt.enums import CallbackAPIVersion

from alerts.channels.siren import SirenBroker, SirenChannel
from alerts.delivery import DeliveryState
from alerts.errors import ChannelError
from alerts.outgoing import Outgoing, Result
from alerts.warning import CapStatus
from fenghuo.embedded.nats import BrokerUser, start_nats
from tests.builders import NOW, a_delivery, a_warning
from tests.running import eventually

PLACE = "411528000000/XY-S01"
OFFICE = BrokerUser(name="sirens", password="office", publish=("fh/v1/+/+/cmd",), subscribe=("fh/v1/+/+/event",))
DEVICES = BrokerUser(
    name="device",
    password="device",
    publish=("fh/v1/#", "fh-drill/v1/#"),
    subscribe=("fh/v1/#", "fh-drill/v1/#"),
)


@pytest.fixture(scope="module")
def running(service_folder):
    nats = start_nats(service_folder / "sirens", users=(OFFICE, DEVICES))
    yield nats
    nats.stop()


class Siren:
    """A loudspeaker that hears everything and says when it has spoken."""

    def __init__(self, nats, *, root="fh/v1", state="done"):
        self.root, self.state, self.heard, self.topics = root, state, [], []
        self.is_up = threading.Event()
        self.client = mqtt.Client(CallbackAPIVersion.VERSION2, client_id=f"siren-{root[:5]}-{state}")
        self.client.username_pw_set(DEVICES.name, DEVICES.password)
        self.client.on_connect = lambda client, *_: client.subscribe(
            "#" if root == "#" else f"{root}/{PLACE}/cmd", qos=1
        )
        self.client.on_subscribe = lambda *_: self.is_up.set()
        self.client.on_message = self.on_message
        self.client.connect(nats.mqtt_host, nats.mqtt_port)
        self.client.loop_start()
        assert self.is_up.wait(10)

    def on_message(self, client, _, message):
        self.topics.append(message.topic)
        command = json.loads(message.payload)
        self.heard.append(command)
        if self.state:
            self.say(command["id"])

    def say(self, key, *, place=PLACE, state=None):
        told = {"id": f"ack-{key}"[:128], "class": "cmd_ack", "attrs": {"cmd": key, "state": state or self.state}}
        self.client.publish(f"{self.root}/{place}/event", json.dumps(told), qos=1)

    def stop(self):
        self.client.disconnect()
        self.client.loop_stop()


@contextmanager
def a_channel(nats, *, status=CapStatus.ACTUAL, user=OFFICE, client_id="sirens"):
    broker = SirenBroker(
        host=nats.mqtt_host, port=nats.mqtt_port, user=user.name, password=user.password, client_id=client_id
    )
    channel = SirenChannel(broker, status=status)
    channel.start()
    try:
        eventually(lambda: channel.check() == "", what="the session")
        yield channel
    finally:
        channel.stop()


def outgoing(status=CapStatus.ACTUAL, *, address=PLACE):
    warning = a_warning(status=status)
    return Outgoing(
        delivery=a_delivery(warning, channel="mqtt", address=address), warning=warning, status=status, now=NOW
    )


def heard_of(channel, count=1):
    found = []

    def asked():
        found.extend(channel.receipts())
        channel.acknowledge()
        return len(found) >= count

    eventually(asked, what="the acknowledgement")
    return found


def test_a_siren_is_told_what_to_read_and_its_word_is_the_receipt(running):
    siren = Siren(running)
    with a_channel(running) as channel:
        message = outgoing()
        (outcome,) = channel.send([message])
        (receipt,) = heard_of(channel)
    siren.stop()
    assert outcome.result is Result.SENT
    assert (receipt.message, receipt.state) == (outcome.messages[0], DeliveryState.DELIVERED)
    (command,) = siren.heard
    assert command["identifier"] == message.warning.identifier
    assert (command["msg_type"], command["severity"], command["language"]) == (1, 1, "zho")
    assert command["text"].startswith("信阳市应急管理局发布洪水")


def test_an_acknowledgement_for_another_device_settles_nothing(running):
    siren = Siren(running, state="")
    with a_channel(running, client_id="sirens-2") as channel:
        (first,) = channel.send([outgoing()])
        (second,) = channel.send([outgoing(address="411528000000/XY-S02")])
        key = second.messages[0].partition(":")[2]
        siren.say(key, state="done")
        (receipt,) = heard_of(channel)
        assert receipt.message not in second.messages
        assert receipt.message not in first.messages
    siren.stop()


def test_an_acknowledgement_that_was_not_kept_comes_again(running):
    siren = Siren(running, state="")
    with a_channel(running, client_id="sirens-3") as channel:
        (outcome,) = channel.send([outgoing()])
        siren.say(outcome.messages[0].partition(":")[2], state="failed")
        eventually(lambda: bool(channel.receipts()), what="the acknowledgement")
    with a_channel(running, client_id="sirens-3") as again:
        (receipt,) = heard_of(again)
    siren.stop()
    assert (receipt.message, receipt.state) == (outcome.messages[0], DeliveryState.FAILED)


def test_a_drill_speaks_below_its_own_root_and_the_live_world_hears_nothing(running):
    live, drill = Siren(running), Siren(running, root="fh-drill/v1", state="done")
    with a_channel(running, status=CapStatus.EXERCISE, user=DEVICES, client_id="drill-sirens") as channel:
        wrong, right = channel.send([outgoing(CapStatus.ACTUAL), outgoing(CapStatus.EXERCISE)])
        heard_of(channel)
    live.stop()
    drill.stop()
    assert (wrong.result, right.result) == (Result.FAILED, Result.SENT)
    assert drill.topics == [f"fh-drill/v1/{PLACE}/cmd"]
    assert (len(drill.heard), live.heard) == (1, [])
    assert drill.heard[0]["text"].startswith("这是演练。")
    assert drill.heard[0]["text"].endswith("这是演练。")


def test_a_channel_of_the_live_world_says_no_drill(running):
    both = Siren(running, root="#", state="")
    with a_channel(running, client_id="sirens-4") as channel:
        (outcome,) = channel.send([outgoing(CapStatus.EXERCISE)])
    both.stop()
    assert (outcome.result, both.heard) == (Result.FAILED, [])


def test_no_session_is_told_and_costs_no_message():
    channel = SirenChannel(SirenBroker(host="127.0.0.1", port=1), status=CapStatus.ACTUAL)
    assert channel.check()
    with pytest.raises(ChannelError):
        channel.send([outgoing()])
