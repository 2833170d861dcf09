"""What needs no gateway; the rest stands in ``tests/integration/test_smpp.py``."""

from __future__ import annotations

import pytest

from alerts.channels.smpp_link import Answer
from alerts.channels.smpp_session import SmppAccount, SmppSession, asks_for_patience
from alerts.errors import ChannelError


@pytest.fixture
def session():
    return SmppSession(SmppAccount(host="127.0.0.1", port=1, system_id="fenghuo", password="secret"))


def test_a_session_that_was_not_started_is_not_bound_and_says_why(session):
    assert not session.is_bound
    assert not session.wait_bound(0)
    assert session.why == "not bound yet"


def test_submitting_without_a_session_is_an_error_worth_trying_again(session):
    with pytest.raises(ChannelError, match="not bound yet") as error:
        session.submit_all([[b"a"]], timeout=1)
    assert error.value.is_retryable
    assert session.news() == []
    session.acknowledge()
    session.stop()


def test_the_window_is_bounded_unless_somebody_says_otherwise(session):
    assert session.account.window == 16


def test_the_password_is_not_shown(session):
    assert "secret" not in repr(session.account)


def test_only_throttling_a_full_queue_and_a_system_error_ask_for_patience():
    assert [status for status in range(256) if asks_for_patience(Answer(status))] == [0x08, 0x14, 0x58]
    assert not asks_for_patience(Answer(None))
