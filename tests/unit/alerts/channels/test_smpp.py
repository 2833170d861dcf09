"""What needs no gateway; the rest stands in ``tests/integration/test_smpp.py``."""

from __future__ import annotations

from datetime import timedelta

import pytest

from alerts.channels.smpp import SmppAccount, SmppChannel, refused, validity_period
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
