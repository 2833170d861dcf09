"""Ladders that change while they are raised; what all kinds have in common is in tests/unit/rules/test_migration.py."""

from __future__ import annotations

from datetime import timedelta

from rules.compiler import compile_rules
from rules.engine import evaluate, initial, migrate
from rules.rule import Direction
from rules.threshold.ladder import Pace, Steps
from rules.transition import Reason
from sensing.level import Level
from tests.unit.rules.builders import a_registry, a_rule, a_threshold, readings

TEN = timedelta(minutes=10)
SEASON = {"1": Steps(levels={Level.BLUE: 1.0})}


def migrated(before, after, *rows):
    old = compile_rules([a_rule(before)], registry=a_registry())
    state, _ = evaluate(old, initial(old), readings(rows))
    new = compile_rules([a_rule(after, version=2)], registry=a_registry())
    state, said = migrate(old, state, new)
    return new, state, said


def test_timers_go_on_under_the_same_ladder_of_the_year():
    when = a_threshold(levels={Level.BLUE: 2.0}, months=SEASON, hold=TEN)
    program, state, _ = migrated(when, when, (0, 3))
    _, said = evaluate(program, state, readings([(10, 3)]))
    assert [each.reason for each in said] == [Reason.HELD]


def test_timers_begin_again_when_a_month_has_other_numbers():
    when = a_threshold(levels={Level.BLUE: 2.0}, months=SEASON, hold=TEN)
    other = a_threshold(levels={Level.BLUE: 2.0}, months={"1": Steps(levels={Level.BLUE: 1.5})}, hold=TEN)
    for before, after in ((when, other), (when, a_threshold(levels={Level.BLUE: 1.0}, hold=TEN))):
        program, state, _ = migrated(before, after, (0, 3))
        _, said = evaluate(program, state, readings([(10, 3)]))
        assert said == []


def test_timers_begin_again_when_a_level_has_another_pace():
    when = a_threshold(levels={Level.BLUE: 2.0}, hold=TEN)
    same = a_threshold(levels={Level.BLUE: 2.0}, hold=TEN, paces={Level.BLUE: Pace(hold=TEN)})
    program, state, _ = migrated(when, same, (0, 3))
    _, said = evaluate(program, state, readings([(10, 3)]))
    assert [each.reason for each in said] == [Reason.HELD]
    slow = a_threshold(levels={Level.BLUE: 2.0}, hold=TEN, paces={Level.BLUE: Pace(hold=2 * TEN)})
    program, state, _ = migrated(when, slow, (0, 3))
    assert evaluate(program, state, readings([(10, 3)]))[1] == []


def test_a_ladder_turned_round_ends_what_it_had_raised():
    when = a_threshold(levels={Level.BLUE: 2.0})
    _, _, said = migrated(when, a_threshold(levels={Level.BLUE: 2.0}, direction=Direction.BELOW), (0, 3))
    assert [each.reason for each in said] == [Reason.RULE_CHANGED]


HIGH = a_threshold(levels={Level.BLUE: 40.5, Level.YELLOW: 41.5})


def levels_of(said):
    return [(each.before.key, each.after.key, each.reason) for each in said]


def test_a_level_that_is_called_otherwise_now_goes_on_under_its_new_name():
    """An all-clear until the next reading would be a false one, and for ever where the gauge is gone by then."""
    renamed = a_threshold(levels={Level.BLUE: 40.5, Level.ORANGE: 41.5}, clear_by=0.3)
    program, state, said = migrated(HIGH, renamed, (0, 42))
    assert levels_of(said) == [("yellow", "orange", Reason.RULE_CHANGED)]
    assert evaluate(program, state, readings([(5, 41.3)]))[1] == []
    _, said = evaluate(program, state, readings([(10, 41.1)]))
    assert levels_of(said) == [("orange", "blue", Reason.RECEDED)]


def test_a_danger_beyond_every_level_that_is_left_stays_raised_at_the_highest_of_them():
    _, _, said = migrated(HIGH, a_threshold(levels={Level.RED: 41.0}, hold=TEN), (0, 42))
    assert levels_of(said) == [("yellow", "red", Reason.RULE_CHANGED)]
    _, _, said = migrated(HIGH, a_threshold(levels={Level.BLUE: 41.0}), (0, 42))
    assert levels_of(said) == [("yellow", "blue", Reason.RULE_CHANGED)]


def test_a_level_above_what_was_reached_waits_for_a_reading_that_shows_it():
    program, state, said = migrated(HIGH, a_threshold(levels={Level.RED: 41.8}), (0, 42))
    assert levels_of(said) == [("yellow", "none", Reason.RULE_CHANGED)]
    _, said = evaluate(program, state, readings([(5, 42)]))
    assert levels_of(said) == [("none", "red", Reason.EXCEEDED)]


def test_a_low_that_is_called_otherwise_goes_on_too():
    low = {"direction": Direction.BELOW}
    before = a_threshold(levels={Level.BLUE: 5.0, Level.YELLOW: 4.0}, **low)
    after = a_threshold(levels={Level.ORANGE: 4.5, Level.RED: 3.9}, **low)
    assert levels_of(migrated(before, after, (0, 3.5))[2]) == [("yellow", "orange", Reason.RULE_CHANGED)]


def test_the_month_decides_what_goes_on_under_another_name():
    spring = {"1": Steps(levels={Level.YELLOW: 41.5}), "2-12": Steps(levels={Level.YELLOW: 30.0})}
    year = {"1": Steps(levels={Level.RED: 43.0}), "2-12": Steps(levels={Level.RED: 29.0})}
    before, after = (a_threshold(levels={}, months=months) for months in (spring, year))
    assert levels_of(migrated(before, after, (0, 42))[2]) == [("yellow", "none", Reason.RULE_CHANGED)]


def test_a_fall_that_was_not_believed_is_not_believed_under_another_name():
    torn = {"clear_for": TEN, "clear_fastest": 1.0}
    before = a_threshold(levels={Level.YELLOW: 41.5}, **torn)
    after = a_threshold(levels={Level.ORANGE: 41.5}, **torn)
    program, state, said = migrated(before, after, (0, 42), (5, 0.1))
    assert levels_of(said) == [("yellow", "orange", Reason.RULE_CHANGED)]
    assert evaluate(program, state, readings([(minute, 0.1) for minute in (10, 30, 60)]))[1] == []
