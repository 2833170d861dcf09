"""Ladders after a restart; what all kinds have in common is in tests/unit/rules/test_recovery.py."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from rules.compiler import compile_rules
from rules.engine import evaluate, memory, recover
from rules.threshold.ladder import Pace, Steps
from sensing.instant import Micros, to_micros
from sensing.level import Level
from tests.unit.rules.builders import MINUTE, a_registry, a_rule, a_threshold, readings

KEY = ("stage", "XY-H03")
JUNE = to_micros(datetime(2026, 5, 31, 16, tzinfo=UTC)) // MINUTE


def recovered(when, *rows, level=Level.RED):
    program = compile_rules([a_rule(when)], registry=a_registry())
    now = Micros(rows[-1][0] * MINUTE)
    state, said = recover(program, levels={KEY: level}, tail=readings(rows), now=now)
    return program, state, [each.after for each in said]


def test_each_level_is_held_up_by_its_own_clear_level():
    paces = {Level.RED: Pace(clear_by=2.0)}
    when = a_threshold(levels={Level.BLUE: 3.0, Level.RED: 5.0}, paces=paces)
    assert recovered(when, (0, 3.5))[2] == []
    assert recovered(when, (0, 3.0))[2] == [Level.NONE]


def test_a_raised_level_is_held_up_by_the_ladder_of_the_month_of_each_reading():
    when = a_threshold(levels={Level.RED: 5.0}, months={"6": Steps(levels={Level.RED: 3.0})})
    assert recovered(when, (JUNE - 1, 4))[2] == [Level.NONE]
    assert recovered(when, (JUNE, 4))[2] == []


def test_the_memory_reaches_back_as_far_as_the_slowest_level_of_any_month():
    slow = Steps(levels={Level.RED: 3.0}, paces={Level.RED: Pace(clear_for=timedelta(hours=30))})
    when = a_threshold(levels={Level.RED: 5.0}, months={"6": slow})
    program = compile_rules([a_rule(when)], registry=a_registry())
    assert memory(program) >= timedelta(hours=30)


def test_the_next_reading_is_compared_with_the_last_one_before_the_restart():
    when = a_threshold(levels={Level.RED: 5.0}, clear_fastest=1.0)
    program, state, _ = recovered(when, (0, 6), (60, 5.5))
    _, said = evaluate(program, state, readings([(61, 1.0), (500, 1.0)]))
    assert said == []
