from __future__ import annotations

from datetime import timedelta

from rules.compiler import compile_rules
from rules.engine import evaluate, recover
from rules.transition import Change
from sensing.instant import Micros
from sensing.level import Level
from tests.unit.rules.builders import MINUTE, a_registry, a_rule, a_silence, a_threshold, readings

KEY = ("stage", "XY-H03")


def at(minute: float) -> Micros:
    return Micros(round(minute * MINUTE))


def recovered(rows, *, now, levels=None, rule=None):
    program = compile_rules([rule or a_rule()], registry=a_registry())
    state, news = recover(program, levels=levels or {}, tail=readings(rows), now=at(now))
    return program, state, news


def late(minute, value, *, arrival):
    return readings([(minute, value)], result_time=arrival)


def test_a_reading_older_than_the_newest_stored_one_finds_its_place_after_a_restart():
    program, state, _ = recovered([(0, 40), (28, 40), (29, 40)], now=30)
    _, said = evaluate(program, state, late(28.5, 44, arrival=30.1))
    assert [each.change for each in said] == [Change.RAISE, Change.CLEAR]


def test_what_was_told_before_the_restart_is_not_told_again_by_a_late_reading():
    program, state, news = recovered([(0, 40), (25, 44), (29, 44)], now=30, levels={KEY: Level.RED})
    assert news == []
    assert evaluate(program, state, late(27, 44, arrival=30.1))[1] == []


def test_a_level_that_only_people_remember_is_not_taken_back_by_a_late_reading():
    rule = a_rule(a_threshold(clear_by=0.5))
    program, state, news = recovered([(0, 43.2), (29, 43.2)], now=30, levels={KEY: Level.RED}, rule=rule)
    assert news == []
    assert evaluate(program, state, late(28, 43.1, arrival=30.1))[1] == []


def test_a_late_reading_ends_what_was_told_before_the_restart():
    rule = a_rule(a_threshold(hold=timedelta(minutes=10)))
    program, state, _ = recovered([(15, 44), (25, 44)], now=26, levels={KEY: Level.RED}, rule=rule)
    _, said = evaluate(program, state, late(20, 40, arrival=26.1))
    assert [(each.before, each.after) for each in said] == [(Level.RED, Level.NONE)]


def test_rules_that_judge_nothing_late_remember_nothing():
    _, state, _ = recovered([(0, 40)], now=1, rule=a_rule(a_silence(15)))
    assert state.history is None
