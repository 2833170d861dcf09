from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulators.hydrology import STEP_H, discharge, lake, muskingum, runoff, stage, unit_hydrograph

rains = st.lists(st.floats(0, 40), min_size=1, max_size=60).map(np.array)
pulse = np.concatenate([np.full(10, 100.0), np.full(12, 900.0), np.full(400, 100.0)])


@given(rain=rains, wetness=st.floats(0, 1))
def test_runoff_is_never_negative_nor_more_than_the_rain(rain, wetness: float):
    out = runoff(rain, wetness=wetness)
    assert (out >= 0).all()
    assert (out <= rain + 1e-9).all()


@given(rain=rains)
def test_the_soil_keeps_what_does_not_run_off_and_never_more_than_it_can_hold(rain):
    kept = (rain - runoff(rain, wetness=0.4)).sum()
    assert kept <= 0.6 * 130 + 1e-6


def test_soaked_soil_lets_everything_run_off_and_wetter_soil_more():
    rain = np.full(20, 5.0)
    assert runoff(rain, wetness=1.0).sum() == pytest.approx(100.0)
    assert runoff(rain, wetness=0.8).sum() > runoff(rain, wetness=0.3).sum()


@pytest.mark.parametrize("lag", [2.0, 8.0, 16.0])
def test_a_unit_hydrograph_keeps_the_water_and_delays_it_by_its_lag(lag: float):
    parts = unit_hydrograph(lag_h=lag)
    assert parts.sum() == pytest.approx(1.0)
    assert ((np.arange(len(parts)) + 0.5) * STEP_H * parts).sum() == pytest.approx(lag, rel=0.03)


def test_ten_millimetres_over_360_square_kilometres_are_3_6_million_cubic_metres():
    water = discharge(np.array([10.0, *np.zeros(200)]), area_km2=360, lag_h=4)
    assert water.sum() * STEP_H * 3600 == pytest.approx(3.6e6, rel=1e-3)


@given(travel=st.floats(0.5, 20), weighting=st.floats(0.0, 0.3))
def test_routing_keeps_the_water_delays_it_by_the_travel_time_and_flattens_it(travel: float, weighting: float):
    out = muskingum(pulse, travel_h=travel, weighting=weighting)
    extra_in, extra_out = pulse - 100, out - 100
    hours = np.arange(len(pulse)) * STEP_H
    assert extra_out.sum() == pytest.approx(extra_in.sum(), rel=0.01)
    assert (out >= 99.999).all()
    assert out.max() <= 900.001
    lag = (hours * extra_out).sum() / extra_out.sum() - (hours * extra_in).sum() / extra_in.sum()
    assert lag == pytest.approx(travel, rel=0.05, abs=0.1)


def test_a_reach_without_length_changes_nothing():
    assert muskingum(pulse, travel_h=0) is pulse


def test_a_lake_takes_the_top_off_a_flood_and_gives_the_water_back_later():
    height, outflow = lake(pulse, area_km2=20, outlet=60)
    assert outflow.max() < 0.8 * pulse.max()
    assert outflow.argmax() > pulse.argmax()
    stored = (height[-1] - height[0]) * 20e6
    assert (pulse[1:] - outflow[1:]).sum() * STEP_H * 3600 == pytest.approx(stored, abs=1)
    assert outflow[-1] == pytest.approx(100, rel=0.05)


def test_a_small_lake_with_a_large_outlet_never_runs_dry_below_rest():
    height, outflow = lake(np.zeros(50), area_km2=0.01, outlet=5000)
    assert (height >= 0).all()
    assert (outflow >= 0).all()


def test_the_rating_of_xixian_passes_through_the_published_pairs():
    """息县 41.95 m at 4330 m³/s (2007-07-15) and 43.33 m at 6020 m³/s (2005-07-11), newspapers of the day."""
    assert stage(np.array([4330.0, 6020.0]), zero_m=34.25, scale=0.117) == pytest.approx([41.95, 43.33], abs=0.01)
