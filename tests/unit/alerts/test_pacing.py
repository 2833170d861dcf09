from __future__ import annotations

from datetime import UTC, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alerts.delivery import Purpose
from alerts.outgoing import Outgoing
from alerts.pacing import Gate, Pace, Quiet, allowance, must_go, next_day, opened, quiet_until, spent
from alerts.warning import MessageType
from sensing.level import Level
from tests.builders import NOW, a_delivery, a_warning, after

NIGHT = Pace(quiet=Quiet(begin=time(22), end=time(6, 30)))
NOON_BREAK = Pace(quiet=Quiet(begin=time(12), end=time(14)))


def beijing(hour, minute=0):
    return datetime(2026, 7, 19, tzinfo=UTC) + timedelta(hours=hour - 8, minutes=minute)


def a_message(level=Level.BLUE, *, purpose=Purpose.WARNING, **changes):
    warning = a_warning(level, **changes)
    return Outgoing(delivery=a_delivery(warning, purpose=purpose), warning=warning, status=warning.status, now=NOW)


def test_a_rested_channel_takes_its_burst_and_then_its_rate():
    pace = Pace(rate=10, burst=30)
    gate = opened(Gate(name="sms"), pace, now=NOW)
    assert allowance(gate, pace, wanted=1000) == 30
    gate = spent(gate, pace, messages=30)
    assert allowance(gate, pace, wanted=1000) == 0
    assert allowance(opened(gate, pace, now=after(seconds=0.5)), pace, wanted=1000) == 5
    assert allowance(opened(gate, pace, now=after(hours=1)), pace, wanted=1000) == 30


def test_messages_of_many_parts_are_paid_for_afterwards():
    pace = Pace(rate=10)
    gate = spent(opened(Gate(name="sms"), pace, now=NOW), pace, messages=25)
    assert gate.tokens == -15
    assert allowance(opened(gate, pace, now=after(seconds=1.5)), pace, wanted=9) == 0
    assert allowance(opened(gate, pace, now=after(seconds=1.7)), pace, wanted=9) == 2


def test_without_a_rate_everything_may_leave():
    assert allowance(opened(Gate(name="sms"), Pace(), now=NOW), Pace(), wanted=1000) == 1000


def test_a_clock_set_back_brings_no_tokens():
    pace = Pace(rate=10)
    gate = spent(opened(Gate(name="sms"), pace, now=NOW), pace, messages=10)
    assert opened(gate, pace, now=after(hours=-1)).tokens == 0


@given(st.lists(st.tuples(st.floats(0, 5), st.integers(0, 50)), max_size=50))
def test_no_more_leaves_than_the_rate_and_one_burst_allow(steps):
    pace, gate, now, left = Pace(rate=7, burst=20), Gate(name="sms"), NOW, 0
    for seconds, wanted in steps:
        now += timedelta(seconds=seconds)
        gate = opened(gate, pace, now=now)
        taken = allowance(gate, pace, wanted=wanted)
        gate, left = spent(gate, pace, messages=taken), left + taken
    assert left <= 20 + 7 * (now - NOW).total_seconds() + 1e-6


def test_a_day_begins_in_beijing_with_a_fresh_count():
    pace = Pace(per_day=100)
    gate = spent(opened(Gate(name="sms"), pace, now=beijing(23)), pace, messages=80)
    assert opened(gate, pace, now=beijing(23, 59)).used == 80
    assert opened(gate, pace, now=beijing(24)).used == 0
    assert next_day(beijing(23)) == beijing(24)


@pytest.mark.parametrize(
    ("pace", "now", "end"),
    [
        (NIGHT, beijing(21, 59), None),
        (NIGHT, beijing(22), beijing(30, 30)),
        (NIGHT, beijing(25), beijing(30, 30)),
        (NIGHT, beijing(30, 30), None),
        (NOON_BREAK, beijing(12), beijing(14)),
        (NOON_BREAK, beijing(14), None),
        (NOON_BREAK, beijing(11, 59), None),
        (Pace(), beijing(23), None),
        (Pace(quiet=Quiet(begin=time(5), end=time(5))), beijing(5), None),
    ],
)
def test_quiet_hours_end_in_the_morning(pace, now, end):
    assert quiet_until(pace, now=now) == end


def test_orange_red_and_every_cancel_go_at_any_hour():
    assert [must_go(a_message(level)) for level in (Level.BLUE, Level.YELLOW, Level.ORANGE, Level.RED)] == [
        False, False, True, True,
    ]  # fmt: skip
    assert must_go(a_message(message_type=MessageType.CANCEL))
    assert not must_go(a_message(purpose=Purpose.ROLLCALL))


def test_two_dispatchers_whose_clocks_differ_do_not_fill_the_bucket_twice():
    pace = Pace(rate=10)
    gate = Gate(name="sms")
    left = 0
    for second in range(60):
        for skew in (0.0, 3.0):
            gate = opened(gate, pace, now=after(seconds=second + skew))
            allowed = allowance(gate, pace, wanted=1000)
            gate, left = spent(gate, pace, messages=allowed), left + allowed
    assert left <= 10 + 10 * 62


def test_a_clock_set_back_by_an_hour_stops_nothing():
    pace = Pace(rate=10)
    gate = spent(opened(Gate(name="sms"), pace, now=after(hours=1)), pace, messages=10)
    gate = opened(gate, pace, now=NOW)
    assert allowance(opened(gate, pace, now=after(seconds=1)), pace, wanted=1000) == 10
