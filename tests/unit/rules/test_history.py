from __future__ import annotations

from datetime import timedelta
from unittest import mock

import pytest

from rules import history as module
from rules.compiler import compile_rules
from rules.engine import evaluate, initial, tick
from rules.history import longest_lateness
from rules.state import shift_clock
from sensing.instant import Micros
from tests.unit.rules.builders import MINUTE, a_registry, a_rule, a_silence, readings


def a_program(**fields):
    return compile_rules([a_rule(**fields)], registry=a_registry())


def fed(program, minutes):
    state = initial(program)
    for minute in minutes:
        state, _ = evaluate(program, state, readings([(minute, 40)]))
    return state


def test_silence_asks_for_no_history():
    rules = [a_rule(a_silence(15), id="lost"), a_rule(lateness=timedelta(minutes=3))]
    assert longest_lateness(compile_rules(rules, registry=a_registry())) == 3 * MINUTE
    assert longest_lateness(compile_rules(rules[:1], registry=a_registry())) == 0


def test_only_what_is_behind_the_front_waits():
    state = fed(a_program(), [0, 5])
    timely = state.history.split(readings([(5, 41), (4, 41), (6, 41)]), clock=state.clock)
    assert timely.phenomenon_time.tolist() == [6 * MINUTE]
    (waiting,) = state.history.pending
    assert waiting.readings.phenomenon_time.tolist() == [5 * MINUTE, 4 * MINUTE]


def test_chapters_reach_back_as_far_as_the_longest_lateness():
    state = fed(a_program(), range(60))
    begun = [chapter.begun for chapter in state.history.chapters]
    assert begun[0] < state.clock - 10 * MINUTE
    assert len(begun) <= 6
    assert state.history.reach(state.clock) == 10 * MINUTE
    assert state.history.forgotten == 0


def test_what_takes_too_many_bytes_is_forgotten_early_and_said():
    with mock.patch.object(module, "MOST_BYTES", 400):
        state = fed(a_program(), [minute / 10 for minute in range(100)])
    assert state.history.forgotten > 0
    assert state.history.reach(state.clock) < 10 * MINUTE
    state, said = evaluate(a_program(), state, readings([(1.05, 44)], result_time=10))
    assert (said, state.history.beyond) == ([], 1)


def test_a_flood_of_late_readings_takes_no_more_bytes_than_others():
    program = a_program(lateness=timedelta(days=2))
    with mock.patch.object(module, "MOST_BYTES", 20_000):
        state = fed(program, [0, 1000])
        for minute in range(1, 900):
            late = readings([(minute + each / 10, 40) for each in range(10)], result_time=[1000 + minute / 60] * 10)
            state, _ = evaluate(program, state, late)
            assert sum(chapter.nbytes for chapter in state.history.chapters) < 2 * 20_000
    assert state.history.forgotten > 0
    assert state.history.reach(state.clock) < 2 * 24 * 60 * MINUTE


def test_what_was_said_takes_bytes_too():
    program = a_program(lateness=timedelta(days=2))
    with mock.patch.object(module, "MOST_BYTES", 100_000):
        state = fed(program, range(1))
        for minute in range(1, 1000):
            state, _ = evaluate(program, state, readings([(minute, 45 if minute % 2 else 0)]))
        assert sum(len(said) for each in state.history.chapters for said in each.said.values()) < 200


@pytest.mark.parametrize("by", [30, -30])
def test_a_clock_that_is_set_changes_nothing_that_was_decided(by):
    program = a_program()
    state = fed(program, [0, 5])
    state, _, _ = tick(program, state, now=Micros(6 * MINUTE))
    ticked = state.history.ticked
    shift_clock(state, by=by * MINUTE)
    assert state.history.chapters[-1].begun == (5 + by) * MINUTE
    assert state.history.ticked >= ticked


def test_what_waits_is_judged_although_the_clock_ran_far_on_with_the_batch():
    state = fed(a_program(), [0, 150])
    late_and_much_later = readings([(149, 44), (180, 40)], result_time=[150, 180])
    _, said = evaluate(a_program(), state, late_and_much_later)
    assert [each.change for each in said] == ["raise", "clear"]
