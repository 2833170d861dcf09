"""Numbers other than the value: asked for once a batch, known within bounds."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import timedelta

import numpy as np
import pytest

from rules.compiler import compile_rules
from rules.engine import evaluate, initial
from rules.feature.bounds import Bounds, Explained
from rules.rule import Direction
from rules.sources import Sources
from rules.threshold.table import compile_rows, threshold_rows
from sensing.batch import concat
from sensing.level import Level
from tests.unit.rules.builders import MINUTE, a_registry, a_rule, a_station, a_threshold, readings

UNKNOWN = (-np.inf, np.inf)
NOW, TEN = timedelta(0), timedelta(minutes=10)


@dataclass(eq=False)
class Told:
    """A feature that says what it is told to say, by minute: a number, or (least, most)."""

    says: dict[int, float | tuple[float, float]]
    asked: list = field(default_factory=list)

    def numbers(self, past, asked):
        self.asked.append(asked)
        found = [self.says.get(int(time) // MINUTE, UNKNOWN) for time in asked.time]
        pairs = np.array([each if isinstance(each, tuple) else (each, each) for each in found], dtype=np.float64)
        both = np.repeat(pairs.reshape(-1, 2)[:, :, None], 4, axis=2)
        return Bounds(lower=both[:, 0], upper=both[:, 1])

    def explain(self, past, *, source, level, stated):
        return [
            Explained(value=float(each), threshold=None, facts={"stated": at / MINUTE})
            for each, at in zip(source.tolist(), stated.tolist(), strict=True)
        ]


class Fed:
    """Station A judged by a feature, and by its value; station B by its value only."""

    def __init__(self, says, **fields):
        when = a_threshold(**({"levels": {Level.RED: 5.0}} | fields))
        rules = (
            a_rule(when, id="fed", lateness=NOW),
            a_rule(a_threshold(levels={Level.RED: 100.0}), id="plain", lateness=NOW),
        )
        registry = a_registry(a_station("A", first=0), a_station("B", first=1))
        sources = Sources(registry=registry, fences={}, size=2)
        self.feature = Told(says)
        rows = threshold_rows(rules, sources)
        rows[0] = replace(rows[0], feature=self.feature, source=7, inputs=(1,))
        del rows[1]
        program = compile_rules(rules, registry=registry)
        self.program = replace(program, thresholds=compile_rows(rows, rules, sources))
        self.state = initial(self.program)

    def read(self, *rows, stream=0):
        batch = rows[0] if len(rows) == 1 and not isinstance(rows[0], tuple) else readings(rows, stream=stream)
        self.state, self.said = evaluate(self.program, self.state, batch)
        return [(each.rule, each.target, each.after.key) for each in self.said]


def test_a_feature_is_judged_instead_of_the_value():
    fed = Fed({0: 1.0, 1: 6.0, 2: 5.0})
    assert fed.read((0, 50), (1, 50), (2, 50)) == [("fed", "A", "red"), ("fed", "A", "none")]
    assert fed.said[0].value == 7.0
    assert fed.said[0].facts == {"stated": 1.0}


def test_values_and_features_of_one_batch_do_not_mix():
    fed = Fed({0: 1.0, 1: 6.0})
    mixed = concat([readings([(0, 1), (1, 1)]), readings([(0, 200)], stream=1), readings([(2, 300)], stream=0)])
    assert fed.read(mixed) == [("plain", "B", "red"), ("fed", "A", "red"), ("plain", "A", "red")]


def test_a_feature_is_asked_once_a_batch_for_all_its_readings():
    fed = Fed({})
    fed.read((0, 1), (1, 1), (2, 1))
    (asked,) = fed.feature.asked
    assert (asked.slot.tolist(), asked.source.tolist()) == ([0, 0, 0], [7, 7, 7])
    assert asked.time.tolist() == [0, MINUTE, 2 * MINUTE]
    fed.read((0, 1), stream=1)
    assert len(fed.feature.asked) == 1


@pytest.mark.parametrize("between", [UNKNOWN, (4.0, 6.0)])
def test_what_is_not_known_neither_satisfies_nor_ends_anything(between):
    fed = Fed({0: 6.0, 5: between, 10: 6.0, 20: 4.0, 25: between, 30: 4.0}, hold=TEN, clear_for=TEN)
    assert fed.read((0, 1), (5, 1), (10, 1)) == [("fed", "A", "red")]
    assert fed.read((20, 1), (25, 1), (30, 1)) == [("fed", "A", "none")]


def test_below_a_level_the_most_must_lie_below_it():
    fed = Fed({0: (4.0, 6.0), 1: (3.0, 4.0), 2: (3.0, 6.0), 3: (5.0, 9.0)}, direction=Direction.BELOW)
    assert fed.read((0, 1)) == []
    assert fed.read((1, 1)) == [("fed", "A", "red")]
    assert fed.read((2, 1)) == []
    assert fed.read((3, 1)) == [("fed", "A", "none")]


def test_slots_that_look_at_a_datastream_besides_their_own_are_known():
    readers = Fed({}).program.thresholds.readers
    assert [readers.of(np.array([stream]))[1].tolist() for stream in (0, 1)] == [[0, 1], [0, 2]]
