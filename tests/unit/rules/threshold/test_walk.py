"""Passing over readings that change nothing changes nothing."""

from __future__ import annotations

from datetime import timedelta
from unittest import mock

from hypothesis import given, settings
from hypothesis import strategies as st

from rules.compiler import compile_rules
from rules.document import parse_rule
from rules.engine import evaluate, initial, tick
from rules.rule import Direction
from rules.threshold import quiet, walk
from sensing.batch import concat
from sensing.instant import Micros
from sensing.level import Level
from tests.unit.rules.builders import MINUTE, a_rule, a_threshold
from tests.unit.rules.test_invariance import columns
from tests.unit.rules.threshold.gauge import Gauge
from tests.unit.rules.worlds import FENCE, REGISTRY, ladders, trusted, unruly_batches, verdicts

RATE = parse_rule(
    """
apiVersion: fenghuo/v1
kind: Rule
id: rate
hazard: "11A01"
title: {zh: 涨速, en: Rate}
when: {kind: rate, property: water_level, direction: rise, window: 5m, levels: {blue: 3}, clear: {by: 1}}
""",
    origin="test",
)


def judged(program, batches, *, long: int, first: int = 8):
    state, said = initial(program, has_history=False), []
    with mock.patch.object(walk, "LONG", long), mock.patch.object(quiet, "FIRST", first):
        for batch in batches:
            state, told = evaluate(program, state, batch)
            said += told
    end = Micros(int(max([0, *(batch.phenomenon_time.max(initial=0) for batch in batches)])) + 100 * MINUTE)
    kept = columns(program, state)
    return verdicts(said), kept, verdicts(tick(program, state, now=end)[1])


@settings(max_examples=3 * settings.default.max_examples)
@given(
    whens=st.lists(ladders(), min_size=1, max_size=4),
    quality=trusted,
    batches=unruly_batches(),
    first=st.integers(1, 9),
)
def test_what_is_passed_over_would_have_changed_nothing(whens, quality, batches, first):
    rules = [*(a_rule(when, id=f"r{i}", quality=quality) for i, when in enumerate(whens)), RATE]
    program = compile_rules(rules, registry=REGISTRY, fences=[FENCE])
    for cut in (batches, [concat(batches)]):
        assert judged(program, cut, long=1, first=first) == judged(program, cut, long=10**9)


def looks(gauge, rows):
    """Return what is said, and how many readings were judged one by one."""
    with mock.patch.object(walk.Walk, "readings", autospec=True, side_effect=walk.Walk.readings) as judging:
        said = gauge.read(*rows)
    return said, judging.call_count


def test_a_long_flood_costs_what_happens_in_it():
    gauge = Gauge(a_threshold(levels={Level.BLUE: 10.0, Level.RED: 20.0}, clear_by=1.0))
    values = [*[5.0] * 500, *[12.0] * 500, *[25.0] * 500, *[9.5] * 500, *[5.0] * 500]
    said, count = looks(gauge, list(enumerate(values)))
    assert [each[:3] for each in said] == [
        (500, "raise", "blue"),
        (1000, "raise", "red"),
        (1500, "lower", "blue"),
        (2000, "clear", "none"),
    ]
    assert count < 10


def test_a_hold_and_a_clear_time_are_met_within_what_is_passed_over():
    when = a_threshold(
        direction=Direction.BELOW,
        levels={Level.BLUE: 5.0},
        hold=timedelta(minutes=100),
        clear_for=timedelta(minutes=50),
    )
    said, count = looks(Gauge(when), [(i, 3.0 if 100 <= i < 400 else 6.0) for i in range(600)])
    assert [each[:3] for each in said] == [(200, "raise", "blue"), (450, "clear", "none")]
    assert count < 10
