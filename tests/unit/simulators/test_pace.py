from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from simulators.pace import Pace

intervals = st.lists(st.floats(0.5, 60), min_size=1, max_size=20)


@given(every=intervals, cuts=st.lists(st.floats(0, 200), max_size=10))
def test_turns_do_not_depend_on_how_often_one_looks(every: list[float], cuts: list[float]):
    whole = Pace(every).due(200)
    pace, found = Pace(every), []
    for cut in [*sorted(cuts), 200]:
        found += pace.due(cut)
    assert found == whole


@given(every=intervals)
def test_every_station_reports_once_an_interval_from_the_first_interval_on(every: list[float]):
    turns = Pace(every).due(300)
    assert [turn.due_s for turn in turns] == sorted(turn.due_s for turn in turns)
    for index, interval in enumerate(every):
        own = [turn for turn in turns if turn.index == index]
        assert own[0].due_s < interval
        assert [turn.count for turn in own] == list(range(len(own)))
        assert abs(own[-1].due_s - (own[0].due_s + interval * (len(own) - 1))) < 1e-6


def test_turns_are_spread_over_the_interval():
    turns = Pace([5.0] * 100).due(4.999)
    assert len(turns) == 100
    gaps = [b.due_s - a.due_s for a, b in pairwise(turns)]
    assert max(gaps) < 0.15


def test_a_sleep_is_skipped_and_counted_and_the_count_of_turns_goes_on():
    pace = Pace([5.0, 7.0])
    pace.due(20)
    assert pace.skip(1000) == 195 + 140
    assert pace.next_due() >= 1000
    assert pace.due(1010)[0].count > 140


def test_nothing_is_skipped_when_nothing_is_late():
    pace = Pace([5.0])
    assert pace.skip(-3) == 0
    assert pace.next_due() == 0.0
