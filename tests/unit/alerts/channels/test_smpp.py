"""What needs no gateway; the rest stands in ``tests/integration/test_smpp.py``."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest
from structlog.testing import capture_logs

from alerts.channels import smpp
from alerts.channels.smpp import SmppAccount, SmppChannel, refused, validity_period
from alerts.channels.smpp_session import Answer
from alerts.errors import ChannelError
from alerts.outgoing import Outgoing, Result
from alerts.warning import CapStatus
from tests.builders import NOW, a_delivery, a_warning

ACCOUNT = SmppAccount(host="127.0.0.1", port=2775, system_id="fenghuo", password="secret")


def a_message(**changes):
    warning = a_warning(**changes)
    return Outgoing(delivery=a_delivery(warning), warning=warning, now=NOW)


def test_without_a_session_everything_is_refused_at_once_for_later():
    channel = SmppChannel(ACCOUNT, status=CapStatus.ACTUAL)
    with pytest.raises(
        ChannelError, match=r"no session with the SMS gateway 127\.0\.0\.1:2775: not bound yet"
    ) as error:
        channel.send([a_message()])
    assert error.value.is_retryable
    assert channel.receipts() == []


@pytest.mark.parametrize(
    ("status", "result"),
    [(0x58, Result.RETRY), (0x14, Result.RETRY), (0x08, Result.RETRY), (0x0B, Result.FAILED), (0x45, Result.FAILED)],
)
def test_a_gateway_that_asks_for_patience_is_tried_again_and_others_are_not(status, result):
    outcome = refused(status)
    assert outcome.result is result
    assert f"0x{status:08X}" in outcome.detail
    assert (outcome.after is not None) == (result is Result.RETRY)


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


class Session:
    """A session that stands, and breaks or never answers for one number."""

    def __init__(self, fault):
        self.account, self.is_bound = ACCOUNT, True
        self.fault = fault
        self.numbers = []

    def run(self, work, *, timeout):
        assert timeout > smpp.ROUND_S
        return asyncio.run(work)

    async def submit(self, number, part, *, validity):
        if number.endswith("2"):
            await self.fault()
        self.numbers.append(number)
        return Answer(status=0, message_id=f"{len(self.numbers):x}")


def outcomes(fault):
    channel = SmppChannel(ACCOUNT, status=CapStatus.ACTUAL)
    channel.session = Session(fault)
    warning = a_warning()
    deliveries = [a_delivery(warning, address=f"+861380000000{n}", recipient=f"c-{n}") for n in (1, 2, 3)]
    return channel.send([Outgoing(delivery=each, warning=warning, now=NOW) for each in deliveries])


def test_a_message_that_cannot_be_submitted_takes_no_other_with_it():
    async def fault():
        raise OverflowError

    with capture_logs() as logs:
        found = outcomes(fault)
    assert [outcome.result for outcome in found] == [Result.SENT, Result.RETRY, Result.SENT]
    assert found[1].detail == "submitting failed (OverflowError), the log says more"
    assert [(entry["event"], type(entry["exc_info"])) for entry in logs] == [("submit_failed", OverflowError)]


def test_what_is_not_submitted_in_time_waits_for_the_next_round(monkeypatch):
    monkeypatch.setattr(smpp, "ROUND_S", 0.05)
    found = outcomes(asyncio.Event().wait)
    assert [outcome.result for outcome in found] == [Result.SENT, Result.RETRY, Result.SENT]
    assert found[1].detail == "not submitted within 0.05 s"
