"""What needs no gateway; the rest stands in ``tests/integration/test_smpp.py``."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from alerts.channels.smpp import BUSY_WAIT, LONGEST_BUSY_WAIT, SmppAccount, SmppChannel, outcome_of, validity_period
from alerts.channels.smpp_link import Answer
from alerts.channels.smpp_wire import Delivered
from alerts.delivery import DeliveryState, Purpose
from alerts.errors import ChannelError
from alerts.outgoing import Inbound, Outgoing, Receipt, Result
from alerts.warning import CapStatus
from tests.builders import NOW, a_delivery, a_warning

ACCOUNT = SmppAccount(host="127.0.0.1", port=2775, system_id="fenghuo", password="secret")


def a_channel(session=None, status=CapStatus.ACTUAL):
    channel = SmppChannel(ACCOUNT, status=status, clock=lambda: NOW)
    channel.session = session or channel.session
    return channel


def a_message(*, address="+8613800000001", **changes):
    warning = a_warning(**changes)
    return Outgoing(delivery=a_delivery(warning, address=address), warning=warning, status=warning.status, now=NOW)


class Session:
    """A session that stands, and answers each message as told."""

    account, is_bound = ACCOUNT, True

    def __init__(self, *answers, news=()):
        self.answers = list(answers)
        self.came = list(news)
        self.units = []
        self.kept = 0

    def submit_all(self, units, *, timeout):
        self.units += units
        return [[self.answers.pop(0) if self.answers else Answer(0, "7f")] * len(unit) for unit in units]

    def news(self):
        found, self.came = self.came, []
        return found

    def acknowledge(self):
        self.kept += 1


def test_without_a_session_everything_is_refused_at_once_for_later():
    channel = a_channel()
    with pytest.raises(
        ChannelError, match=r"no session with the SMS gateway 127\.0\.0\.1:2775: not bound yet"
    ) as error:
        channel.send([a_message()])
    assert error.value.is_retryable
    assert (channel.receipts(), channel.received(), channel.check()) == ([], [], "not bound yet")


@pytest.mark.parametrize(
    ("status", "result"),
    [(0x58, Result.RETRY), (0x14, Result.RETRY), (0x08, Result.RETRY), (0x0B, Result.FAILED), (0x45, Result.FAILED)],
)
def test_a_gateway_that_asks_for_patience_is_tried_again_and_others_are_not(status, result):
    outcome = outcome_of([Answer(0, "1"), Answer(status)], wait=BUSY_WAIT, provider="sms")
    assert outcome.result is result
    assert f"0x{status:08X}" in outcome.detail
    assert (outcome.after is not None) == (result is Result.RETRY)


def test_what_may_have_been_accepted_is_told_from_what_never_left():
    unknown = outcome_of([Answer(0, "1"), Answer(None)], wait=BUSY_WAIT, provider="sms")
    assert (unknown.result, unknown.is_unknown, unknown.is_attempt) == (Result.RETRY, True, True)
    unsent = outcome_of([Answer(None, is_sent=False)], wait=BUSY_WAIT, provider="sms")
    assert (unsent.result, unsent.is_unknown, unsent.is_attempt) == (Result.RETRY, False, False)


def test_a_gateway_that_throttles_is_left_alone_twice_as_long_each_time():
    channel = a_channel(Session(*[Answer(0x58)] * 7, Answer(0, "1"), Answer(0x58)))
    waits = [channel.send([a_message()])[0].after for _ in range(9)]
    assert waits == [BUSY_WAIT * 2**n for n in range(5)] + [LONGEST_BUSY_WAIT] * 2 + [None, BUSY_WAIT]


def test_a_message_that_cannot_be_written_takes_no_other_with_it():
    session = Session()
    found = a_channel(session).send([a_message(), a_message(address="110"), a_message()])
    assert [outcome.result for outcome in found] == [Result.SENT, Result.FAILED, Result.SENT]
    assert found[1].detail == "expected an E.164 number such as +8613800000000, got 3 characters that are none"
    assert len(session.units) == 2


def test_what_is_told_together_keeps_its_own_text_and_its_own_end():
    session = Session()
    ends = [NOW + timedelta(hours=1), NOW + timedelta(hours=2)]
    long, other = (a_message(id=f"w-{number}", expires=end) for number, end in enumerate(ends))
    messages = [replace(each, delivery=replace(each.delivery, body="转移")) for each in (long, other)]
    a_channel(session).send([*messages, messages[0], long])
    first, second, again, parts = session.units
    assert first == again
    assert b"000000010000000R" in first[0]
    assert b"000000020000000R" in second[0]
    assert [len(unit) for unit in session.units] == [1, 1, 1, 2]
    assert all(b"000000010000000R" in part for part in parts)


@pytest.mark.parametrize("status", list(CapStatus))
@pytest.mark.parametrize("carries", list(CapStatus))
def test_an_account_carries_one_status_and_no_other(status, carries):
    session = Session()
    (outcome,) = a_channel(session, carries).send([a_message(status=status)])
    assert (outcome.result is Result.SENT) == (status is carries) == bool(session.units)


@pytest.mark.parametrize(
    ("span", "written"),
    [
        (timedelta(hours=24), "000001000000000R"),
        (timedelta(hours=1, minutes=2, seconds=3), "000000010203000R"),
        (timedelta(days=90), "000027000000000R"),
        (timedelta(0), "000000000001000R"),
    ],
)
def test_the_gateway_is_told_when_the_warning_runs_out(span, written):
    # SMPP 3.4, 7.1.1: YYMMDDhhmmsstnnR, 16 characters.
    assert validity_period(a_message(expires=NOW + span)) == written
    assert len(written) == 16


def test_a_task_of_its_own_is_told_for_an_hour():
    task = a_delivery(warning="", purpose=Purpose.TASK, body="请关闭闸门")
    message = Outgoing(delivery=task, warning=None, status=CapStatus.ACTUAL, now=NOW)
    assert validity_period(message) == "000000010000000R"
    assert a_channel(Session()).send([message])[0].result is Result.SENT


def came(octets, *, is_receipt, message="", source="8613800000001"):
    return Delivered(
        source=source, destination="12379", is_receipt=is_receipt, data_coding=8, has_header=False,
        octets=octets, message=message,
    )  # fmt: skip


def test_receipts_and_answers_are_told_apart_and_acknowledged_by_whoever_keeps_them():
    session = Session(
        news=[
            came(b"id:7f stat:DELIVRD err:000", is_receipt=True),
            came("安全 53".encode("utf-16-be"), is_receipt=False),
            came("回".encode("utf-16-be"), is_receipt=False, source="10086abc"),
        ]
    )
    channel = a_channel(session)
    assert channel.receipts() == [
        Receipt(provider="sms", message="7f", state=DeliveryState.DELIVERED, detail="DELIVRD")
    ]
    assert channel.received() == [
        Inbound(channel="sms", address="+8613800000001", text="安全 53", at=NOW),
        Inbound(channel="sms", address="10086abc", text="回", at=NOW),
    ]
    assert session.kept == 0
    channel.acknowledge()
    assert session.kept == 1


@pytest.mark.parametrize("status", [0x04, 0x0D, 0x64, 0xFF])
def test_what_says_nothing_of_the_message_does_not_end_it(status):
    outcome = outcome_of([Answer(status)], wait=BUSY_WAIT, provider="sms")
    assert (outcome.result, outcome.after) == (Result.RETRY, None)
