from __future__ import annotations

from datetime import timedelta

from rules import timed
from rules.compiler import compile_rules
from rules.engine import initial
from rules.rule import Scope
from tests.unit.rules.builders import MINUTE, a_registry, a_rule, a_silence, a_station, a_threshold, an_inside, readings
from tests.unit.rules.worlds import FENCE


def test_ladders_and_fences_go_by_the_time_of_readings_and_silence_does_not():
    rules = [
        a_rule(scope=Scope(stations=("A",))),
        a_rule(an_inside(), id="in", scope=Scope(stations=("A",))),
        a_rule(a_silence(1), id="lost"),
    ]
    program = compile_rules(rules, registry=a_registry(a_station("A")), fences=[FENCE])
    said = timed.judge(program, initial(program), readings([(0, 44), (30, 44)], lon=3.5, lat=0.5))
    assert {each.rule for each in said} == {"stage", "in"}


def test_the_clock_completes_a_hold_and_says_when():
    program = compile_rules([a_rule(a_threshold(hold=timedelta(minutes=10)))], registry=a_registry())
    state = initial(program)
    timed.judge(program, state, readings([(0, 44)]))
    state.heard[0] = 0
    assert timed.tick(program, state, 9 * MINUTE) == ([], 10 * MINUTE)
    assert len(timed.tick(program, state, 10 * MINUTE)[0]) == 1
