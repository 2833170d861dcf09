from __future__ import annotations

import pytest

from rules.feature.reached import AccumulationFeature
from sensing.level import Level
from tests.unit.rules.builders import MINUTE
from tests.unit.rules.feature.worlds import a_past, asked, column, when_of

HOUR, DAY = 60, 24 * 60
WET = (
    "{kind: accumulation, property: rain_1h, levels: {red: {3h: 100}},"
    " antecedent: {k: 0.5, most: 100, days: 2, assume: mid,"
    " mid: {from: 20, levels: {red: {3h: 80}}}, high: {from: 40, levels: {red: {3h: 60}}}}}"
)


def hourly(*days):
    """Return hourly rain of some hydrological days, the whole of each at its first hour."""
    return [
        (day * DAY + hour * HOUR, rain if hour == 1 else 0.0) for day, rain in enumerate(days) for hour in range(1, 25)
    ]


def margin(when, past, minute):
    found = AccumulationFeature.of([when], column(0)).numbers(past, asked(minute))
    return found.lower[0, Level.RED - 1] / 1e6, found.upper[0, Level.RED - 1] / 1e6


@pytest.mark.parametrize(
    ("days", "amount"),
    [
        # Pa = 0.5 · (0.5 · 20 + 20) = 15: dry.
        ((20.0, 20.0), 100),
        # 0.5 · (0.5 · 40 + 30) = 25: middling.
        ((40.0, 30.0), 80),
        # 0.5 · (0.5 · 60 + 60) = 45: wet.
        ((60.0, 60.0), 60),
        # The ground holds no more than 100, so that 0.5 · 100 counts of the first day, not 0.5 · 150.
        ((300.0, 0.0), 60),
    ],
)
def test_amounts_fall_with_the_rain_of_the_days_before(days, amount):
    rows = [*hourly(*days), (2 * DAY + HOUR, 10.0)]
    past = a_past(rows, interval=HOUR * MINUTE)
    assert margin(when_of(WET), past, 2 * DAY + HOUR)[0] == 10 - amount


def test_unknown_days_are_assumed_not_to_be_dry():
    past = a_past([(2 * DAY + HOUR, 10.0)], interval=HOUR * MINUTE)
    assert margin(when_of(WET), past, 2 * DAY + HOUR)[0] == 10 - 80
    dry = when_of(WET.replace("assume: mid", "assume: low"))
    assert margin(dry, past, 2 * DAY + HOUR)[0] == 10 - 100


def test_rain_of_the_running_day_is_not_antecedent():
    rows = [*hourly(0.0, 0.0), *[(2 * DAY + hour * HOUR, 50.0 if hour == 1 else 1.0) for hour in range(1, 8)]]
    assert margin(when_of(WET), a_past(rows, interval=HOUR * MINUTE), 2 * DAY + 7 * HOUR)[0] == 3 - 100


def test_what_is_not_covered_has_no_upper_bound():
    when = when_of("{kind: accumulation, property: rain_1h, levels: {red: {3h: 100}}}")
    past = a_past([(HOUR, 1.0), (2 * HOUR, 1.0), (3 * HOUR, 1.0), (5 * HOUR, 1.0)], interval=HOUR * MINUTE)
    assert margin(when, past, 3 * HOUR) == (-97, -97)
    assert margin(when, past, 5 * HOUR) == (-98, float("inf"))


def test_an_explanation_has_every_sum_and_the_state_of_the_ground():
    rows = [*hourly(40.0, 30.0), (2 * DAY + HOUR, 90.0)]
    feature = AccumulationFeature.of([when_of(WET)], column(0))
    past = a_past(rows, interval=HOUR * MINUTE)
    stated = column((2 * DAY + HOUR) * MINUTE)
    (found,) = feature.explain(past, source=column(0), level=column(Level.RED), stated=stated)
    assert (found.value, found.threshold) == (90.0, 80.0)
    assert found.facts == {"sum_3h": 90.0, "window": "3h", "covered": 1.0, "antecedent": 25.0, "ground": "mid"}
