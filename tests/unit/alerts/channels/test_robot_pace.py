from __future__ import annotations

from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from alerts.channels.robot_pace import PER_MINUTE, RobotPace
from alerts.pacing import is_part
from store.memory import MemoryStore
from tests.builders import NOW

MINUTE = timedelta(minutes=1)


@given(st.lists(st.tuples(st.integers(0, 20_000), st.booleans()), max_size=200))
def test_no_minute_has_more_than_the_provider_takes_however_often_the_dispatcher_is_restarted(steps):
    store = MemoryStore()
    pace, now, said = RobotPace("wecom", store=store), NOW, []
    for millis, is_restarted in steps:
        now += timedelta(milliseconds=millis)
        if is_restarted:
            pace = RobotPace("wecom", store=store)
        if pace.wait("duty", now=now) is None:
            said.append(now)
    store.close()
    assert all(sum(begin <= each <= begin + MINUTE for each in said) <= PER_MINUTE for begin in said)


def test_what_must_wait_may_be_said_when_it_was_told_to_come_again():
    pace = RobotPace("feishu")
    waits = [pace.wait("duty", now=NOW) for _ in range(PER_MINUTE)]
    assert waits.count(None) == PER_MINUTE // 2
    again = NOW + next(each for each in reversed(waits) if each is not None)
    assert pace.wait("duty", now=again) is None


def test_robots_do_not_wait_for_each_other_and_are_no_channels():
    store = MemoryStore()
    pace = RobotPace("wecom", store=store)
    for _ in range(PER_MINUTE):
        pace.wait("duty", now=NOW)
    assert pace.wait("county", now=NOW) is None
    assert all(is_part(gate.name) for gate in store.gates())
    store.close()
