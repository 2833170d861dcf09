from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
import shapely

from rules.compiler import compile_rules
from rules.engine import evaluate, initial, migrate, tick
from rules.fence.condition import Way
from rules.transition import Reason
from sensing.instant import Micros, to_micros
from tests.unit.rules.builders import MINUTE, a_rule, an_inside, readings
from tests.unit.rules.fence.worlds import BOATS, a_fence, fenced

OUT, IN, FAR = (-1.0, 1.0), (1.0, 1.0), (9.0, 1.0)


def said_of(transitions):
    return [(to_micros(each.at) / MINUTE, each.change.value, each.reason.value) for each in transitions]


class Ship:
    """A ship whose rule and fences change on its way."""

    def __init__(self, when, *fences, **fields):
        self.rule = a_rule(when, **fields)
        self.program = compile_rules([self.rule], registry=BOATS, fences=fences or [a_fence()])
        self.state = initial(self.program)

    def go(self, minute, place, **columns):
        batch = readings([(minute, 1.0)], lon=place[0], lat=place[1], **columns)
        self.state, said = evaluate(self.program, self.state, batch)
        return said_of(said)

    def wait(self, minute):
        self.state, said, _ = tick(self.program, self.state, now=Micros(minute * MINUTE))
        return said_of(said)

    def change(self, when=None, *fences):
        """Go over to another condition, or other fences; return (change, reason)."""
        rule = replace(self.rule, version=2, when=when or self.rule.when)
        program = compile_rules([rule], registry=BOATS, fences=fences or [a_fence()], known_fences=None)
        self.state, said = migrate(self.program, self.state, program)
        self.program, self.rule = program, rule
        return [each[1:] for each in said_of(said)]


@pytest.mark.parametrize("on", ["inside", "dwell", "enter"])
def test_another_version_about_the_same_goes_on(on):
    ship = Ship(fenced(on))
    ship.go(0, OUT)
    ship.go(1, IN)
    ship.wait(6)
    assert ship.change() == []
    assert ship.go(7, OUT) == ([(7, "clear", "left")] if on != "enter" else [])
    assert ship.wait(20) == ([(11, "clear", "lapsed")] if on == "enter" else [])


def test_the_short_form_and_the_full_one_are_the_same_rule():
    ship = Ship(an_inside())
    ship.go(0, IN)
    assert ship.change(fenced("inside")) == []
    assert ship.go(1, OUT) == [(1, "clear", "left")]


def test_dwelling_goes_on_and_ends_by_the_new_time():
    ship = Ship(fenced("dwell", dwell=timedelta(minutes=10)))
    ship.go(0, IN)
    assert ship.change(fenced("dwell", dwell=timedelta(minutes=12))) == []
    assert ship.wait(11) == []
    assert ship.wait(12) == [(12, "raise", "dwelt")]


def test_who_dwells_already_stays_raised_under_a_longer_time():
    ship = Ship(fenced("dwell"))
    ship.go(0, IN)
    ship.wait(5)
    assert ship.change(fenced("dwell", dwell=timedelta(hours=1))) == []
    assert ship.go(6, IN) == []
    assert ship.go(7, OUT) == [(7, "clear", "left")]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (fenced("inside"), fenced("outside")),
        (fenced("inside"), fenced("inside", "plant", "yard")),
        (fenced("enter"), fenced("exit")),
    ],
)
def test_a_rule_that_asks_something_else_clears_what_it_raised_and_begins_anew(before, after):
    yard = a_fence("yard", shapely.box(8, 0, 12, 2))
    ship = Ship(before, a_fence(), yard)
    ship.go(0, OUT)
    ship.go(1, IN)
    assert ship.change(after, a_fence(), yard) == [("clear", "rule_changed")]


def test_another_side_of_a_line_is_another_question():
    line = shapely.LineString([(0, -5), (0, 5)])
    dyke = a_fence(geometry=line.buffer(0.1), line=line)
    ship = Ship(fenced("cross", direction=Way.RIGHT), dyke)
    ship.go(0, OUT)
    ship.go(1, IN)
    assert ship.change(fenced("cross", direction=Way.LEFT), dyke) == [("clear", "rule_changed")]
    assert ship.go(2, OUT) == []


def test_another_level_is_told():
    ship = Ship(fenced("inside"))
    ship.go(0, IN)
    assert ship.change(replace(fenced("inside"), level=1)) == [("lower", "rule_changed")]


def test_a_fence_of_another_shape_decides_by_the_next_position():
    ship = Ship(fenced("inside"))
    ship.go(0, IN)
    assert ship.change(None, a_fence(geometry=shapely.box(5, 0, 9, 2))) == []
    assert ship.go(1, IN) == [(1, "clear", "left")]


@pytest.mark.parametrize(("on", "change"), [("inside", "clear"), ("exit", "raise"), ("outside", "raise")])
def test_a_fence_that_somebody_ends_does_not_keep_who_is_silent(on, change):
    ship = Ship(fenced(on))
    ship.go(0, IN)
    ship.wait(10)
    assert ship.change(None, a_fence(end=10)) == [(change, "rule_changed")]


@pytest.mark.parametrize(("on", "change"), [("inside", "raise"), ("enter", "raise"), ("outside", "clear")])
def test_a_fence_that_is_made_to_hold_holds_who_is_there(on, change):
    ship = Ship(fenced(on), a_fence(start=100))
    ship.go(0, IN)
    ship.go(3, IN)
    assert ship.change(None, a_fence(start=2)) == [(change, "rule_changed")]


def test_a_fence_that_is_to_end_later_ends_later():
    ship = Ship(fenced("inside"), a_fence(end=5))
    ship.go(0, IN)
    assert ship.change(None, a_fence(end=9)) == []
    assert ship.wait(8) == []
    assert ship.wait(9) == [(9, "clear", "fence_expired")]


def test_what_stands_for_its_time_stands_for_it_under_the_new_fence():
    ship = Ship(fenced("enter"))
    ship.go(0, OUT)
    ship.go(1, IN)
    assert ship.change(None, a_fence(end=8)) == []
    assert ship.wait(20) == [(11, "clear", "lapsed")]


def test_a_late_position_finds_its_place_after_a_reload():
    ship = Ship(fenced("enter"))
    ship.go(0, OUT)
    ship.go(2, OUT)
    assert ship.change() == []
    late = ship.go(1, IN, result_time=[3])
    assert late == [(1, "raise", "entered")]


def test_where_the_fence_changed_what_was_before_is_not_judged_anew():
    ship = Ship(fenced("enter"))
    ship.go(0, OUT)
    ship.go(2, OUT)
    ship.change(None, a_fence(geometry=shapely.box(0, 0, 3, 3)))
    assert ship.go(1, IN, result_time=[3]) == []


def test_a_reload_in_the_midst_of_late_positions_takes_nothing_back():
    ship = Ship(fenced("dwell"))
    ship.go(0, IN)
    ship.wait(5)
    ship.change()
    # It was out for a moment: so it has not dwelt.
    late = readings([(3, 1.0)], lon=-1.0, lat=1.0, result_time=[6])
    ship.state, said = evaluate(ship.program, ship.state, late)
    assert [(each.change.value, each.reason) for each in said] == [("clear", Reason.LATE_READING)]
