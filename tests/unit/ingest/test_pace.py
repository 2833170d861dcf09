from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.pace import STREAM_RATE, Flow, FlushPolicy, ReconnectPolicy, next_wait, reconnect_wait

POLICY = FlushPolicy()


def test_a_quiet_intake_waits_no_longer_than_five_milliseconds():
    assert next_wait(POLICY, wait=POLICY.quiet, count=1) == POLICY.quiet <= 0.005


def test_a_busy_intake_gathers_longer_and_a_quiet_one_shorter_again():
    wait = POLICY.quiet
    for _ in range(10):
        wait = next_wait(POLICY, wait=wait, count=POLICY.many)
    assert wait == POLICY.busy
    for _ in range(10):
        wait = next_wait(POLICY, wait=wait, count=POLICY.many - 1)
    assert wait == POLICY.quiet


@given(st.lists(st.integers(1, 10_000)))
def test_the_wait_never_leaves_its_bounds(counts: list[int]):
    wait = POLICY.quiet
    for count in counts:
        wait = next_wait(POLICY, wait=wait, count=count)
        assert POLICY.quiet <= wait <= POLICY.busy


@pytest.mark.parametrize(("attempt", "longest"), [(0, 0.2), (1, 0.4), (4, 3.2), (5, 5.0), (10_000, 5.0)])
def test_each_failure_doubles_the_wait_up_to_a_bound(attempt: int, longest: float):
    policy = ReconnectPolicy(first=0.2, longest=5.0)
    assert reconnect_wait(policy, attempt=attempt, spread=1.0) == pytest.approx(longest)
    assert reconnect_wait(policy, attempt=attempt, spread=0.0) == pytest.approx(longest / 2)


def a_flow(rate: float, *, every: int = 1_000, seconds: float = 1.0, start: int = 10**15) -> Flow:
    flow, told = Flow(), 0
    for passed in range(0, int(seconds * 1e6), every):
        due = int(rate * passed / 1e6)
        flow.note(due - told, now=start + passed)
        told = due
    return flow


def test_messages_at_a_high_rate_are_a_stream_and_at_a_low_one_are_none():
    assert a_flow(2 * STREAM_RATE).is_stream
    assert not a_flow(STREAM_RATE / 2).is_stream


def test_a_clump_in_quiet_is_no_stream():
    flow = a_flow(100, start=0)
    flow.note(40, now=1_010_000)
    flow.note(0, now=1_030_000)
    assert not flow.is_stream


def test_a_stream_ends_when_it_thins_out_and_survives_a_stepped_clock():
    flow = a_flow(2 * STREAM_RATE, start=10**15)
    flow.note(1, now=10**15 + 5_000_000)
    assert not flow.is_stream
    flow.note(1, now=10**14)
    assert not flow.is_stream
