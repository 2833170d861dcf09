from __future__ import annotations

import pytest

from rules.feature.arrival import TrendFeature
from sensing.level import Level
from tests.unit.rules.builders import MINUTE
from tests.unit.rules.feature.worlds import a_past, asked, column, when_of

OWN = "{kind: trend, property: water_level, reach: 43, within: {red: 6h}, window: 1h}"
ROUTED = (
    "{kind: trend, property: water_level, reach: 43, within: {red: 6h},"
    " upstream: {station: ABOVE, lag: 3h, a: 2, b: 3}}"
)
INF = float("inf")


def hours(when, rows, at, **need):
    found = TrendFeature.of([(when, 43.0)], column(0)).numbers(a_past(rows, **need), asked(at))
    return -found.lower[0, 0], -found.upper[0, 0]


def test_own_slope_gives_the_hours_that_are_left():
    rising = [(minute, 40 + minute / 60) for minute in range(0, 61, 10)]
    assert hours(when_of(OWN), rising, 60) == pytest.approx((2, 2))
    falling = [(minute, 40 - minute / 60) for minute in range(0, 61, 10)]
    assert hours(when_of(OWN), falling, 60) == (INF, INF)
    down = when_of(OWN.replace("reach: 43", "reach: 43, direction: below"))
    assert hours(down, [(minute, 45 - minute / 60) for minute in range(0, 61, 10)], 60) == pytest.approx((1, 1))


def test_without_a_slope_nothing_is_known():
    assert hours(when_of(OWN), [(60, 40.0)], 60) == (INF, -INF)


def test_upstream_the_first_reading_beyond_the_level_counts():
    # 43 = 2 · 20 + 3.
    rows = [(minute, 19.0 if minute < 120 else 20.0) for minute in range(0, 301, 15)]
    assert hours(when_of(ROUTED), rows, 180, interval=15 * MINUTE) == (2, 2)
    assert hours(when_of(ROUTED), rows, 285, interval=15 * MINUTE) == (0.25, 0.25)


def test_upstream_a_gap_leaves_open_what_is_coming():
    rows = [(0, 19.0), (15, 19.0), (30, 19.0), (165, 20.0), (180, 19.0)]
    assert hours(when_of(ROUTED), rows, 180, interval=15 * MINUTE) == (2.75, -INF)
    calm = [(minute, 19.0) for minute in (0, 15, 30, 165, 180)]
    assert hours(when_of(ROUTED), calm, 180, interval=15 * MINUTE) == (INF, -INF)


def test_an_explanation_says_what_is_expected_here():
    rows = [(minute, 20.0) for minute in range(0, 181, 15)]
    feature = TrendFeature.of([(when_of(ROUTED), 43.0)], column(0))
    past = a_past(rows, interval=15 * MINUTE)
    (found,) = feature.explain(past, source=column(0), level=column(Level.RED), stated=column(180 * MINUTE))
    assert (found.value, found.threshold) == (20.0, 43.0)
    assert found.facts["expected"] == 43.0
    assert found.facts["eta_s"] == 0
