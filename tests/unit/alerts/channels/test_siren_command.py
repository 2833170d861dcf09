from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alerts.channels.siren_command import acknowledged, checked_place, command, message_id
from alerts.delivery import DeliveryState
from alerts.errors import ChannelError
from alerts.outgoing import Outgoing
from alerts.warning import CapStatus, MessageType
from tests.builders import NOW, a_delivery, a_warning

PLACE = "411528000000/XY-S01"


def told(status=CapStatus.ACTUAL, **changes):
    warning = a_warning(status=status, **changes)
    message = Outgoing(delivery=a_delivery(warning, address=PLACE), warning=warning, status=status, now=NOW)
    return json.loads(command(message, signature="信阳"))


def test_a_warning_is_played_and_a_cancel_takes_it_back():
    alert = told()
    assert (alert["msg_type"], alert["severity"], alert["event_type"]) == (1, 1, "11A01")
    cancel = told(message_type=MessageType.CANCEL, references=("a,b,c",))
    assert (cancel["msg_type"], cancel["references"]) == (2, ["a,b,c"])


def test_times_of_the_broadcast_are_those_of_beijing():
    assert told()["start"] == "2026-07-19 22:00:00"


@pytest.mark.parametrize("status", [CapStatus.EXERCISE, CapStatus.TEST])
def test_what_is_not_actual_is_heard_to_be_none(status):
    text = told(status)["text"]
    assert text.startswith("这是")
    assert (text.endswith("这是演练。")) == (status is CapStatus.EXERCISE)


def test_a_task_has_no_warning_to_tell_of():
    message = Outgoing(delivery=a_delivery(body="关闸"), warning=None, status=CapStatus.ACTUAL, now=NOW)
    assert json.loads(command(message, signature="信阳"))["text"] == "【信阳】关闸"


@pytest.mark.parametrize(
    ("state", "found"),
    [
        ("done", DeliveryState.DELIVERED),
        ("playing", DeliveryState.DELIVERED),
        ("failed", DeliveryState.FAILED),
        ("refused", DeliveryState.FAILED),
        ("received", None),
        ("x", None),
        (None, None),
    ],
)
def test_what_a_device_says_of_a_command(state, found):
    payload = json.dumps({"class": "cmd_ack", "attrs": {"cmd": "k", "state": state}}).encode()
    receipt = acknowledged(payload, place=PLACE, provider="mqtt")
    assert (receipt.state if receipt else None) is found
    if receipt:
        assert receipt.message == message_id(PLACE, "k")


@given(
    st.binary(max_size=200)
    | st.recursive(st.none() | st.text() | st.integers(), st.lists).map(json.dumps).map(str.encode)
)
def test_garbage_settles_nothing(payload):
    assert acknowledged(payload, place=PLACE, provider="mqtt") is None


@pytest.mark.parametrize(
    "address", ["", "x", "411528000000", "411528000000/+", "+/x", "#", "411528/a/b", "411528/a b", "41/../x/cmd"]
)
def test_an_address_that_could_be_another_topic_is_refused(address):
    with pytest.raises(ChannelError):
        checked_place(address)
