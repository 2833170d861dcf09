from __future__ import annotations

from fenghuo.portion import (
    FIRST_READINGS,
    LEAST_READINGS,
    MOST_READINGS,
    READINGS_A_TRANSITION,
    TRANSITIONS_TOGETHER,
    next_most,
    weight,
)


def test_a_transaction_grows_while_commits_are_quick_and_shrinks_when_one_takes_long():
    goal = 0.1
    assert next_most(5000, count=5000, seconds=0.01, goal=goal) == 6250
    assert next_most(5000, count=100, seconds=0.01, goal=goal) == 5000, "it was not full"
    assert next_most(8000, count=8000, seconds=0.16, goal=goal) == 5000
    assert next_most(8000, count=8000, seconds=9.0, goal=goal) == 4000, "one slow commit is no measure"
    assert next_most(1100, count=1100, seconds=9.0, goal=goal) == LEAST_READINGS
    assert next_most(20_000, count=20_000, seconds=0.01, goal=goal) == MOST_READINGS


def test_a_transition_weighs_as_much_as_many_readings():
    assert weight(readings=500, transitions=0) == 500
    assert weight(readings=500, transitions=100) == 500 + 100 * READINGS_A_TRANSITION
    assert weight(readings=0, transitions=TRANSITIONS_TOGETHER) < FIRST_READINGS
