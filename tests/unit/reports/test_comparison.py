from __future__ import annotations

from reports.case import facts_of
from reports.comparison import compared
from tests.unit.reports.journals import a_drill, a_flood, a_whole_drill, at, chained
from tests.unit.reports.test_figures import FACTS

#: The same drill with the last answers, the tasks' ends and what followed left out.
SHORTER = facts_of(a_whole_drill()[:30], now=at(400))


def test_two_runs_alike_differ_in_nothing():
    comparison = compared(FACTS, FACTS)
    assert {each.change for each in comparison.differences} == {0}
    assert {each.verdict for each in comparison.differences} == {0}
    assert (comparison.is_same_drill, comparison.is_same_seed) == (True, True)


def test_a_difference_is_better_or_worse_by_what_the_figure_means():
    found = {each.now.key: each for each in compared(FACTS, SHORTER).differences}
    assert found["places_in_time"].verdict == 1
    assert found["places_never"].verdict == 1
    back = {each.now.key: each for each in compared(SHORTER, FACTS).differences}
    assert all(back[key].verdict == -each.verdict for key, each in found.items() if key in back)


def test_what_one_of_the_two_does_not_know_is_not_a_change():
    real = facts_of(chained(a_flood()), now=at(400))
    found = {each.now.key: each for each in compared(FACTS, real).differences}
    assert (found["dangers"].change, found["dangers"].verdict) == (None, 0)


def test_another_drill_and_another_seed_are_said():
    one, other = (facts_of(chained([a_drill(**more)]), now=at(1)) for more in ({"seed": 1}, {"drill": "x"}))
    assert not compared(one, other).is_same_drill
    assert not compared(one, facts_of(chained([a_drill()]), now=at(1))).is_same_seed
