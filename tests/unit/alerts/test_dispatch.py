from __future__ import annotations

from datetime import timedelta

import pytest
from structlog.testing import capture_logs

from alerts.delivery import DeliveryState
from alerts.dispatch import Dispatcher
from alerts.errors import ChannelError
from alerts.outgoing import Outcome, Receipt, Result
from alerts.settling import LONGEST_WAIT
from alerts.warning import CapStatus, Stage
from sensing.level import Level
from tests.builders import NOW, a_delivery, a_warning, after
from tests.unit.alerts.room import Room, Wire


def test_a_queued_message_is_sent_once_and_journalled():
    room = Room()
    room.queue(a_warning())
    assert room.run() == 1
    assert room.run(after(seconds=1)) == 0
    (delivery,) = room.store.deliveries()
    assert (delivery.state, delivery.attempts, delivery.detail) == (DeliveryState.SENT, 1, "7f")
    (row,) = room.store.journal()
    assert (row.entry.kind, row.entry.division) == ("delivery", "411528000000")
    assert (row.entry.data["act"], row.entry.data["actor"]) == ("sent", "channel:sms")
    assert row.entry.data["delivery"]["address"] == "138****0001"


@pytest.mark.parametrize(
    ("stage", "detail"),
    [
        (Stage.SUPERSEDED, "the warning is superseded"),
        (Stage.CANCELLED, "the warning is cancelled"),
        (Stage.EXPIRED, "the warning is expired"),
        (Stage.DRAFT, "the warning is not_issued"),
    ],
)
def test_what_may_no_longer_be_told_is_dropped_unsent(stage, detail):
    room = Room()
    room.queue(a_warning(stage=stage))
    assert room.run() == 1
    assert room.states() == [(DeliveryState.DROPPED, detail)]
    assert room.wire.sent == []
    assert room.acts() == ["dropped"]


def test_a_dispatcher_that_slept_for_a_day_plays_no_old_orders():
    room = Room()
    room.queue(a_warning())
    room.run(after(hours=24))
    assert room.states() == [(DeliveryState.DROPPED, "the warning is expired")]


@pytest.mark.parametrize("status", list(CapStatus))
@pytest.mark.parametrize("carries", list(CapStatus))
def test_no_exercise_leaves_as_actual_and_no_actual_as_exercise(status, carries):
    room = Room(status=carries)
    room.queue(a_warning(status=status))
    room.run()
    ((state, detail),) = room.states()
    if status is carries:
        assert state is DeliveryState.SENT
    else:
        assert room.wire.sent == []
        assert state is DeliveryState.FAILED
        assert detail == f"channel 'sms' carries {carries} only, the warning is {status}"


def test_red_goes_before_blue():
    room = Room()
    for level in (Level.BLUE, Level.RED, Level.YELLOW):
        room.queue(a_warning(level))
    room.run()
    assert [message.warning.level for message in room.wire.sent] == [Level.RED, Level.YELLOW, Level.BLUE]


def test_a_busy_gateway_is_left_alone_as_long_as_it_asks():
    busy = Outcome(result=Result.RETRY, detail="throttled", after=timedelta(seconds=9))
    room = Room(busy)
    room.queue(a_warning())
    room.run()
    assert room.states() == [(DeliveryState.QUEUED, "throttled")]
    assert room.run(after(seconds=8)) == 0
    assert room.run(after(seconds=9)) == 1
    assert room.states() == [(DeliveryState.SENT, "7f")]
    assert room.acts() == ["delayed", "sent"]


def test_a_delay_is_told_once_however_long_it_lasts():
    room = Room(*[ChannelError("the gateway is away")] * 5)
    room.queue(a_warning())
    now = NOW
    for _ in range(5):
        room.run(now)
        now += LONGEST_WAIT * 2
    assert room.acts() == ["delayed"]
    assert room.store.deliveries()[0].attempts == 5
    room.run(now)
    assert room.acts() == ["delayed", "sent"]


def test_a_final_refusal_fails_the_message():
    room = Room(Outcome(result=Result.FAILED, detail="bad number"))
    room.queue(a_warning())
    room.run()
    assert room.states() == [(DeliveryState.FAILED, "bad number")]
    assert room.run(after(hours=1)) == 0


def test_a_channel_that_says_never_fails_the_message():
    room = Room(ChannelError("too long", is_retryable=False))
    room.queue(a_warning())
    room.run()
    assert room.states() == [(DeliveryState.FAILED, "too long")]


def test_a_channel_that_is_not_set_up_is_an_error_that_is_seen():
    room = Room()
    warning = a_warning()
    room.queue(warning, a_delivery(warning, channel="siren"))
    room.run()
    assert room.states() == [(DeliveryState.FAILED, "no channel 'siren' is set up")]


def test_a_receipt_that_comes_later_settles_the_message():
    room = Room()
    room.queue(a_warning())
    room.run()
    room.wire.receipt = [Receipt(provider="sms", message="7f", state=DeliveryState.DELIVERED, detail="DELIVRD")]
    room.run(after(seconds=3))
    (arrived,) = room.store.deliveries()
    assert (arrived.state, arrived.changed, arrived.detail) == (DeliveryState.DELIVERED, after(seconds=3), "7f DELIVRD")
    assert room.acts() == ["sent", "delivered"]


def test_a_receipt_about_nothing_known_changes_nothing():
    room = Room()
    room.wire.receipt = [Receipt(provider="sms", message="gone", state=DeliveryState.DELIVERED, detail="")]
    assert room.run() == 0
    assert room.acts() == []


def test_a_crash_while_sending_leaves_the_message_queued():
    room = Room()
    room.queue(a_warning())

    def broken(messages):
        raise KeyboardInterrupt

    room.wire.send = broken
    with pytest.raises(KeyboardInterrupt):
        room.run()
    assert [state for state, _ in room.states()] == [DeliveryState.QUEUED]
    assert room.acts() == []
    room.restart()
    del room.wire.send
    assert room.run(after(seconds=29)) == 0
    assert room.run(after(seconds=30)) == 1
    assert room.acts() == ["sent"]


class Fragile(Wire):
    """A channel that submits in order and breaks on one recipient."""

    def __init__(self, poison):
        super().__init__()
        self.poison = poison
        self.submitted = []

    def send(self, messages):
        if any(message.delivery.recipient == self.poison for message in messages):
            raise RuntimeError("half a surrogate pair")
        self.submitted += [message.delivery.recipient for message in messages]
        return super().send(messages)


def a_fragile_room():
    room = Room()
    room.wire = Fragile("b")
    room.dispatcher = Dispatcher(store=room.store, channels={"sms": room.wire})
    warning = a_warning()
    room.queue(warning, *(a_delivery(warning, recipient=name) for name in "abc"))
    return room


def test_a_message_that_breaks_its_channel_waits_longer_and_longer_and_the_others_are_sent_once():
    room, now = a_fragile_room(), NOW
    waits = []
    with capture_logs() as logs:
        for _ in range(5):
            room.run(now)
            (poisoned,) = (each for each in room.store.deliveries() if each.recipient == "b")
            waits.append(poisoned.due - now)
            now += LONGEST_WAIT
    assert sorted(room.wire.submitted) == ["a", "c"]
    assert (poisoned.state, poisoned.attempts) == (DeliveryState.QUEUED, 5)
    assert poisoned.detail == "the channel failed (RuntimeError), the log says more"
    assert waits == sorted(waits)
    assert waits[-1] > 4 * waits[0]
    assert {(entry["event"], entry["channel"], entry["exc_info"]) for entry in logs} == {
        ("channel_failed", "sms", True)
    }
    assert [act for act in room.acts() if act != "unconfirmed"] == ["delayed"] * 3 + ["sent"] * 2


def test_the_outbox_goes_on_beside_a_message_that_breaks_its_channel():
    room = a_fragile_room()
    room.run()
    later = a_warning()
    room.queue(later, a_delivery(later, recipient="d"), a_delivery(later, recipient="e"))
    assert room.run(after(seconds=1)) == 2
    assert room.wire.submitted == ["d", "e"]


def test_a_channel_that_does_not_answer_for_every_message_has_failed():
    room = Room()
    room.wire.send = lambda messages: []
    room.queue(a_warning())
    room.run()
    assert room.states() == [(DeliveryState.QUEUED, "the channel failed (ValueError), the log says more")]


def test_receipts_that_cannot_be_had_hold_up_no_message():
    room = Room()
    room.queue(a_warning())

    def broken():
        raise RuntimeError("no")

    room.wire.receipts = broken
    assert room.run() == 1
    assert [state for state, _ in room.states()] == [DeliveryState.SENT]
