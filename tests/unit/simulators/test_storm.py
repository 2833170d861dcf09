from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulators.scenario import scenario
from simulators.storm import Cells, Downpour, downpour_field, downpour_over, draw_cells, rain_field, scaled, tipped

LON, LAT = np.array([114.1, 114.7, 115.4]), np.array([32.1, 32.3, 32.4])


def test_the_same_seed_gives_the_same_cells_and_another_cycle_gives_others():
    storm = scenario("storm")
    first, again, later = (draw_cells(storm, seed=7, cycle=cycle) for cycle in (0, 0, 1))
    assert np.array_equal(first.lon, again.lon)
    assert np.array_equal(first.peak, again.peak)
    assert not np.array_equal(first.lon, later.lon)


@given(seed=st.integers(0, 10_000))
def test_rain_falls_inside_its_window_only(seed: int):
    storm = scenario("storm")
    rain = rain_field(draw_cells(storm, seed=seed, cycle=0), lon=LON, lat=LAT, length_h=storm.length_h)
    hours = (np.arange(len(rain)) + 0.5) / 12
    assert rain.shape == (storm.length_h * 12, 3)
    assert (rain >= 0).all()
    assert not rain[(hours < storm.rain_from_h) | (hours > storm.rain_until_h)].any()


def test_a_cell_rains_most_under_its_middle_and_moves_on():
    one = {name: np.array([value]) for name, value in {
        "start": 0.0, "end": 4.0, "lon": 114.0, "lat": 32.0, "east": 20.0, "north": 0.0, "radius": 15.0, "peak": 40.0,
    }.items()}  # fmt: skip
    places = np.array([114.0, 114.4246, 114.85])  # where the middle is after 0, 2 and 4 h
    rain = rain_field(Cells(**one), lon=places, lat=np.full(3, 32.0), length_h=6)
    peaks = rain.argmax(axis=0) / 12
    assert peaks[0] < peaks[1] < peaks[2]
    assert rain[:, 1].max() * 12 == pytest.approx(40.0, rel=0.01)


POUR = Downpour(lon=114.1, lat=32.1, mm=90.0, from_h=2.0, until_h=4.0, radius_km=5.0)


def test_a_downpour_stands_over_its_place_for_its_time_and_meets_its_sum():
    lon, lat = np.array([114.1, 114.1 + 5 / 94.2, 116.0]), np.full(3, 32.1)
    rain = downpour_field([POUR], lon=lon, lat=lat, length_h=6)
    assert rain.sum(axis=0) == pytest.approx([90.0, 90.0 * np.exp(-0.5), 0.0], abs=0.01)
    hours = (np.arange(len(rain)) + 0.5) / 12
    assert not rain[(hours < 2) | (hours > 4)].any()
    assert rain[:, 0].argmax() in {35, 36}


def test_a_downpour_falls_wholly_into_the_nearest_catchment():
    areas = np.array([500.0, 100.0, 100.0])
    rain = downpour_over([POUR], lon=LON, lat=LAT, areas=areas, length_h=6)
    assert (rain.sum(axis=0) * areas) == pytest.approx([90 * 2 * np.pi * 25, 0, 0])


def test_no_downpours_leave_everything_dry():
    assert not downpour_field([], lon=LON, lat=LAT, length_h=6).any()


def test_a_storm_without_cells_is_dry():
    dry = replace(scenario("calm"), cells=0)
    assert not rain_field(draw_cells(dry, seed=1, cycle=0), lon=LON, lat=LAT, length_h=6).any()


def test_the_areal_mean_meets_the_total():
    rain = np.array([[1.0, 3.0], [2.0, 0.0]])
    factor = scaled(rain, weights=np.array([1.0, 2.0]), total=60.0)
    assert np.average((rain * factor).sum(axis=0), weights=[1.0, 2.0]) == pytest.approx(60.0)
    assert scaled(np.zeros((2, 2)), weights=np.ones(2), total=60.0) == 0.0


@given(st.lists(st.floats(0, 5), min_size=1, max_size=50))
def test_a_tipping_bucket_never_counts_more_than_fell_and_lags_less_than_one_tip(falls: list[float]):
    rain = np.array(falls)[:, None]
    behind = np.cumsum(rain, axis=0) - tipped(rain)
    assert (behind >= -1e-9).all()
    assert (behind < 0.5 + 1e-9).all()
