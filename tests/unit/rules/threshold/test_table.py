from __future__ import annotations

from datetime import timedelta

import numpy as np

from rules.column import LEVELS
from rules.compiler import compile_rules
from rules.rule import Direction
from rules.threshold.ladder import Steps
from sensing.level import Level
from tests.unit.rules.builders import MINUTE, a_registry, a_rule, a_station, a_threshold

TWO = a_registry(a_station("A", first=0), a_station("B", properties=("flow", "water_level"), first=1))


def table_of(*whens, registry=TWO):
    rules = [a_rule(when, id=f"r{number}") for number, when in enumerate(whens)]
    return compile_rules(rules, registry=registry).thresholds


def test_numbers_are_signed_so_that_danger_is_up():
    when = a_threshold(
        direction=Direction.BELOW,
        levels={Level.YELLOW: 3.0, Level.RED: 1.0},
        clear_by=0.1,
        hold=timedelta(minutes=1),
        clear_for=timedelta(minutes=2),
    )
    table = table_of(when, registry=a_registry())
    assert table.threshold.tolist() == [[np.inf, -3.0, np.inf, -1.0]]
    assert table.clear.tolist() == [[-np.inf, -3.1, -np.inf, -1.1]]
    assert table.trigger.tolist() == [-3.0]
    assert table.hold.tolist() == [[MINUTE] * LEVELS]
    assert table.clear_for.tolist() == [[2 * MINUTE] * LEVELS]


def test_the_band_of_a_datastream_is_the_narrowest_of_its_rules():
    above, below = Direction.ABOVE, Direction.BELOW
    table = table_of(
        *(
            a_threshold(levels={Level.RED: red}, direction=direction)
            for red, direction in [(40.0, above), (45.0, above), (10.0, below), (5.0, below)]
        )
    )
    assert table.high.tolist() == [40.0, np.inf, 40.0]
    assert table.low.tolist() == [10.0, -np.inf, 10.0]


def test_the_band_of_a_ladder_that_differs_by_month_is_the_narrowest_of_the_year():
    months = {"6-9": Steps(levels={Level.RED: 38.0})}
    table = table_of(a_threshold(levels={Level.BLUE: 40.0}, months=months), a_threshold(levels={Level.RED: 39.0}))
    assert table.high[0] == 38.0
    assert table.season.tolist() == [0, 0, -1, -1]
    july, may = table.numbers_at(np.array([0, 0]), np.array([181, 121]) * 24 * 60 * MINUTE).threshold
    assert (july[3], july[0], may[3], may[0]) == (38.0, np.inf, np.inf, 40.0)


def test_stations_that_can_be_raised_to_a_level_are_told_apart():
    table = table_of(a_threshold(levels={Level.ORANGE: 1.0}), a_threshold(property="flow", levels={Level.RED: 1.0}))
    assert table.reaching(Level.RED) == {"B"}
    assert table.reaching(Level.ORANGE) == {"A", "B"}
    assert table.readers.of(np.array([1]))[1].tolist() == [2]


def test_no_rules_make_an_empty_table():
    table = table_of()
    assert table.threshold.shape == (0, LEVELS)
    assert table.seasons.threshold.shape == (0, 12, LEVELS)
    assert table.features == ()
