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
