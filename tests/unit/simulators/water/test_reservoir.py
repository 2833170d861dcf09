from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulators.catchment import catchment
from simulators.hydrology import STEP_H
from simulators.water.reservoir import Gates, Release, brought_forward, managed, orders

GATES = Gates(plan=((100.0, 0.0), (101.0, 100.0), (103.0, 700.0), (106.0, 2000.0)), dead=95.0, full=105.0)
AREA_KM2 = 40.0
inflows = st.lists(st.floats(0, 1500), min_size=2, max_size=120).map(np.array)


def run(inflow: np.ndarray, *releases: Release) -> tuple[np.ndarray, np.ndarray]:
    return managed(inflow, area_km2=AREA_KM2, gates=GATES, ordered=orders(releases, steps=len(inflow)))


def an_order(at_h: float, flow: float | None) -> Release:
    return Release(station="XY-R01", at_h=at_h, flow=flow)


@given(inflow=inflows, flow=st.none() | st.floats(0, 2000), at_h=st.floats(0, 60))
def test_no_water_is_made_or_lost_whatever_is_ordered(inflow, flow, at_h):
    levels, flows = run(inflow, an_order(at_h, flow))
    stored = (levels[-1] - GATES.balanced(inflow[0])) * AREA_KM2 * 1e6
    assert (inflow - flows).sum() * STEP_H * 3600 == pytest.approx(stored, rel=1e-6, abs=1)


@given(inflow=inflows, at_h=st.floats(0, 20))
def test_an_order_cannot_empty_a_reservoir_below_its_dead_level(inflow, at_h):
    levels, flows = run(inflow, an_order(at_h, 2000.0))
    assert (levels >= GATES.dead - 1e-6).all()
    assert (flows >= 0).all()


def test_a_reservoir_starts_where_its_plan_releases_what_comes_in():
    levels, flows = run(np.full(50, 100.0))
    assert levels == pytest.approx(np.full(50, 101.0))
    assert flows == pytest.approx(np.full(50, 100.0))


def test_an_emergency_release_begins_at_its_instant_and_ends_with_the_plan():
    _, flows = run(np.full(60, 100.0), an_order(10, 1200.0), an_order(15, None))
    assert flows[19] == pytest.approx(100)
    assert (flows[20:30] == 1200.0).all()
    assert flows[30] < 100, "what was released is missing now"


def test_an_order_to_hold_back_raises_the_level_until_the_reservoir_is_full():
    levels, flows = run(np.full(400, 900.0), an_order(0, 0.0))
    assert flows[0] == 0.0
    assert levels.max() < GATES.full + 0.5
    assert flows[-50:].mean() == pytest.approx(900, rel=0.05)


def test_no_gate_passes_more_than_its_largest_release():
    _, flows = run(np.full(10, 500.0), an_order(0, 9000.0))
    assert flows.max() == GATES.largest


def test_a_reservoir_takes_the_top_off_a_flood():
    wave = np.concatenate([np.full(10, 100.0), np.full(16, 1800.0), np.full(200, 100.0)])
    _, flows = run(wave)
    assert flows.max() < 0.7 * wave.max()
    assert flows.argmax() >= 25


def test_plans_of_the_shipped_reservoirs_rise_and_lie_between_dead_and_full():
    shipped = [node.gates for node in catchment() if node.gates]
    assert len(shipped) == 4
    for gates in shipped:
        levels, flows = zip(*gates.plan, strict=True)
        assert list(levels) == sorted(set(levels))
        assert list(flows) == sorted(set(flows))
        assert gates.dead < levels[0] < gates.full


def at_hours(releases):
    return [(each.station, each.at_h, each.flow) for each in releases]


def test_an_order_that_is_given_early_brings_what_follows_from_it_and_nothing_else():
    mine = [Release(station="R1", at_h=h, flow=f) for h, f in ((2.0, 50.0), (10.5, 900.0), (18.0, None))]
    other = Release(station="R2", at_h=11.0, flow=70.0)
    given = brought_forward([*mine, other], station="R1", planned_h=10.0, given_h=7.0)
    assert at_hours(given) == [("R2", 11.0, 70.0), ("R1", 2.0, 50.0), ("R1", 7.5, 900.0), ("R1", 15.0, None)]


@pytest.mark.parametrize("given_h", [10.0, 12.0, 9.9])
def test_an_order_that_cannot_come_earlier_changes_nothing(given_h):
    mine = (Release(station="R1", at_h=10.5, flow=900.0),)
    assert brought_forward(mine, station="R1", planned_h=10.0, given_h=given_h) == mine
    assert brought_forward(mine, station="R9", planned_h=10.0, given_h=1.0) == mine


@given(given_h=st.floats(0, 9.0), hold=st.floats(0.5, 8))
def test_water_that_has_run_stays_as_it_ran(given_h, hold):
    inflow = np.full(60, 300.0)
    planned = (Release(station="R1", at_h=10.0, flow=1500.0), Release(station="R1", at_h=10 + hold, flow=None))
    early = brought_forward(planned, station="R1", planned_h=10.0, given_h=given_h)
    past = math.ceil(given_h / STEP_H) + 1
    before, after = (run(inflow, *each)[1] for each in (planned, early))
    assert (before[:past] == after[:past]).all()
    assert (after[past:] != before[past:]).any()
