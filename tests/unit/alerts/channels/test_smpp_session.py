"""What needs no gateway; the rest stands in ``tests/integration/test_smpp.py``."""

from __future__ import annotations

import asyncio

import pytest

from alerts.channels.smpp_session import SmppAccount, SmppSession
from alerts.errors import ChannelError
from alerts.sms import ShortMessage


@pytest.fixture
def session():
    account = SmppAccount(host="127.0.0.1", port=1, system_id="fenghuo", password="secret")
    return SmppSession(account, on_receipt=lambda text, message: None)


def test_a_session_that_was_not_started_is_not_bound_and_says_why(session):
    assert not session.is_bound
    assert not session.wait_bound(0)
    assert session.why == "not bound yet"


def test_submitting_without_a_session_is_an_error_worth_trying_again(session):
    part = ShortMessage(octets=b"\x6c\x5b", has_header=False)
    with pytest.raises(ChannelError, match="not bound yet") as error:
        asyncio.run(session.submit("8613800000000", part, validity=""))
    assert error.value.is_retryable


def test_the_window_is_bounded_unless_somebody_says_otherwise(session):
    assert session.account.window == 16
