from __future__ import annotations

from datetime import timedelta

from tests.unit.rules.fence.thing.worlds import INSIDE, OUTSIDE, Watch, a_person


def test_who_leaves_while_another_enters_ends_nothing():
    watch = Watch("inside")
    watch.walk((0, INSIDE))
    assert watch.see(a_person(5, place=OUTSIDE), a_person(5, "p2")) == []
    assert watch.tick(35) == [(35, "clear", "not_seen_again")]


def test_what_happens_as_the_one_before_lapses_prolongs_it():
    watch = Watch("enter")
    watch.walk((0, OUTSIDE), (1, INSIDE))
    assert watch.walk((0, OUTSIDE), (11, INSIDE), id="p2") == []
    assert watch.tick(21) == [(21, "clear", "lapsed")]


def test_what_is_to_stand_for_no_time_is_over_at_once():
    watch = Watch("enter", clear_for=timedelta(0))
    assert watch.walk((0, OUTSIDE), (1, INSIDE)) == [(1, "raise", "entered"), (1, "clear", "lapsed")]
