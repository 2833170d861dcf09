from __future__ import annotations

from rules.compiler import compile_rules
from rules.engine import evaluate, initial, tick
from rules.silence.why import account
from sensing.instant import Micros
from sensing.level import Level
from tests.unit.rules.builders import MINUTE, a_registry, a_rule, a_silence, readings


def told(rows, *, at: float):
    program = compile_rules([a_rule(a_silence(15))], registry=a_registry())
    state, _ = evaluate(program, initial(program), readings(rows))
    state, _, _ = tick(program, state, now=Micros(round(at * MINUTE)))
    return account(program, state, 0, at=round(at * MINUTE), value=None)


def test_how_long_is_left_until_the_station_counts_as_lost():
    found = told([(0, 40.0)], at=10)
    assert (found.level, found.facts["silent_s"], found.facts["after_s"]) == (Level.NONE, 600.0, 900.0)
    assert found.lines[0].zh == "最近一次可信数据 08:00 到达；到 08:15 仍无数据则判为失联，还差 5分"


def test_since_when_a_lost_station_is_silent():
    found = told([(0, 40.0)], at=80)
    assert found.level is Level.ORANGE
    assert found.lines[0].zh == "自 08:00 起没有可信数据，已 1小时20分，超过 15分，判为失联"


def test_what_was_never_heard_is_not_lost():
    assert told([], at=80).lines[0].en == "never heard: what was never heard cannot be lost"
