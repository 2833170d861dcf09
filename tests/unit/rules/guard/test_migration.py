from __future__ import annotations

from dataclasses import replace

import pytest

from geo.river import Reach, River
from rules.engine import migrate
from rules.standing import standing
from sensing.level import Level
from tests.unit.rules.builders import a_rule, a_threshold
from tests.unit.rules.guard.plain import FREE, OTHER, STAGE, STEPS, Room, compiled

B = ("stage", "B")


@pytest.fixture
def held():
    room = Room()
    room.read(("A", 0, 2.5), ("B", 5, 2.5))
    room.read(("B", 20, 0.0))
    return room


def go_over(room, *rules, **fields):
    new = compiled(*rules, **fields)
    room.state, said = migrate(room.program, room.state, new)
    room.program = new
    return room.heard(said)


def test_what_is_held_stays_held(held):
    assert go_over(held, STAGE, OTHER) == []
    assert standing(held.program, held.state)[B] is Level.ORANGE
    assert held.read(("A", 50, 0.0))[1] == (50, "stage", "B", "none", "upstream_cleared")


def test_a_title_changes_nothing(held):
    assert go_over(held, replace(STAGE, title_en="Other")) == []
    assert held.state.guards.slots[0].held > 0


def test_who_asks_for_no_guard_any_more_steps_down(held):
    assert go_over(held, FREE) == [(20, "stage", "B", "none", "rule_changed")]


def test_a_river_that_is_gone_holds_nothing(held):
    river = River(id="huai", name="淮河", reaches=(Reach(upper="B", lower="C"),))
    assert go_over(held, STAGE, rivers=[river]) == [(20, "stage", "B", "none", "rule_changed")]


def test_a_ladder_without_the_level_goes_to_the_next_one(held):
    steps = {level: number for level, number in STEPS.items() if level is not Level.ORANGE}
    said = go_over(held, a_rule(a_threshold(levels=steps, clear_upstream=True)))
    assert (20, "stage", "B", "yellow", "rule_changed") in said


def test_who_begins_to_ask_for_it_is_held_from_then_on():
    room = Room(FREE)
    room.read(("A", 0, 2.5), ("B", 5, 2.5))
    assert go_over(room, STAGE) == []
    assert room.read(("B", 20, 0.0)) == []
    assert standing(room.program, room.state)[B] is Level.ORANGE


def test_a_late_reading_from_before_still_counts(held):
    go_over(held, STAGE, OTHER)
    held.read(("A", 4, 2.6, 21), ("B", 18, 3.5, 21))
    held.tick(22)
    assert standing(held.program, held.state)[B] is Level.ORANGE
    assert ("stage", "B", Level.RED) in {(each.rule, each.target, each.after) for each in held.all}
