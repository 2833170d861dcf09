from __future__ import annotations

import numpy as np
import pytest

from rules.compiler import compile_rules
from rules.engine import evaluate, initial, memory, migrate, recover, tick
from rules.errors import RuleError
from rules.rule import Rule
from sensing.instant import Micros
from sensing.level import Level
from store.codec import dump, load
from tests.unit.rules.builders import MINUTE
from tests.unit.rules.feature.worlds import REGISTRY, STREAMS, a_derived, batch_of, steps_of

RATE = "{kind: rate, property: water_level, direction: rise, window: 1h, levels: {red: 1}}"
RAIN = "{kind: accumulation, property: rain_5m, levels: {red: {1h: 50}}}"
WET = (
    "{kind: accumulation, property: rain_5m, levels: {red: {1h: 50}}, antecedent: {k: 0.85, most: 100,"
    " mid: {from: 50, levels: {red: {1h: 40}}}, high: {from: 80, levels: {red: {1h: 30}}}}}"
)
ROUTED = (
    "{kind: trend, property: water_level, reach: {HERE: 43}, within: {red: 1h},"
    " upstream: {station: ABOVE, lag: 3h, a: 1, b: 0}}"
)
KEY = ("derived", "HERE")
RISING = [(0, 40.0), (30, 40.3), (60, 41.5)]


def test_slots_that_look_at_the_same_readings_share_a_past():
    rules = [a_derived(RATE), a_derived(RATE.replace("1h", "3h").replace("red: 1", "red: 2"))]
    object.__setattr__(rules[1], "id", "other")
    program = compile_rules(rules, registry=REGISTRY)
    assert len(program.past) == 1
    assert program.past.span[0] > 180 * MINUTE
    assert memory(program).total_seconds() > 3 * 3600


def test_a_station_without_the_property_is_refused_by_name():
    with pytest.raises(RuleError, match='station "ABOVE" does not measure "rain_5m"'):
        compile_rules([a_derived(RAIN, scope="{stations: [ABOVE]}")], registry=REGISTRY)


def test_a_restart_knows_the_rate_and_what_was_told():
    program = compile_rules([a_derived(RATE)], registry=REGISTRY)
    tail = batch_of(RISING, stream=STREAMS["water_level"])
    now = Micros(60 * MINUTE)
    state, said = recover(program, levels={KEY: Level.RED}, tail=tail, now=now)
    assert not said
    state, said = evaluate(program, state, batch_of([(90, 41.6)], stream=STREAMS["water_level"]))
    assert not said
    _, said = evaluate(program, state, batch_of([(120, 41.6)], stream=STREAMS["water_level"]))
    assert steps_of(said) == [(120, 4, 0)]


def test_another_rule_does_not_make_the_engine_forget():
    old = compile_rules([a_derived(RATE)], registry=REGISTRY)
    state, _ = evaluate(old, initial(old), batch_of(RISING[:2], stream=STREAMS["water_level"]))
    rain = a_derived(RAIN)
    object.__setattr__(rain, "id", "rain")
    new = compile_rules([rain, a_derived(RATE)], registry=REGISTRY)
    state, said = migrate(old, state, new)
    assert not said
    _, said = evaluate(new, state, batch_of(RISING[2:], stream=STREAMS["water_level"]))
    assert steps_of(said) == [(60, 0, 4)]


def test_a_hold_is_completed_by_the_clock_as_for_every_ladder():
    rule = a_derived("{kind: rate, property: water_level, direction: rise, window: 1h, levels: {red: 1}, hold: 5m}")
    program = compile_rules([rule], registry=REGISTRY)
    state, said = evaluate(program, initial(program), batch_of(RISING, stream=STREAMS["water_level"]))
    assert not said
    _, said, _ = tick(program, state, now=Micros(66 * MINUTE))
    assert steps_of(said) == [(65, 0, 4)]


def test_a_late_reading_is_put_in_its_place():
    program = compile_rules([a_derived(RAIN)], registry=REGISTRY)
    state = initial(program)
    said = []
    for minute in (5, 10, 20, 15):
        state, more = evaluate(program, state, batch_of([(minute, 15.0)], stream=STREAMS["rain_5m"]))
        said += more
    _, more, _ = tick(program, state, now=Micros(21 * MINUTE))
    assert steps_of([*said, *more]) == [(20, 0, 4)]


@pytest.mark.parametrize(
    "when",
    [
        RATE,
        RAIN,
        WET,
        "{kind: deviation, property: pm25, direction: above, levels: {red: 4}, baseline: {median: 35, spread: 2}}",
        ROUTED,
    ],
)
def test_a_rule_of_each_kind_is_stored_and_read_back(when):
    rule = a_derived(when)
    assert load(Rule, dump(rule)) == rule


def test_a_guard_takes_what_is_not_known_for_nothing():
    rule = a_derived(RATE.replace("}}", "}, clear: {readings: 2, fastest: 3}}"))
    program = compile_rules([rule], registry=REGISTRY)
    state, said = initial(program), []
    for minute, value in [*RISING, (200, 41.5), (205, 41.5), (235, 41.5), (240, 41.5)]:
        state, more = evaluate(program, state, batch_of([(minute, value)], stream=STREAMS["water_level"]))
        said += more
    assert steps_of(said) == [(60, 0, 4), (240, 4, 0)]


@pytest.mark.parametrize(
    ("when", "stream", "rows"),
    [
        (RATE, "water_level", RISING),
        (RAIN, "rain_5m", [(5, 30.0), (10, 30.0)]),
        ("{kind: trend, property: water_level, reach: 43, within: {red: 1h}, window: 1h}", "water_level", [(0, 43.0)]),
        (
            "{kind: deviation, property: pm25, direction: above, levels: {red: 9}, baseline: {median: 5}}",
            "pm25",
            [(0, 99.0)],
        ),
    ],
)
def test_what_is_raised_stays_raised_when_other_rules_change(when, stream, rows):
    old = compile_rules([a_derived(when)], registry=REGISTRY)
    state, said = evaluate(old, initial(old), batch_of(rows, stream=STREAMS[stream]))
    assert said[-1].after is Level.RED
    other = a_derived(RATE.replace("1h", "2h"))
    object.__setattr__(other, "id", "other")
    state, said = migrate(old, state, compile_rules([other, a_derived(when)], registry=REGISTRY))
    assert not said


def test_a_clear_that_is_under_way_begins_again_when_the_number_is_derived_in_another_way():
    rule = RAIN.replace("}}}", "}}, clear: {for: 10m}}")
    old = compile_rules([a_derived(rule)], registry=REGISTRY)
    rows = [(5, 30.0), (10, 30.0), *[(minute, 0.0) for minute in range(15, 75, 5)]]
    state, said = evaluate(old, initial(old), batch_of(rows, stream=STREAMS["rain_5m"]))
    assert said[-1].after is Level.RED
    new = compile_rules([a_derived(rule.replace("{kind", "{coverage: 0.5, kind"))], registry=REGISTRY)
    state, said = migrate(old, state, new)
    assert not said
    for minute, steps in ((75, []), (80, []), (85, [(85, 4, 0)])):
        state, said = evaluate(new, state, batch_of([(minute, 0.0)], stream=STREAMS["rain_5m"]))
        assert steps_of(said) == steps


@pytest.mark.parametrize(
    "when", [RATE, RAIN, WET, ROUTED, "{kind: trend, property: water_level, reach: 43, window: 1h, within: {red: 6h}}"]
)
def test_many_transitions_are_explained_as_each_of_them_alone(when):
    program = compile_rules([a_derived(when)], registry=REGISTRY)
    state = initial(program)
    for stream in STREAMS.values():
        rows = [(minute, 40 + minute / 100 + stream % 3) for minute in range(0, 181, 5)]
        state, _ = evaluate(program, state, batch_of(rows, stream=stream))
    (feature,) = program.thresholds.features
    stated = np.array([minute * MINUTE for minute in (0, 5, 60, 180, 999)])
    level = np.full(len(stated), Level.RED, dtype=np.int8)
    source = np.zeros(len(stated), dtype=np.int64)
    together = feature.explain(state.past, source=source, level=level, stated=stated)
    one_by_one = [
        feature.explain(state.past, source=source[i : i + 1], level=level[i : i + 1], stated=stated[i : i + 1])[0]
        for i in range(len(stated))
    ]
    assert together == one_by_one
    assert any(each.value is not None for each in together)
