"""What a falling number must look like before it stands a level down."""

from __future__ import annotations

from datetime import timedelta

import numpy as np
import pytest

from rules.closing import Closing
from rules.compiler import compile_rules
from rules.document import parse_rules
from rules.engine import evaluate, initial, migrate, recover
from rules.rule import Direction
from rules.standing import standing
from rules.threshold.guard import is_too_fast
from sensing.batch import concat
from sensing.instant import Micros
from sensing.level import Level
from tests.unit.rules.builders import MINUTE, a_registry, a_rule, a_station, a_threshold, readings
from tests.unit.rules.threshold.gauge import Gauge

#: Stages of a gauge that was torn away while the river rose (Ahr, 2021-07-14): 5.75 m was its last word.
RISE = [(0, 3.2), (60, 4.1), (120, 4.9), (180, 5.4), (195, 5.75)]
TORN = [(195 + 15 * i, 0.0) for i in range(1, 60)]
STAGES = {Level.YELLOW: 3.0, Level.ORANGE: 4.0, Level.RED: 5.0}


def a_stage(**fields):
    return a_threshold(levels=STAGES, clear_by=0.2, clear_for=timedelta(minutes=30), **fields)


def test_a_torn_gauge_never_stands_a_level_down():
    gauge = Gauge(a_stage(clear_fastest=1.5))
    gauge.read(*RISE)
    for row in TORN:
        assert gauge.read(row) == []
    assert gauge.state.thresholds.level.tolist() == [Level.RED]


def test_a_torn_gauge_never_stands_a_level_down_in_one_batch_either():
    gauge = Gauge(a_stage(clear_fastest=1.5))
    gauge.read(*RISE, *TORN)
    assert [each.after for each in gauge.said] == [Level.YELLOW, Level.ORANGE, Level.RED]


def test_without_a_guard_the_torn_gauge_would_have_stood_down():
    gauge = Gauge(a_stage())
    gauge.read(*RISE)
    assert gauge.read(*TORN[:3]) == [(240, "clear", "none", "receded")]


def test_a_restart_among_the_readings_of_a_torn_gauge_changes_nothing():
    program = compile_rules([a_rule(a_stage(clear_fastest=1.5))], registry=a_registry())
    key = ("stage", "XY-H03")
    # What is left of the tail hours later: nothing shows any more how the number fell.
    state, said = recover(program, levels={key: Level.RED}, tail=readings(TORN[-10:]), now=Micros(TORN[-1][0] * MINUTE))
    assert said == []
    _, said = evaluate(program, state, readings([(TORN[-1][0] + 15 * i, 0.0) for i in range(1, 9)]))
    assert said == []


def test_the_danger_of_a_torn_gauge_that_a_person_closed_still_stands_after_a_restart():
    program = compile_rules([a_rule(a_stage(clear_fastest=1.5))], registry=a_registry())
    closed = {("stage", "XY-H03"): Closing(level=Level.RED, at=Micros(TORN[3][0] * MINUTE))}
    tail = readings([*RISE, *TORN])
    state, said = recover(program, levels={}, closed=closed, tail=tail, now=Micros(TORN[-1][0] * MINUTE))
    assert said == []
    assert state.thresholds.level.tolist() == [Level.RED]


def test_a_new_version_of_the_rule_does_not_believe_the_torn_gauge_either():
    rule = a_rule(a_stage(clear_fastest=1.5), lateness=timedelta(0))
    old = compile_rules([rule], registry=a_registry())
    state, _ = evaluate(old, initial(old), readings([*RISE, *TORN[:2]]))
    new = compile_rules([a_rule(a_stage(clear_fastest=2.0), version=2, lateness=timedelta(0))], registry=a_registry())
    state, _ = migrate(old, state, new)
    _, said = evaluate(new, state, readings(TORN[2:]))
    assert said == []


def test_a_reading_above_the_clear_level_lifts_the_doubt():
    gauge = Gauge(a_stage(clear_fastest=1.5))
    gauge.read(*RISE, (210, 0.0), (225, 5.5))
    assert gauge.read((285, 4.5), (345, 3.7), (405, 3.5)) == [
        (345, "lower", "orange", "receded"),
        (405, "lower", "yellow", "receded"),
    ]


def test_a_fall_in_the_middle_of_a_slow_one_ends_what_it_had_shown():
    gauge = Gauge(a_stage(clear_fastest=1.5))
    gauge.read((0, 5.5), (60, 4.7), (75, 0.0))
    assert gauge.read((120, 0.0), (600, 0.0)) == []


@pytest.mark.parametrize(("value", "says"), [(4.0, True), (3.999, False)])
def test_as_fast_as_is_believed_is_not_too_fast(value, says):
    gauge = Gauge(a_threshold(levels={Level.RED: 5.0}, clear_fastest=2.0))
    gauge.read((0, 5.5))
    assert bool(gauge.read((45, value))) is says


def test_below_a_level_the_guard_looks_at_rises():
    gauge = Gauge(a_threshold(direction=Direction.BELOW, levels={Level.RED: 1.0}, clear_fastest=2.0))
    gauge.read((0, 0.5))
    assert gauge.read((5, 9.0), (600, 9.0)) == []
    assert gauge.read((660, 0.9), (720, 1.5)) == [(720, "clear", "none", "receded")]


def test_several_readings_must_agree_however_long_apart():
    gauge = Gauge(a_threshold(levels={Level.RED: 5.0}, clear_for=timedelta(minutes=10), clear_readings=3))
    gauge.read((0, 6))
    assert gauge.read((10, 4), (60, 4)) == []
    assert gauge.read((70, 4)) == [(70, "clear", "none", "receded")]


def test_a_reading_above_the_clear_level_begins_the_count_again():
    gauge = Gauge(a_threshold(levels={Level.RED: 5.0}, clear_readings=2))
    gauge.read((0, 6))
    assert gauge.read((1, 4), (2, 6), (3, 4)) == []
    assert gauge.read((4, 4)) == [(4, "clear", "none", "receded")]


def test_repeated_readings_count_once():
    gauge = Gauge(a_threshold(levels={Level.RED: 5.0}, clear_readings=2))
    gauge.read((0, 6))
    assert gauge.read((1, 4), (1, 4)) == []
    assert gauge.read((1, 4)) == []


def test_the_count_goes_on_over_a_restart():
    program = compile_rules([a_rule(a_threshold(levels={Level.RED: 5.0}, clear_readings=3))], registry=a_registry())
    tail = readings([(0, 6), (1, 4), (2, 4)])
    state, said = recover(program, levels={("stage", "XY-H03"): Level.RED}, tail=tail, now=Micros(2 * MINUTE))
    assert said == []
    _, said = evaluate(program, state, readings([(3, 4)]))
    assert [each.after for each in said] == [Level.NONE]


def test_a_span_of_no_time_believes_no_fall():
    zero = np.array([0])
    assert is_too_fast(np.array([0.5]), zero, np.array([2.0])).tolist() == [True]
    assert is_too_fast(np.array([0.0]), zero, np.array([2.0])).tolist() == [False]
    assert is_too_fast(np.array([9e9]), zero, np.array([np.inf])).tolist() == [False]
    assert is_too_fast(np.array([np.nan]), zero, np.array([2.0])).tolist() == [False]


ACCUMULATED = """
apiVersion: fenghuo/v1
kind: Rule
id: rain
hazard: "11B03"
title: {zh: 雨量, en: Rain}
when: {kind: accumulation, property: rain_5m, levels: {blue: {10m: 3}, red: {10m: 6}}, clear: {for: 1h}}
"""


def test_a_fall_is_looked_at_beside_sums_that_lack_levels():
    station = a_station(properties=("water_level", "rain_5m"))
    stage = a_rule(a_threshold(clear_fastest=30.0))
    program = compile_rules([stage, *parse_rules(ACCUMULATED, origin="test")], registry=a_registry(station))
    state, said = initial(program), []
    for minute, level in [(0, 44), (5, 44), (10, 40), (15, 40)]:
        both = [readings([(minute, level)]), readings([(minute, 8)], stream=1)]
        state, more = evaluate(program, state, concat(both))
        said += more
    # Four metres in five minutes are not believed.
    assert standing(program, state) == {("stage", "XY-H03"): Level.RED, ("rain", "XY-H03"): Level.RED}
