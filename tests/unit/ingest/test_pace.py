from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.pace import FlushPolicy, ReconnectPolicy, next_wait, reconnect_wait

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
