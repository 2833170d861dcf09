from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from structlog.testing import capture_logs

from alerts.approval import POLICY_ACTOR, Act
from alerts.delivery import DeliveryState, Purpose
from alerts.errors import ChannelError
from alerts.lane import FIRST_REST, LEASE
from alerts.outbox import Lease
from alerts.outgoing import Outcome, Result
from alerts.pacing import Pace, Quiet
from alerts.warning import CapStatus, MessageType, Stage, Step
from sensing.level import Level
from tests.builders import NOW, a_delivery, a_warning, after, an_incident
from tests.unit.alerts.room import Room

NIGHT = datetime(2026, 7, 19, 15, 0, tzinfo=UTC)
MORNING = datetime(2026, 7, 19, 22, 0, tzinfo=UTC)
AWAY = ChannelError("away")


def queue(room, *levels, count=1, **changes):
    warning = a_warning(levels[0] if levels else Level.BLUE, **changes)
    room.queue(warning, *(a_delivery(warning, recipient=f"c-{number}") for number in range(count)))
    return warning


def recipients(room):
    return [message.delivery.recipient for message in room.wire.sent]


def test_no_more_leaves_than_the_rate_allows_and_red_is_first():
    room = Room(pace=Pace(rate=2))
    queue(room, Level.BLUE, count=3)
    queue(room, Level.RED, count=3)
    for second in range(4):
        room.run(after(seconds=second))
    levels = [message.delivery.level for message in room.wire.sent]
    assert levels == [Level.RED] * 3 + [Level.BLUE] * 3


def test_a_restart_brings_no_second_burst():
    room = Room(pace=Pace(rate=2, burst=4))
    queue(room, count=10)
    room.run()
    room.restart()
    room.run()
    assert len(room.wire.sent) == 4


def test_quiet_hours_hold_what_can_wait_and_tell_it_once():
    room = Room(pace=Pace(quiet=Quiet(begin=time(22), end=time(6))))
    queue(room, Level.YELLOW)
    queue(room, Level.ORANGE)
    cancel = queue(room, Level.BLUE, message_type=MessageType.CANCEL)
    room.run(NIGHT)
    assert {message.delivery.level for message in room.wire.sent} == {Level.ORANGE, cancel.level}
    room.run(NIGHT.replace(minute=30))
    assert room.acts().count("held") == 1
    room.run(MORNING)
    assert [message.delivery.level for message in room.wire.sent][-1] is Level.YELLOW


def test_a_recipient_is_not_told_more_often_than_agreed_unless_it_is_grave():
    room = Room(pace=Pace(per_recipient=2))
    for _ in range(3):
        queue(room, Level.BLUE)
        room.run()
    assert [state for state, _ in room.states()].count(DeliveryState.FAILED) == 1
    queue(room, Level.RED)
    room.run()
    assert len(room.wire.sent) == 3


def test_a_day_has_so_many_messages_and_grave_ones_go_all_the_same():
    room = Room(pace=Pace(per_day=2))
    for level in (Level.BLUE, Level.BLUE, Level.BLUE, Level.RED):
        queue(room, level)
        room.run()
    assert [message.delivery.level for message in room.wire.sent] == [Level.BLUE, Level.BLUE, Level.RED]
    room.run(after(hours=3))
    assert len(room.wire.sent) == 4


def test_a_channel_that_is_away_rests_and_then_everything_leaves():
    room = Room(AWAY)
    queue(room, Level.RED, count=3)
    assert room.run() == 3
    queue(room, Level.RED, count=2)
    assert room.run(NOW + FIRST_REST / 2) == 0
    assert room.run(NOW + FIRST_REST) == 2
    room.run(after(seconds=15))
    assert len({message.delivery.id for message in room.wire.sent}) == 5
    assert {state for state, _ in room.states()} == {DeliveryState.SENT}


def test_a_stopped_channel_sends_nothing_and_keeps_everything():
    room = Room()
    queue(room, Level.RED)
    with room.store.begin() as tx:
        tx.save_gate(tx.gate("sms").__class__(name="sms", stopped=NOW, why="wrong sender"))
    assert room.run() == 0
    assert room.dispatcher.lanes[0].stopped == "wrong sender"


def test_after_an_hour_without_a_dispatcher_nothing_old_is_told_and_the_rest_by_level():
    room = Room()
    for level in (Level.BLUE, Level.ORANGE, Level.RED, Level.YELLOW):
        queue(room, level)
    queue(room, Level.RED, expires=after(minutes=59))
    room.run(after(hours=1))
    assert [message.delivery.level for message in room.wire.sent] == [
        Level.RED, Level.ORANGE, Level.YELLOW, Level.BLUE,
    ]  # fmt: skip
    assert (DeliveryState.DROPPED, "the warning is expired") in room.states()


def test_a_roll_call_of_red_goes_before_a_warning_of_blue():
    room = Room()
    queue(room, Level.BLUE)
    red = a_warning(Level.RED)
    room.queue(red, a_delivery(red, purpose=Purpose.ROLLCALL, body="收到请回复1", recipient="head"))
    room.run()
    assert recipients(room) == ["head", "c-0"]


def test_what_a_crash_left_on_the_way_is_sent_again_under_the_same_key_when_its_lease_is_over():
    room = Room()
    queue(room, Level.RED)
    keys = []

    def crash(messages):
        keys.extend(message.delivery.idempotency_key for message in messages)
        raise KeyboardInterrupt

    send, room.wire.send = room.wire.send, crash
    with pytest.raises(KeyboardInterrupt):
        room.run()
    room.restart()
    room.wire.send = send
    assert room.run(NOW + LEASE / 2) == 0
    assert room.run(NOW + LEASE) == 1
    assert [message.delivery.idempotency_key for message in room.wire.sent] == keys


@settings(max_examples=200, deadline=None)
@given(
    status=st.sampled_from(CapStatus),
    own=st.none() | st.sampled_from(CapStatus),
    carries=st.sampled_from(CapStatus),
    channel=st.sampled_from(["sms", "siren"]),
    purpose=st.sampled_from(Purpose),
    has_warning=st.booleans(),
    outcomes=st.lists(st.sampled_from([AWAY, Outcome(result=Result.RETRY), RuntimeError("fault")]), max_size=3),
    restarts=st.lists(st.booleans(), min_size=4, max_size=4),
)
def test_no_exercise_leaves_as_actual_and_no_actual_as_exercise(
    status, own, carries, channel, purpose, has_warning, outcomes, restarts
):
    room = Room(*outcomes, status=carries)
    warning = a_warning(status=status)
    has_warning = has_warning or purpose in {Purpose.WARNING, Purpose.ROLLCALL}
    delivery = a_delivery(warning, channel=channel, purpose=purpose, status=own, body="b")
    with room.store.begin() as tx:
        tx.save_warnings([warning])
        tx.save_deliveries([delivery if has_warning else replace(delivery, warning="")])
    for number, is_restarted in enumerate(restarts):
        if is_restarted:
            room.restart()
        with capture_logs():
            room.run(after(minutes=10 * number))
    meant = status if has_warning else own
    assert all(message.status is carries is meant for message in room.wire.sent)
    if meant is not carries or channel != "sms":
        assert room.wire.sent == []
        assert [state for state, _ in room.states()] == [DeliveryState.FAILED]


def test_nothing_is_claimed_while_a_session_is_known_to_be_down():
    room = Room()
    room.wire.abilities = replace(room.wire.abilities, has_session=True)
    room.wire.check = lambda: "not bound"
    queue(room, Level.RED)
    assert room.run() == 0
    assert room.states() == [(DeliveryState.QUEUED, "")]
    room.wire.check = lambda: ""
    assert room.run(after(seconds=1)) == 1


def test_a_lane_claims_about_as_much_as_its_channel_takes_in_two_seconds():
    room, clock = Room(), iter(range(0, 1000, 4))
    lane = room.dispatcher.lanes[0]
    lane._timer = lambda: float(next(clock))
    queue(room, Level.BLUE, count=400)
    assert [lane.run_once(after(seconds=second)) for second in range(3)] == [128, 64, 32]


def test_no_cancel_overtakes_what_it_takes_back():
    room = Room()
    alert = queue(room, Level.RED, count=2)
    with room.store.begin() as tx:
        tx.claim_deliveries(channel="sms", now=NOW, limit=1, lease=Lease(holder="other", until=after(seconds=30)))
        tx.save_warnings([replace(alert, stage=Stage.CANCELLED)])
    cancel = queue(room, Level.RED, count=2, message_type=MessageType.CANCEL, replaces=alert.id)
    room.run(after(seconds=1))
    assert [(message.warning.id, message.delivery.recipient) for message in room.wire.sent] == [(cancel.id, "c-1")]
    # Whoever had it died on the way: the original is dropped, and the Cancel goes, well within a minute.
    room.run(after(seconds=30))
    room.run(after(seconds=31))
    assert recipients(room) == ["c-1", "c-0"]
    assert {message.warning.id for message in room.wire.sent} == {cancel.id}


def test_a_cancel_of_an_update_waits_for_the_alert_before_it_too():
    room = Room()
    alert = queue(room, Level.RED)
    with room.store.begin() as tx:
        tx.claim_deliveries(channel="sms", now=NOW, limit=1, lease=Lease(holder="other", until=after(seconds=30)))
    update = a_warning(Level.RED, stage=Stage.CANCELLED, message_type=MessageType.UPDATE, replaces=alert.id)
    with room.store.begin() as tx:
        tx.save_warnings([update])
    queue(room, Level.RED, message_type=MessageType.CANCEL, replaces=update.id)
    assert room.run(after(seconds=1)) == 1
    assert room.wire.sent == []


def test_messages_that_bring_a_channel_down_one_by_one_hold_no_round_longer_than_its_lease():
    room = Room(*[RuntimeError("fault")] * 9)
    queue(room, Level.RED, count=5)
    room.run()
    lane = room.dispatcher.lanes[0]
    lane._timer = lambda: 5.0 * len(room.wire.sent)
    room.wire.sent.clear()
    room.run(after(seconds=60))
    assert len(room.wire.sent) == 2
    assert sum(delivery.attempts for delivery in room.store.deliveries()) == 5 + 2


@pytest.mark.parametrize(("level", "is_told"), [(Level.YELLOW, True), (Level.BLUE, False)])
def test_a_silenced_lead_holds_nothing_while_another_one_stands_as_high(level, is_told):
    room = Room()
    lead, other = an_incident(Level.YELLOW, silenced_by=("s-1",)), an_incident(level, target="other")
    steps = (Step(at=NOW, actor=POLICY_ACTOR, act=Act.ISSUED.value),)
    warning = a_warning(Level.YELLOW, incident=lead.id, steps=steps)
    with room.store.begin() as tx:
        tx.save_incidents([lead, other])
        tx.save_leads({lead.id: lead.id, other.id: lead.id})
    room.queue(warning)
    room.run()
    assert bool(room.wire.sent) is is_told


@pytest.mark.parametrize("is_muted", [True, False])
def test_what_a_policy_released_waits_while_the_one_that_it_speaks_of_is_silenced(is_muted):
    room = Room()
    lead = an_incident(Level.BLUE)
    other = an_incident(Level.YELLOW, target="other", silenced_by=("s-1",) if is_muted else ())
    steps = (Step(at=NOW, actor=POLICY_ACTOR, act=Act.ISSUED.value),)
    warning = a_warning(Level.YELLOW, incident=lead.id, incidents=(other.id, lead.id), steps=steps)
    with room.store.begin() as tx:
        tx.save_incidents([lead, other])
        tx.save_leads({lead.id: lead.id, other.id: lead.id})
    room.queue(warning)
    room.run()
    assert bool(room.wire.sent) is not is_muted
