from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sensing.level import Level
from simulators.field import field_city
from simulators.scenario import scenario
from simulators.storm import Downpour
from simulators.water.cycle import Basin
from simulators.water.truth import Height, heights_of, spells, water_truth

CITY = field_city()
BY_ID = {station.id: station for station in CITY.stations}
STORM, CALM = scenario("storm"), scenario("calm")


def truth(story, seed: int = 1):
    return water_truth(CITY, story, Basin(CITY, story, seed=seed).cycle(0))


def at(found, station: str) -> dict[Level, tuple[float, float]]:
    return {each.level: (each.from_h, each.until_h) for each in found if each.station == station}


def test_calm_weather_is_not_dangerous_anywhere():
    assert truth(CALM) == ()


def test_public_stages_are_yellow_and_orange_and_hold_from_crossing_to_crossing():
    dangers = at(truth(STORM), "XY-H05")
    assert list(dangers) == [Level.YELLOW, Level.ORANGE]
    assert dangers[Level.YELLOW][0] < dangers[Level.ORANGE][0] < dangers[Level.ORANGE][1] < dangers[Level.YELLOW][1]
    course = Basin(CITY, STORM, seed=1).cycle(0).courses["XY-H05"].level
    hour = dangers[Level.ORANGE][0]
    assert np.interp(hour * 2, np.arange(len(course)), course) == pytest.approx(29.3, abs=1e-6)


def test_heights_of_the_scenario_win_over_the_public_ones():
    story = replace(STORM, heights=(Height(station="XY-H05", level=Level.RED, metres=29.76),))
    assert list(at(truth(story), "XY-H05")) == [Level.RED]
    assert heights_of(BY_ID["XY-H03"], story) == {Level.YELLOW: 41.5, Level.ORANGE: 43.0}
    assert heights_of(BY_ID["XY-H01"], story) == {}, "no public stage, no danger"


def test_each_kind_of_water_has_its_own_hazard():
    places = {"XY-T01": 120.0, "XY-L01": 70.0}
    pours = tuple(
        Downpour(lon=BY_ID[name].lon, lat=BY_ID[name].lat, mm=mm, from_h=14, until_h=16, radius_km=3)
        for name, mm in places.items()
    )
    heights = (Height(station="XY-R01", level=Level.BLUE, metres=100.0),)
    found = truth(replace(CALM, downpours=pours, heights=heights))
    hazards = {each.station: each.hazard for each in found if each.hazard != "11B03"}
    assert hazards["XY-T01"] == "11A51"
    assert hazards["XY-L01"] == "11A02"
    assert hazards["XY-R01"] == "11A03"
    assert {each.level for each in found if each.hazard == "11A51"} == {Level.ORANGE, Level.RED}


def test_a_rainstorm_is_over_a_county_and_names_the_gauge_that_had_most():
    found = [each for each in truth(STORM) if each.hazard == "11B03"]
    assert found
    assert {each.station for each in found} == {""}
    assert all(BY_ID[each.what_en.split()[0]].division == each.division for each in found)
    blue = next(each for each in found if each.level is Level.BLUE)
    assert "12 小时" in blue.what_zh
    assert "in 12 h" in blue.what_en


def test_a_cloudburst_over_a_brook_is_a_rainstorm_of_its_county_though_no_rain_gauge_is_near():
    brook = BY_ID["XY-T03"]
    pour = Downpour(lon=brook.lon, lat=brook.lat, mm=110, from_h=14, until_h=16, radius_km=2)
    found = [each for each in truth(replace(CALM, downpours=(pour,))) if each.hazard == "11B03"]
    assert {(each.division, each.what_en.split()[0]) for each in found} == {(brook.division, "XY-T03")}
    assert {each.level for each in found} == {Level.BLUE, Level.YELLOW, Level.ORANGE, Level.RED}


def test_the_truth_ends_with_the_scenario():
    short = replace(STORM, length_h=30, rain_until_h=20)
    assert max(each.until_h for each in truth(short)) == 30
    assert all(0 <= each.from_h < each.until_h for each in truth(short))


def test_spells_close_together_are_one():
    above = np.array([False, True, True, False, True, False, False, False, True])
    assert spells(above, step_h=0.5) == [(1, 5), (8, 9)]
    assert spells(above, step_h=0.1) == [(1, 9)]
    assert spells(np.zeros(4, dtype=bool), step_h=0.5) == []


@given(st.lists(st.booleans(), max_size=60))
def test_spells_hold_every_step_that_is_above(flags: list[bool]):
    above = np.array(flags, dtype=bool)
    found = spells(above, step_h=0.5)
    covered = np.zeros(len(above), dtype=bool)
    for start, end in found:
        covered[start:end] = True
        assert above[start]
        assert above[end - 1]
    assert (covered | ~above).all()


def test_a_lost_gauge_changes_nothing_about_the_truth():
    assert truth(scenario("lost-gauge")) == truth(STORM)
