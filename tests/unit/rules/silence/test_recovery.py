"""Silence after a restart; the timelines are in tests/unit/rules/test_recovery.py."""

from __future__ import annotations

from rules.closing import Closing
from rules.compiler import compile_rules
from rules.engine import evaluate, initial
from rules.silence.recovery import is_unheard, seed
from sensing.instant import Micros
from sensing.level import Level
from tests.unit.rules.builders import MINUTE, a_registry, a_rule, a_silence, readings

PROGRAM = compile_rules([a_rule(a_silence(15))], registry=a_registry())


def heard(minute):
    return evaluate(PROGRAM, initial(PROGRAM), readings([(minute, 42)]))[0]


def test_who_was_told_lost_and_has_been_silent_for_long_enough_stays_lost():
    for minute, stays in ((5, True), (6, False)):
        state = heard(minute)
        seed(PROGRAM, state, [(0, Level.ORANGE)], now=20 * MINUTE)
        assert bool(state.silences.lost[0]) is stays


def test_who_was_heard_after_the_closing_was_not_lost_any_more():
    closing = Closing(level=Level.ORANGE, at=Micros(10 * MINUTE))
    assert is_unheard(PROGRAM, heard(10), 0, closing=closing)
    assert not is_unheard(PROGRAM, heard(11), 0, closing=closing)
