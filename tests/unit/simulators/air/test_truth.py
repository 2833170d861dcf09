from __future__ import annotations

from dataclasses import replace

from sensing.level import Level
from simulators.air.truth import _runs
from tests.unit.simulators.air.test_air import PLAN, the_air
from tests.unit.simulators.parts import the_city


def test_the_truth_of_hours_is_told_station_by_station():
    hourly = [danger for danger in the_air().truth() if danger.hazard == "12Q02"]
    assert {danger.station for danger in hourly} == {each.id for each in the_city().stations if each.kind == "air"}
    assert {Level.YELLOW, Level.ORANGE} <= {danger.level for danger in hourly}
    assert all(6 <= danger.from_h < danger.until_h <= 174 for danger in hourly)


def test_higher_levels_lie_within_lower_ones():
    hourly = [danger for danger in the_air().truth() if danger.station == "XY-A02"]
    yellow = [danger for danger in hourly if danger.level is Level.YELLOW]
    for danger in hourly:
        assert any(one.from_h <= danger.from_h and danger.until_h <= one.until_h for one in yellow)


def test_a_week_of_heavy_pollution_reaches_red_on_its_third_bad_day():
    daily = {danger.level: danger for danger in the_air().truth() if danger.hazard == "11B67"}
    assert set(daily) == {Level.YELLOW, Level.ORANGE, Level.RED}
    assert daily[Level.YELLOW].from_h < daily[Level.ORANGE].from_h < daily[Level.RED].from_h
    assert all((danger.from_h + 8) % 24 == 0 for danger in daily.values()), "days begin at midnight in Beijing"
    assert {danger.division for danger in daily.values()} == {"411500000000"}


def test_a_mild_week_is_no_danger():
    assert the_air(replace(PLAN, peak_pm25=60)).truth() == ()


def test_levels_of_days_need_their_runs():
    """Over 200 for a day or 150 for two; 200 for two or 150 for three; 200 for three of which one over 300."""
    assert _runs([100, 210, 100], Level.YELLOW) == [(1, 2)]
    assert _runs([160, 160, 90], Level.YELLOW) == [(1, 2)]
    assert _runs([160, 160, 160, 90], Level.ORANGE) == [(2, 3)]
    assert _runs([210, 220, 230, 240], Level.RED) == []
    assert _runs([210, 220, 310, 240], Level.RED) == [(2, 4)]
    assert _runs([210, 220, 230, 310], Level.RED) == [(3, 4)]
