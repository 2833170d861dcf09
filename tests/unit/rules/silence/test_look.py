from __future__ import annotations

from datetime import timedelta

from rules.compiler import compile_rules
from rules.engine import evaluate, initial
from rules.silence.condition import Rising
from sensing.level import Level
from sensing.station import Registry
from tests.unit.rules.builders import MINUTE, a_rule, a_silence, a_station, readings


def a_look(*rows, rising=None):
    """Return what the rule looks back on, and the past after some (minute, value)."""
    rising = rising or Rising(level=Level.RED, property="water_level", by=0.3, window=timedelta(minutes=30))
    registry = Registry([a_station("G", first=0)])
    program = compile_rules([a_rule(a_silence(15, rising=rising))], registry=registry)
    state, _ = evaluate(program, initial(program), readings(rows))
    return program.silences.looks[0], state.past


def test_the_rise_is_that_above_the_lowest_reading_of_the_window():
    look, past = a_look((0, 1.0), (20, 2.0), (30, 1.8), (45, 2.1))
    rise = look.rise(past, at=50 * MINUTE)
    assert (rise.last, rise.by, rise.lasted, rise.is_enough) == (2.1, 0.3, 15 * MINUTE, True)


def test_readings_after_the_instant_do_not_count():
    look, past = a_look((0, 1.0), (10, 1.1), (45, 9.0))
    assert look.rise(past, at=20 * MINUTE).is_enough is False


def test_without_a_reading_nothing_is_known():
    look, past = a_look((10, 1.0))
    assert look.rise(past, at=5 * MINUTE) is None


def test_a_rule_that_asks_for_no_rise_does_not_look_back():
    assert a_look((0, 1.0), rising=Rising(level=Level.RED))[0] is None
