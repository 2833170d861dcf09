from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from alerts.approval import POLICY_ACTOR
from alerts.delivery import DeliveryState, Purpose
from alerts.outgoing import Outcome, Outgoing, Result
from alerts.settling import LONGEST_WAIT, MOST_ATTEMPTS, back_off, held_for, refused, settled
from alerts.warning import CapStatus, MessageType, Stage, Step
from tests.builders import NOW, a_delivery, a_warning, after, an_incident
from tests.unit.alerts.room import Wire

RETRY = Outcome(result=Result.RETRY, detail="busy")


def a_message(**changes):
    warning = a_warning()
    return Outgoing(delivery=a_delivery(warning, **changes), warning=warning, status=warning.status, now=NOW)


def issued_by(actor, **changes):
    return a_warning(steps=(Step(at=NOW, actor=actor, act="issued"),), **changes)


def test_waits_double_stay_bounded_and_spread():
    waits = [back_off("k", attempt) for attempt in range(1, 12)]
    assert timedelta(seconds=4) <= waits[0] <= timedelta(seconds=6)
    assert timedelta(seconds=8) <= waits[1] <= timedelta(seconds=12)
    assert all(wait <= LONGEST_WAIT * 1.2 for wait in waits)
    others = {back_off(str(n), 3) for n in range(20)}
    assert len(others) == 20


def test_a_message_that_nobody_takes_is_given_up_in_the_end():
    message = a_message(attempts=MOST_ATTEMPTS - 1)
    assert settled(message, RETRY).state is DeliveryState.DEAD
    assert settled(a_message(attempts=MOST_ATTEMPTS - 2), RETRY).state is DeliveryState.QUEUED


def test_a_channel_that_is_away_gives_no_message_up():
    after_all = settled(a_message(attempts=99), RETRY, is_away=True)
    assert (after_all.state, after_all.attempts) == (DeliveryState.QUEUED, 100)


def test_what_never_left_is_no_attempt():
    waits = settled(a_message(), Outcome(result=Result.RETRY, is_attempt=False, after=timedelta(seconds=1)))
    assert (waits.attempts, waits.due) == (0, after(seconds=1))


def test_what_was_sent_says_when_and_by_which_account():
    sent = settled(a_message(), Outcome(result=Result.SENT, provider="sms-2"))
    assert (sent.state, sent.sent, sent.provider) == (DeliveryState.SENT, NOW, "sms-2")


@pytest.mark.parametrize("muted", [{"silenced_by": ("s-1",)}, {"inhibited_by": ("i-1",)}])
def test_what_a_policy_released_waits_while_its_incident_is_muted(muted):
    incident = replace(an_incident(), **muted)
    assert held_for(issued_by(POLICY_ACTOR), incident)
    assert not held_for(issued_by("li"), incident), "a person saw the silence"
    assert not held_for(issued_by(POLICY_ACTOR, message_type=MessageType.CANCEL), incident)
    assert not held_for(issued_by(POLICY_ACTOR), an_incident())


def test_a_task_needs_no_warning_but_says_for_whom_it_is_meant():
    task = a_delivery(warning="", purpose=Purpose.TASK, body="关闸")
    task = replace(task, warning="")
    wire = Wire()
    refusal = refused(task, None, channel=wire, now=NOW)
    assert refusal is not None
    assert refusal.detail == "channel 'sms' carries Actual only, the message is of no status"
    assert refused(replace(task, status=CapStatus.ACTUAL), None, channel=wire, now=NOW) is None
    assert refused(replace(task, status=CapStatus.EXERCISE), None, channel=wire, now=NOW) is not None


@pytest.mark.parametrize("purpose", list(Purpose))
def test_whatever_belongs_to_a_warning_ends_with_it(purpose):
    over = a_warning(stage=Stage.CANCELLED)
    refusal = refused(a_delivery(over, purpose=purpose), over, channel=Wire(), now=NOW)
    assert refusal is not None
    assert refusal.state is DeliveryState.DROPPED


def test_what_was_not_tried_waits_as_long_as_its_channel_asks_says_why_and_is_never_given_up():
    waits = Outcome(result=Result.RETRY, detail="no screen is on", after=timedelta(seconds=5), is_attempt=False)
    after_it = settled(a_message(attempts=MOST_ATTEMPTS), waits)
    assert (after_it.state, after_it.attempts, after_it.detail) == (DeliveryState.QUEUED, MOST_ATTEMPTS, waits.detail)
    assert after_it.due == NOW + timedelta(seconds=5)
