from __future__ import annotations

from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from reports.axis import TimeAxis, ValueAxis, nice
from tests.unit.reports.journals import at


@given(minutes=st.floats(0, 60 * 24 * 90))
def test_there_are_a_handful_of_ticks_whatever_the_span(minutes: float):
    axis = TimeAxis(start=at(0), end=at(0) + timedelta(minutes=minutes))
    ticks = list(axis.ticks())
    assert len(ticks) <= 10
    assert all(axis.left <= x <= axis.right for x, _ in ticks)


def test_ticks_are_told_in_beijing_time_with_the_day_where_it_changes():
    said = [text for _, text in TimeAxis(start=at(0), end=at(240)).ticks()]
    assert said[0] == "07-19 22:00"
    assert "07-20 00:00" in said
    assert said[-1] == "02:00"


def test_an_instant_outside_lies_at_the_edge():
    axis = TimeAxis(start=at(0), end=at(10))
    assert (axis.x(at(-5)), axis.x(at(99))) == (axis.left, axis.right)


@given(least=st.floats(-1e6, 1e6), span=st.floats(1e-3, 1e6))
def test_round_values_lie_between_the_two(least: float, span: float):
    found = nice(least, least + span)
    assert len(found) <= 7
    assert all(least - span * 1e-6 <= value <= least + span * 1.000001 for value in found)


def test_a_value_lies_higher_when_it_is_larger():
    axis = ValueAxis(least=40, most=44, top=10, bottom=110)
    assert (axis.y(40), axis.y(44)) == (110, 10)
    assert len(list(axis.drawn(left=0, right=10))) == 2 * len(nice(40, 44))
    assert nice(3, 3) == [3]
