"""Levels with paces of their own, by month and by station."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from rules.compiler import compile_rules
from rules.engine import evaluate, initial, tick
from rules.errors import RuleError
from rules.rule import Scope
from rules.threshold.ladder import Clear, Pace, StationLadder, Steps, months_of
from sensing.instant import Micros, to_micros
from sensing.level import Level
from tests.unit.rules.builders import MINUTE, a_registry, a_rule, a_station, a_threshold, readings
from tests.unit.rules.threshold.gauge import Gauge

TEN, THIRTY, HOUR = timedelta(minutes=10), timedelta(minutes=30), timedelta(hours=1)
#: Midnight in Beijing between May and June 2026, in minutes since 1970.
JUNE = to_micros(datetime(2026, 5, 31, 16, tzinfo=UTC)) // MINUTE


def test_each_level_is_held_for_as_long_as_it_says():
    paces = {Level.RED: Pace(hold=timedelta(0))}
    gauge = Gauge(a_threshold(levels={Level.BLUE: 1.0, Level.RED: 3.0}, hold=TEN, paces=paces))
    assert gauge.read((0, 4)) == [(0, "raise", "red", "exceeded")]
    gauge = Gauge(a_threshold(levels={Level.BLUE: 1.0, Level.RED: 3.0}, hold=TEN, paces=paces))
    assert gauge.read((0, 2), (10, 2)) == [(10, "raise", "blue", "held")]


def test_each_level_steps_down_at_its_own_pace():
    paces = {Level.RED: Pace(clear_by=0.5, clear_for=THIRTY), Level.BLUE: Pace(clear_at=0.2, clear_for=HOUR)}
    gauge = Gauge(a_threshold(levels={Level.BLUE: 1.0, Level.RED: 3.0}, paces=paces))
    gauge.read((0, 4))
    assert gauge.read((10, 2.6), (20, 2.5), (49, 0.5)) == []
    assert gauge.read((50, 0.2)) == [(50, "lower", "blue", "receded")]
    assert gauge.said[0].facts == {"clear": 2.5, "clear_s": 1800.0}
    assert gauge.read((109, 0.1), (110, 0.1)) == [(110, "clear", "none", "receded")]
    assert gauge.said[0].facts == {"clear": 0.2, "clear_s": 3600.0}


def test_a_common_clear_level_holds_for_every_level():
    gauge = Gauge(a_threshold(levels={Level.BLUE: 1.0, Level.RED: 3.0}, clear_at=0.8))
    gauge.read((0, 4))
    assert gauge.read((1, 0.9)) == []
    assert gauge.read((2, 0.8)) == [(2, "clear", "none", "receded")]


def test_the_clock_completes_each_level_at_its_own_time():
    paces = {Level.RED: Pace(hold=timedelta(minutes=3))}
    gauge = Gauge(a_threshold(levels={Level.BLUE: 1.0, Level.RED: 3.0}, hold=TEN, paces=paces))
    gauge.read((0, 4))
    gauge.tick(1)
    assert gauge.wanted == 3
    assert gauge.tick(20) == [(3, "raise", "red", "held_by_clock")]


FLOOD = a_threshold(
    levels={Level.BLUE: 5.0}, months={"6-9": Steps(levels={Level.BLUE: 3.0, Level.RED: 4.0})}, clear_for=TEN
)


def test_the_ladder_of_the_month_in_beijing_judges():
    gauge = Gauge(FLOOD)
    assert gauge.read((JUNE - 1, 4.5)) == []
    assert gauge.read((JUNE, 4.5)) == [(JUNE, "raise", "red", "exceeded")]
    assert gauge.said[0].threshold == 4.0


def test_a_calm_batch_over_the_new_month_finds_the_crossing():
    gauge = Gauge(FLOOD)
    assert gauge.read((JUNE - 20, 3.5), (JUNE - 10, 3.5), (JUNE, 3.5)) == [(JUNE, "raise", "blue", "exceeded")]


def test_a_raised_level_is_judged_by_the_month_of_each_reading():
    october = JUNE + 122 * 24 * 60
    gauge = Gauge(FLOOD)
    gauge.read((october - 30, 4.5))
    # Below the level of October, so the count for blue begins there; there is no red in October at all.
    assert gauge.read((october - 10, 4.5), (october, 4.5)) == []
    assert gauge.read((october + 10, 4.5)) == [(october + 10, "clear", "none", "receded")]
    assert gauge.said[0].threshold is None
    assert gauge.said[0].facts == {"clear_s": 600.0}


def test_a_hold_counts_on_into_the_next_month_and_lasts_as_long_as_that_says():
    slow = Steps(levels={Level.BLUE: 3.0}, paces={Level.BLUE: Pace(hold=THIRTY)})
    gauge = Gauge(a_threshold(levels={Level.BLUE: 3.0}, hold=TEN, months={"6": slow}))
    gauge.read((JUNE - 5, 4))
    assert gauge.read((JUNE + 1, 4), (JUNE + 10, 4)) == []
    gauge.tick(JUNE + 10)
    assert gauge.wanted == JUNE + 25


def test_outside_its_season_a_rule_judges_nothing():
    gauge = Gauge(a_threshold(levels={}, months={"6-9": Steps(levels={Level.RED: 3.0})}))
    assert gauge.read((JUNE - 1, 99)) == []
    assert gauge.read((JUNE, 99)) == [(JUNE, "raise", "red", "exceeded")]


def test_a_hold_that_completes_by_the_clock_in_another_batch_names_the_month_of_its_last_reading():
    gauge = Gauge(a_threshold(levels={Level.BLUE: 5.0}, months={"6": Steps(levels={Level.BLUE: 3.0})}, hold=TEN))
    gauge.read((JUNE, 4))
    gauge.tick(JUNE + 10)
    assert (gauge.said[0].threshold, gauge.said[0].facts["hold_s"]) == (3.0, 600.0)


def two_stations(when):
    registry = a_registry(a_station("A", first=0), a_station("B", first=1))
    return compile_rules([a_rule(when, scope=Scope(stations=("A", "B")))], registry=registry)


def test_a_station_may_have_a_ladder_of_its_own():
    when = a_threshold(
        levels={Level.BLUE: 5.0},
        clear_by=0.5,
        stations={"B": StationLadder(levels={Level.RED: 3.0}, hold=TEN, clear=Clear(at=1.0, lasting=HOUR))},
    )
    program = two_stations(when)
    state, said = evaluate(program, initial(program), readings([(0, 6)]))
    assert [(each.target, each.after) for each in said] == [("A", Level.BLUE)]
    state, said = evaluate(program, state, readings([(0, 4), (10, 4)], stream=1))
    assert [(each.target, each.after, each.threshold) for each in said] == [("B", Level.RED, 3.0)]
    state, said = evaluate(program, state, readings([(15, 0.9), (75, 0.9)], stream=1))
    assert [(each.after, each.facts["clear"]) for each in said] == [(Level.NONE, 1.0)]
    assert tick(program, state, now=Micros(10**12))[1] == []


def test_what_a_station_does_not_say_is_as_everywhere():
    when = a_threshold(levels={Level.BLUE: 5.0}, clear_by=0.5, stations={"B": StationLadder(hold=TEN)})
    table = two_stations(when).thresholds
    assert table.threshold[:, 0].tolist() == [5.0, 5.0]
    assert table.hold[:, 0].tolist() == [0, 10 * MINUTE]
    assert table.clear[:, 0].tolist() == [4.5, 4.5]


def test_a_ladder_for_a_station_out_of_scope_is_an_error():
    when = a_threshold(stations={"C": StationLadder(hold=TEN)})
    with pytest.raises(RuleError) as caught:
        two_stations(when)
    assert str(caught.value) == 'rule stage: when.stations names "C", which is no station of its scope'


@pytest.mark.parametrize(
    ("span", "months"), [("7", (7,)), ("6-9", (6, 7, 8, 9)), ("10-1", (10, 11, 12, 1)), ("3-3", (3,))]
)
def test_a_span_of_months_may_reach_over_the_new_year(span, months):
    assert months_of(span) == months


@pytest.mark.parametrize("span", ["0", "13", "6-13", "June", "6 - 9", "6-", ""])
def test_what_is_no_span_of_months_is_refused(span):
    with pytest.raises(ValueError, match="expected months such as"):
        months_of(span)


def test_the_threshold_of_a_verdict_without_a_reading_is_that_of_its_month_and_station():
    when = a_threshold(
        levels={Level.BLUE: 5.0},
        months={"6-9": Steps(levels={Level.BLUE: 3.0})},
        stations={"B": StationLadder(levels={Level.BLUE: 7.0})},
    )
    may, july = datetime(2026, 5, 1, tzinfo=UTC), datetime(2026, 7, 1, tzinfo=UTC)
    found = [when.threshold_of(Level.BLUE, station=station, at=at) for station in "AB" for at in (may, july)]
    assert found == [5.0, 3.0, 7.0, 7.0]
    assert when.threshold_of(Level.RED, station="A", at=may) is None
