from __future__ import annotations

import numpy as np
import pytest

from rules.column import FOREVER
from rules.compiler import compile_rules
from rules.engine import evaluate, initial
from rules.rule import Direction
from rules.threshold import judge as threshold
from sensing.batch import concat
from sensing.level import Level
from tests.unit.rules.builders import a_registry, a_rule, a_station, a_threshold, readings

ABOVE = a_rule(a_threshold(levels={Level.RED: 5.0}), id="above")
BELOW = a_rule(a_threshold(direction=Direction.BELOW, levels={Level.RED: 1.0}), id="below")


@pytest.fixture
def program():
    stations = [a_station(f"S{i}", first=i) for i in range(3)]
    return compile_rules([ABOVE, BELOW], registry=a_registry(*stations))


def test_a_calm_batch_leaves_every_slot_untouched(program):
    state = initial(program)
    assert threshold.judge(program, state, readings([(0, 5.0), (1, 1.0)])) == []
    assert not state.thresholds.active.any()


def test_both_sides_of_the_band_are_watched(program):
    _, said = evaluate(program, initial(program), readings([(0, 0.5), (1, 3), (2, 6)]))
    assert [(each.rule, each.change.value) for each in said] == [
        ("below", "raise"),
        ("below", "clear"),
        ("above", "raise"),
    ]


def test_a_raised_slot_is_moved_by_values_within_the_band_of_the_rules(program):
    state, _ = evaluate(program, initial(program), readings([(0, 6)]))
    state, said = evaluate(program, state, readings([(1, 5)]))
    assert [each.change.value for each in said] == ["clear"]


def test_datastreams_with_runs_of_unequal_length_are_moved_each_to_its_end(program):
    batch = concat(
        [
            readings([(0, 6), (1, 3), (2, 6)], stream=0),
            readings([(0, 6)], stream=1),
            readings([(0, 3), (1, 6)], stream=2),
        ]
    )
    mixed = batch.take(np.array([3, 0, 4, 1, 5, 2]))
    _, said = evaluate(program, initial(program), mixed)
    assert [(each.target, each.change.value) for each in said] == [
        ("S0", "raise"),
        ("S1", "raise"),
        ("S0", "clear"),
        ("S2", "raise"),
        ("S0", "raise"),
    ]


def test_without_anything_running_the_clock_is_not_asked_for(program):
    assert threshold.tick(program, initial(program), 10**15) == ([], FOREVER)
