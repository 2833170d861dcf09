from __future__ import annotations

from datetime import timedelta

import pytest

from alerts.channels.failover import FailoverChannel
from alerts.errors import ChannelError
from alerts.outgoing import Inbound, Outcome, Outgoing, Result
from alerts.warning import CapStatus
from tests.builders import NOW, a_delivery, a_warning, after
from tests.unit.alerts.room import Wire

WARNING = a_warning()
SENT = Outcome(result=Result.SENT, detail="ok")
AWAY = ChannelError("away")
BUSY = Outcome(result=Result.RETRY, detail="throttled", after=timedelta(seconds=30))
UNKNOWN = Outcome(result=Result.RETRY, detail="no answer", is_unknown=True)


def messages(count=1, now=NOW):
    return [
        Outgoing(delivery=a_delivery(WARNING, recipient=f"c-{n}"), warning=WARNING, status=WARNING.status, now=now)
        for n in range(count)
    ]


def a_pair(*outcomes, others=()):
    first, second = Wire(*outcomes, name="sms"), Wire(*others, name="sms-2")
    return FailoverChannel("sms", [first, second], status=CapStatus.ACTUAL), first, second


def test_the_first_account_is_used_while_it_works():
    channel, first, second = a_pair()
    channel.send(messages(3))
    assert (len(first.sent), second.sent) == (3, [])


def test_an_account_that_is_away_hands_over_and_is_passed_by_for_a_while():
    channel, first, second = a_pair(AWAY, SENT)
    assert channel.send(messages())[0].result is Result.SENT
    channel.send(messages(now=after(seconds=1)))
    assert (len(first.sent), len(second.sent)) == (1, 2)
    channel.send(messages(now=after(seconds=2)))
    assert len(first.sent) == 2, "tried again after its rest"


def test_a_throttled_account_hands_over_only_what_it_did_not_take():
    channel, _, second = a_pair([SENT, BUSY, SENT])
    found = channel.send(messages(3))
    assert [outcome.result for outcome in found] == [Result.SENT] * 3
    assert [each.delivery.recipient for each in second.sent] == ["c-1"]
    channel.send(messages(now=after(seconds=29)))
    assert len(second.sent) == 2


def test_what_may_have_been_accepted_is_not_told_by_another_account():
    channel, _, second = a_pair([SENT, UNKNOWN])
    found = channel.send(messages(2))
    assert [outcome.result for outcome in found] == [Result.SENT, Result.RETRY]
    assert second.sent == []


def test_with_all_accounts_away_the_channel_is_away_and_knocks_again():
    channel, first, _ = a_pair(AWAY, SENT, others=(AWAY,))
    with pytest.raises(ChannelError, match="away"):
        channel.send(messages())
    assert channel.send(messages(now=after(seconds=1)))[0].result is Result.SENT
    assert len(first.sent) == 2


def test_an_account_of_another_world_is_refused_at_once():
    with pytest.raises(ChannelError, match="account 'sms' carries Exercise, expected Actual"):
        FailoverChannel("sms", [Wire(status=CapStatus.EXERCISE)], status=CapStatus.ACTUAL)


def test_news_of_all_accounts_is_heard_and_acknowledged():
    channel, first, second = a_pair()
    said = [Inbound(channel="sms", address="+861", text=text, at=NOW) for text in "12"]
    first.inbound, second.inbound = said[:1], said[1:]
    assert channel.received() == said
    assert channel.receipts() == []
    channel.acknowledge()
    assert (first.acknowledged, second.acknowledged) == (1, 1)
    assert channel.abilities.has_receipts


def test_a_channel_works_while_one_account_does():
    channel, first, second = a_pair()
    first.check = lambda: "not bound"
    assert channel.check() == ""
    second.check = lambda: "refused"
    assert channel.check() == "sms: not bound; sms-2: refused"


class Ticking:
    """Seconds that pass with every message that an account is handed."""

    def __init__(self, wire, seconds):
        self.wire, self.seconds = wire, seconds

    def __call__(self):
        return self.seconds * len(self.wire.sent)


def test_receipts_find_their_message_under_the_account_that_took_it():
    channel, _, _ = a_pair(AWAY, others=[SENT])
    assert channel.send(messages())[0].provider == "sms-2"


def test_an_account_that_breaks_costs_nobody_what_another_has_taken():
    channel, first, second = a_pair([SENT, BUSY], others=[RuntimeError("broken")])
    found = channel.send(messages(2))
    assert [outcome.result for outcome in found] == [Result.SENT, Result.RETRY]
    assert found[1].is_unknown
    assert (len(first.sent), len(second.sent)) == (2, 1)


def test_an_account_that_breaks_with_nothing_taken_is_the_channels_fault():
    channel, _, _ = a_pair(RuntimeError("broken"))
    with pytest.raises(RuntimeError, match="broken"):
        channel.send(messages())


def test_what_a_stand_in_cannot_say_waits_for_the_account_that_can():
    channel, _, _ = a_pair(AWAY, SENT, others=[Outcome(result=Result.FAILED, detail="no template")])
    (found,) = channel.send(messages())
    assert (found.result, found.detail) == (Result.RETRY, "sms-2: no template")
    channel, _, _ = a_pair(Outcome(result=Result.FAILED, detail="no such number"))
    assert channel.send(messages())[0].result is Result.FAILED


def test_a_slow_account_hands_nothing_over_once_the_round_is_over():
    wire, second = Wire([BUSY], name="sms"), Wire(name="sms-2")
    channel = FailoverChannel("sms", [wire, second], status=CapStatus.ACTUAL, timer=Ticking(wire, 60.0))
    assert channel.send(messages())[0].result is Result.RETRY
    assert second.sent == []
    channel.send(messages(now=after(seconds=1)))
    assert len(second.sent) == 1, "the next round begins with the account that is not passed by"


def test_two_accounts_of_one_name_are_refused():
    with pytest.raises(ChannelError, match="two accounts are called 'sms'"):
        FailoverChannel("sms", [Wire(name="sms"), Wire(name="sms")], status=CapStatus.ACTUAL)
