from __future__ import annotations

from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from alerts.channels.drill import DrillChannel
from alerts.delivery import DeliveryState
from alerts.outgoing import Outgoing, Result
from alerts.warning import CapStatus
from tests.builders import NOW, a_delivery, a_warning


class Time:
    def __init__(self) -> None:
        self.at = NOW

    def __call__(self):
        return self.at


def a_message(status: CapStatus = CapStatus.EXERCISE, *, own: CapStatus | None = None) -> Outgoing:
    return Outgoing(delivery=a_delivery(status=own), warning=a_warning(status=status), status=status, now=NOW)


@given(st.sampled_from(CapStatus), st.sampled_from([None, *CapStatus]))
def test_only_an_exercise_is_taken_whatever_brought_it(status, own):
    told = []
    channel = DrillChannel("sms", clock=Time(), arrival=lambda _: timedelta(seconds=3), told=told.append)
    (outcome,) = channel.send([a_message(status, own=own)])
    is_exercise = status is CapStatus.EXERCISE and own in {None, CapStatus.EXERCISE}
    assert (outcome.result is Result.SENT) is is_exercise
    assert (len(told), len(channel.sent)) == ((1, 1) if is_exercise else (0, 0))


def test_a_receipt_comes_when_the_message_has_arrived_and_once():
    time = Time()
    channel = DrillChannel("sms", clock=time, arrival=lambda _: timedelta(seconds=3))
    (outcome,) = channel.send([a_message()])
    assert channel.receipts() == []
    assert channel.next_due == NOW + timedelta(seconds=3)
    time.at = NOW + timedelta(seconds=3)
    assert channel.has_news
    (receipt,) = channel.receipts()
    assert ((receipt.message,), receipt.state) == (outcome.messages, DeliveryState.DELIVERED)
    assert channel.receipts() == []
    assert channel.next_due is None


def test_what_never_arrives_is_sent_and_told_to_nobody():
    told = []
    channel = DrillChannel("sms", clock=Time(), arrival=lambda _: None, told=told.append)
    (outcome,) = channel.send([a_message()])
    assert (outcome.result, told, channel.next_due) == (Result.SENT, [], None)


def test_what_somebody_types_is_received_once():
    channel = DrillChannel("sms", clock=Time(), arrival=lambda _: None)
    channel.type(address="+8616000000001", text="2 53人")
    (typed,) = channel.received()
    assert (typed.channel, typed.address, typed.text, typed.at) == ("sms", "+8616000000001", "2 53人", NOW)
    assert channel.received() == []
    assert channel.check() == ""
