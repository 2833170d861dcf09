from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from simulators.catchment import route
from simulators.field import field_city
from simulators.hydrology import STEP_H
from simulators.scenario import Scenario, scenario
from simulators.storm import Downpour
from simulators.water.cycle import DAY_STEPS, Basin
from simulators.water.reservoir import Release
from simulators.water.street import Drains

CITY = field_city()
COLUMN = {station.id: column for column, station in enumerate(CITY.stations)}
STORM, CALM = scenario("storm"), scenario("calm")
#: As in July 2020: rain for three and a half days, 王家坝 above its guarantee stage on the fourth.
LONG = replace(STORM, length_h=216, rain_mm=190, rain_from_h=2, rain_until_h=90, cells=40, wetness=0.5)


def basin(story: Scenario = STORM, *, seed: int = 1) -> Basin:
    return Basin(CITY, story, seed=seed)


def over(station: str, *, mm: float, hours: tuple[float, float] = (14, 16.5), radius_km: float = 4) -> Downpour:
    place = CITY.stations[COLUMN[station]]
    return Downpour(lon=place.lon, lat=place.lat, mm=mm, from_h=hours[0], until_h=hours[1], radius_km=radius_km)


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_a_flood_like_2020_tops_the_guarantee_stage_at_wangjiaba_a_day_or_two_after_the_warning_stage(seed: int):
    """2020: 27.50 m on 07-17 22:48, 29.31 m on 07-20 00:06, peak 29.76 m (Ministry of Water Resources)."""
    course = basin(LONG, seed=seed).cycle(0).courses["XY-H05"]
    warned, topped = (float((course.level > height).argmax()) * STEP_H for height in (27.5, 29.3))
    assert 29.3 < course.level.max() < 30.35, "the record of 1968"
    assert 8 <= topped - warned <= 60
    assert 5000 < course.flow.max() < 11_000


def test_the_flood_of_shishankou_has_the_inflow_of_2007():
    """2007-07: 270 mm of areal rain in 23 h, inflow up to 2438 m³/s (flood news of 07-14)."""
    story = replace(CALM, rain_mm=0.001, wetness=0.7, downpours=())
    of = basin(story)
    rain = np.zeros((round(story.length_h * 12), len(of.nodes)))
    column = [node.id for node in of.nodes].index("XY-R02")
    age = np.arange(23 * 12) / (23 * 12)
    rain[: 23 * 12, column] = 270 * (np.sin(np.pi * age) ** 2) / (np.sin(np.pi * age) ** 2).sum()
    course = route(of.nodes, [rain], wetness=0.7)["XY-R02"]
    rise = np.diff(course.level, prepend=course.level[0]) * 22e6 / (STEP_H * 3600)
    assert 1200 < (course.flow + rise).max() < 3600
    assert course.flow.max() < 0.8 * (course.flow + rise).max(), "the reservoir takes the top off"


def test_what_is_released_reaches_the_gauges_downstream_in_their_order():
    orders = (Release(station="XY-R01", at_h=30, flow=2500), Release(station="XY-R01", at_h=42, flow=None))
    planned, ordered = basin().cycle(0).courses, basin(replace(STORM, releases=orders)).cycle(0).courses
    more = {name: ordered[name].flow - planned[name].flow for name in ("XY-R01", "XY-H10", "XY-H03", "XY-H05")}
    half = {name: float((line > line.max() / 2).argmax()) * STEP_H for name, line in more.items()}
    assert list(half.values()) == sorted(half.values())
    assert half["XY-R01"] == 30
    assert 1 <= half["XY-H10"] - 30 <= 4
    assert 10 <= half["XY-H05"] - half["XY-H03"] <= 24, "the front comes before the middle, which takes about 21 h"
    peaks = [line.max() for line in more.values()]
    assert peaks == sorted(peaks, reverse=True), "a wave flattens on its way"
    assert ordered["XY-H10"].level.max() > planned["XY-H10"].level.max() + 2
    assert np.allclose(ordered["XY-H06"].flow, planned["XY-H06"].flow), "another tributary"


def test_no_water_is_made_on_the_way_to_wangjiaba():
    cycle, of = basin(LONG).cycle(0), basin(LONG)
    upstream = {"XY-H05"}
    for node in reversed(of.nodes):
        if node.to in upstream:
            upstream.add(node.id)
    mine = np.array([node.id in upstream for node in of.nodes])
    areas = np.array([node.area for node in of.nodes])
    fell = (of.over_nodes(0).sum(axis=0) * areas)[mine].sum() * 1e3
    base = 0.012 * areas[mine].sum() * LONG.length_h * 3600
    passed = cycle.courses["XY-H05"].flow.sum() * STEP_H * 3600
    assert passed < fell + 1.05 * base
    assert passed > 0.4 * fell, "and most of it arrives: the soil was wet"


@settings(max_examples=12, deadline=None)
@given(mm=st.floats(20, 250), more=st.floats(1, 100), seed=st.integers(0, 50))
def test_more_rain_never_lowers_a_peak(mm: float, more: float, seed: int):
    little, much = (basin(replace(STORM, rain_mm=each), seed=seed).cycle(0).courses for each in (mm, mm + more))
    for name, course in little.items():
        assert much[name].level.max() >= course.level.max() - 1e-6, name


def test_the_same_seed_gives_the_same_water_and_another_another_storm():
    first, again, other = (basin(seed=seed).cycle(0) for seed in (7, 7, 8))
    assert first.tips.tobytes() == again.tips.tobytes()
    assert all(course.level.tobytes() == again.courses[name].level.tobytes() for name, course in first.courses.items())
    assert first.tips.tobytes() != other.tips.tobytes()


def test_a_cloudburst_falls_on_the_gauges_near_it_and_wets_one_catchment():
    story = replace(CALM, downpours=(over("XY-T01", mm=110),))
    dry, wet = basin(CALM), basin(story)
    near = COLUMN["XY-T01"]
    assert wet.cycle(0).tips[-1, near] * 0.5 == pytest.approx(110 + dry.cycle(0).tips[-1, near] * 0.5, abs=1.5)
    assert wet.cycle(0).tips[-1, COLUMN["XY-H01"]] == dry.cycle(0).tips[-1, COLUMN["XY-H01"]]
    extra = wet.over_nodes(0) - dry.over_nodes(0)
    areas = np.array([node.area for node in wet.nodes])
    assert (extra.sum(axis=0) > 0).sum() == 1
    assert (extra.sum(axis=0) * areas).sum() == pytest.approx(110 * 2 * np.pi * 16)


def test_failing_drains_are_those_of_the_scenario():
    built = replace(CALM, downpours=(over("XY-L01", mm=60, radius_km=5),))
    failing = replace(built, drains=(Drains(station="XY-L01", working=0.2),))
    shallow, deep = (basin(each).cycle(0).courses for each in (built, failing))
    assert deep["XY-L01"].level.max() > shallow["XY-L01"].level.max() > 0.15
    assert deep["XY-L02"].level.max() == shallow["XY-L02"].level.max()


def test_a_scenario_without_a_storm_is_dry():
    dry = replace(CALM, rain_mm=0.0, rain_from_h=0.0, rain_until_h=0.0, cells=0)
    assert not basin(dry).cycle(0).tips.any()


def test_a_later_cycle_remembers_the_day_before_it():
    of = basin()
    first, second = of.cycle(0), of.cycle(1)
    assert not first.tips[DAY_STEPS - 1].any()
    assert second.courses["XY-H05"].level[0] == pytest.approx(first.courses["XY-H05"].level[-1], abs=0.2)
