from __future__ import annotations

import pytest

from alerts.channels.rounds import ROUND_S, AwayError, one_by_one
from alerts.errors import ChannelError
from alerts.outgoing import Outcome, Outgoing, Result
from alerts.warning import CapStatus
from tests.builders import NOW, a_delivery, a_warning

STATUS = CapStatus.ACTUAL


def outgoing(address):
    warning = a_warning()
    return Outgoing(delivery=a_delivery(warning, address=address), warning=warning, status=STATUS, now=NOW)


def send(message):
    address = message.delivery.address
    if address == "away":
        raise AwayError("away")
    if address in {"bad", "busy"}:
        raise ChannelError(address, is_retryable=address == "busy")
    return Outcome(result=Result.SENT)


def told(*addresses):
    outcomes = one_by_one([outgoing(each) for each in addresses], status=STATUS, send=send)
    return [(each.result, each.is_attempt) for each in outcomes]


def test_a_message_that_cannot_be_sent_fails_alone():
    assert told("a", "bad", "busy", "b") == [
        (Result.SENT, True),
        (Result.FAILED, True),
        (Result.RETRY, True),
        (Result.SENT, True),
    ]


def test_what_follows_a_way_out_that_went_away_costs_no_attempt():
    assert told("a", "away", "b") == [(Result.SENT, True), (Result.RETRY, False), (Result.RETRY, False)]


def test_a_way_out_that_is_away_from_the_first_is_the_channels_trouble():
    with pytest.raises(ChannelError, match="away"):
        told("away", "a")


def test_what_the_time_of_a_round_does_not_suffice_for_waits_before_its_lease_is_over():
    ticks = iter([0.0, 0.0, ROUND_S / 2, ROUND_S + 1, ROUND_S + 2])
    outcomes = one_by_one([outgoing(each) for each in "abcd"], status=STATUS, send=send, timer=lambda: next(ticks))
    assert [(each.result, each.is_attempt) for each in outcomes] == [
        (Result.SENT, True),
        (Result.SENT, True),
        (Result.RETRY, False),
        (Result.RETRY, False),
    ]
