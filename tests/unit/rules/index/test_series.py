from __future__ import annotations

from datetime import UTC, datetime, timedelta

import numpy as np

from rules.index.aqi import FACTORS
from rules.index.series import daily_aqi, hourly_aqi, water_classes
from rules.index.water import Body
from sensing.instant import to_micros

HOUR = 3_600_000_000
#: Midnight in Beijing of the first day under HJ 633-2026.
MIDNIGHT = to_micros(datetime(2026, 2, 28, 16, tzinfo=UTC))


def hours(count: int, *, first: int = MIDNIGHT) -> np.ndarray:
    return first + np.arange(count) * HOUR


def clean(count: int) -> dict[str, np.ndarray]:
    return {factor: np.full(count, 1.0) for factor in FACTORS}


def test_an_hour_is_told_at_its_end_by_the_edition_of_its_beginning():
    starts = hours(2, first=MIDNIGHT - HOUR)
    means = clean(2) | {"pm25": np.array([75.0, 75.0])}
    assert hourly_aqi(means, starts) == {MIDNIGHT: 100, MIDNIGHT + HOUR: 114}


def test_an_hour_with_a_factor_missing_has_no_index_unless_it_is_bad():
    means = clean(2) | {"o3": np.array([np.nan, np.nan]), "pm25": np.array([20.0, 150.0])}
    assert hourly_aqi(means, hours(2)) == {MIDNIGHT + 2 * HOUR: 200}


def test_a_day_is_told_at_its_end_and_a_part_of_one_is_not():
    means = clean(30) | {"pm25": np.full(30, 60.0)}
    assert daily_aqi(means, hours(30)) == {MIDNIGHT + 24 * HOUR: 100}


def test_water_is_classed_when_something_was_measured_with_what_still_stands():
    newest = {
        "ph": np.array([7.0, np.nan, np.nan, 7.0, np.nan]),
        "cod_mn": np.array([12.0, np.nan, np.nan, np.nan, np.nan]),
    }
    lasts = {"ph": timedelta(hours=2), "cod_mn": timedelta(hours=3)}
    found = water_classes(newest, hours(5), lasts=lasts, body=Body.RIVER)
    assert found == {MIDNIGHT + HOUR: 5, MIDNIGHT + 4 * HOUR: 1}


def test_nothing_measured_is_no_class():
    assert water_classes({}, hours(3), lasts={}, body=Body.RIVER) == {}
