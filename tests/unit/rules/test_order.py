from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from rules.order import outdates, true_at
from tests.unit.rules.builders import MINUTE, readings


def one(minute, arrival):
    return readings([(minute, 1.0)], result_time=[arrival])


@given(minute=st.integers(-1000, 1000), way=st.integers(0, 1000))
def test_a_reading_of_a_right_clock_counts_by_its_own_time_alone(minute, way):
    batch = one(minute, minute + way)
    assert true_at(batch).tolist() == outdates(batch).tolist() == [minute * MINUTE]


def test_a_reading_from_the_future_is_true_when_it_arrives():
    assert true_at(one(14, 10)).tolist() == [10 * MINUTE]


def test_a_reading_from_the_future_outdates_less_the_further_it_is_ahead():
    assert outdates(one(14, 10)).tolist() == [6 * MINUTE]
    assert outdates(one(11, 10)).tolist() == [9 * MINUTE]
