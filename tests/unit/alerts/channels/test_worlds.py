"""No adapter carries what belongs to the other world, whatever brought it there (threats 15 and 16)."""

from __future__ import annotations

import base64
from dataclasses import dataclass

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alerts.channels.drill import DrillChannel
from alerts.channels.email import EmailChannel, MailAccount
from alerts.channels.letter import refuse_other_world
from alerts.channels.robots import Kind, Robot, RobotChannel
from alerts.channels.screens import ScreensChannel
from alerts.channels.siren import SirenBroker, SirenChannel
from alerts.channels.siren_command import root_of
from alerts.channels.sms_aliyun import Aliyun
from alerts.channels.sms_http import HttpSmsChannel, SmsTemplate
from alerts.channels.sms_tencent import Tencent
from alerts.channels.webhook import WebhookChannel
from alerts.errors import ChannelError
from alerts.outgoing import Outgoing, Result
from alerts.warning import CapStatus
from tests.builders import NOW, a_delivery, a_warning

STATUSES = list(CapStatus)
SECRET = base64.b64encode(b"0123456789abcdef01234567").decode()
TEMPLATES = {"*": SmsTemplate(id="SMS_1", variables={"text": "text"})}


@dataclass(frozen=True, kw_only=True)
class Answered:
    data: bytes = b"{}"
    why: str = ""
    is_passing: bool = False
    status: int = 200
    is_sent: bool = True


class Outside:
    """Counts what leaves."""

    def __init__(self):
        self.asked = 0

    def __call__(self, url, *, headers, content):
        self.asked += 1
        return Answered()


def over_http(outside, status):
    """Return every adapter that speaks HTTP, and the address that it understands."""
    account = {"key_id": "i", "key_secret": "s", "sign_name": "n"}
    robots = {"duty": Robot(url="https://robot.example/")}
    sms = {"post": outside, "status": status, "name": "sms"}
    return [
        (WebhookChannel(secret=SECRET, post=outside, status=status), "https://hook.example/"),
        *((RobotChannel(kind, robots, post=outside, status=status), "duty") for kind in Kind),
        (HttpSmsChannel(Aliyun(**account), TEMPLATES, **sms), "+8613800000001"),
        (HttpSmsChannel(Tencent(**account, app_id="1"), TEMPLATES, **sms), "+8613800000001"),
        (ScreensChannel(count=lambda: 1, status=status), "screens"),
    ]


def outgoing(address, *, claimed, warning=None, own=None):
    told = None if warning is None else a_warning(status=warning)
    delivery = a_delivery(told, address=address, status=own, body="" if told else "走")
    return Outgoing(delivery=delivery, warning=told, status=claimed, now=NOW)


@pytest.mark.parametrize("number", range(7))
@pytest.mark.parametrize("carried", STATUSES)
@pytest.mark.parametrize("meant", STATUSES)
def test_an_adapter_sends_its_own_status_and_refuses_every_other(number, carried, meant):
    outside = Outside()
    channel, address = over_http(outside, carried)[number]
    (outcome,) = channel.send([outgoing(address, claimed=meant, warning=meant)])
    if carried is meant:
        assert outcome.result is not Result.FAILED or outside.asked
    else:
        assert (outcome.result, outside.asked) == (Result.FAILED, 0)


@given(*[st.sampled_from(STATUSES)] * 3, st.sampled_from([None, *STATUSES]))
def test_a_message_passes_only_if_everything_about_it_agrees(carried, claimed, warned, own):
    message = outgoing("a", claimed=claimed, warning=warned, own=own)
    agrees = claimed is carried and warned is carried and own in {None, carried}
    if agrees:
        refuse_other_world(message, carried)
        return
    with pytest.raises(ChannelError) as caught:
        refuse_other_world(message, carried)
    assert not caught.value.is_retryable


@given(*[st.sampled_from(STATUSES)] * 2, st.sampled_from([None, *STATUSES]), st.text(), st.integers(1, 3))
def test_the_channel_of_a_drill_takes_exercises_only_whatever_its_name_and_however_often_it_is_made(
    claimed, warned, own, name, made
):
    message = outgoing("a", claimed=claimed, warning=warned, own=own)
    is_drill = {claimed, warned, own} <= {CapStatus.EXERCISE, None}
    for _ in range(made):
        spoken = []
        channel = DrillChannel(name, clock=lambda: NOW, arrival=lambda _: None)
        channel.speak = spoken.append
        (outcome,) = channel.send([message])
        assert outcome.result is (Result.SENT if is_drill else Result.FAILED)
        assert channel.sent == spoken == ([message] if is_drill else [])


@given(st.sampled_from(range(7)), st.sampled_from(STATUSES), st.integers(1, 3))
def test_no_adapter_carries_an_exercise_unless_it_was_made_for_one(number, carried, made):
    outside = Outside()
    for _ in range(made):
        channel, address = over_http(outside, carried)[number]
        channel.send([outgoing(address, claimed=CapStatus.EXERCISE, warning=CapStatus.EXERCISE)])
    assert carried is CapStatus.EXERCISE or not outside.asked


def test_a_drill_has_a_root_of_its_own_that_nothing_can_set():
    roots = {status: root_of(status) for status in STATUSES}
    assert roots == {"Actual": "fh/v1", "Test": "fh/v1", "Exercise": "fh-drill/v1"}
    assert SirenChannel(SirenBroker(host="h"), status=CapStatus.EXERCISE).root == "fh-drill/v1"


def test_a_letter_of_a_drill_says_so_first_and_last():
    account = MailAccount(host="h", sender="a@b.example")
    channel = EmailChannel(account, status=CapStatus.EXERCISE)
    text = channel.written(outgoing("c@d.example", claimed=CapStatus.EXERCISE, warning=CapStatus.EXERCISE))
    told = text.get_body(("plain",)).get_content().strip()
    assert text["Subject"].startswith("【演练】")
    assert told.startswith("【演练】")
    assert told.endswith("【演练】")
