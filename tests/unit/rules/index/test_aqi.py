"""Golden values: worked by hand from table 1 of HJ 633-2026 and of HJ 633-2012."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.index.aqi import (
    FACTORS,
    Category,
    Edition,
    Mean,
    category_of,
    daily,
    edition_on,
    hourly,
    iaqi,
    level_of,
)
from sensing.level import Level

OLD, NEW = Edition.HJ_633_2012, Edition.HJ_633_2026
CLEAN = dict.fromkeys(FACTORS, 1.0)


@pytest.mark.parametrize(
    ("factor", "mean", "value", "index"),
    [
        ("pm25", Mean.DAY, 35, 50),
        ("pm25", Mean.DAY, 60, 100),
        ("pm25", Mean.DAY, 60.5, 100),
        ("pm25", Mean.DAY, 60.6, 101),
        ("pm25", Mean.DAY, 75, 114),
        ("pm25", Mean.DAY, 115, 150),
        ("pm25", Mean.DAY, 250, 300),
        ("pm25", Mean.DAY, 501, 500),
        ("pm10", Mean.DAY, 121, 101),
        ("pm10", Mean.DAY, 150, 112),
        ("no2", Mean.HOUR, 350, 115),
        ("o3", Mean.EIGHT_HOURS, 161, 101),
        ("o3", Mean.EIGHT_HOURS, 801, 300),
        ("o3", Mean.HOUR, 300, 150),
        ("so2", Mean.HOUR, 801, 200),
        ("co", Mean.DAY, 2.05, 50),
        ("co", Mean.HOUR, 12.35, 105),
        ("co", Mean.DAY, 0, 0),
    ],
)
def test_the_edition_of_2026_interpolates_and_rounds_up(factor: str, mean: Mean, value: float, index: int):
    assert iaqi(factor, value, mean=mean, edition=NEW) == index


@pytest.mark.parametrize(
    ("factor", "value", "index"), [("pm25", 75, 100), ("pm25", 61, 83), ("pm10", 150, 100), ("pm25", 35, 50)]
)
def test_the_edition_of_2012_is_milder_on_particles(factor: str, value: float, index: int):
    assert iaqi(factor, value, mean=Mean.DAY, edition=OLD) == index


def test_beyond_a_short_column_2012_has_no_value_and_2026_a_cap():
    assert iaqi("so2", 801, mean=Mean.HOUR, edition=OLD) is None
    assert iaqi("so2", 801, mean=Mean.HOUR, edition=NEW) == 200


def test_the_edition_changes_on_the_first_of_march_2026():
    assert edition_on(date(2026, 2, 28)) is OLD
    assert edition_on(date(2026, 3, 1)) is NEW


def test_particles_of_an_hour_use_the_column_of_a_day():
    assert iaqi("pm25", 75, mean=Mean.HOUR, edition=NEW) == iaqi("pm25", 75, mean=Mean.DAY, edition=NEW)


@given(
    factor=st.sampled_from(FACTORS),
    values=st.lists(st.floats(0, 5000, allow_nan=False), min_size=2, max_size=2),
    edition=st.sampled_from(Edition),
)
def test_more_of_a_factor_is_never_a_lower_index(factor: str, values: list[float], edition: Edition):
    low, high = (iaqi(factor, value, mean=Mean.HOUR, edition=edition) for value in sorted(values))
    if low is not None and high is not None:
        assert 0 <= low <= high <= 500


def test_the_index_is_the_highest_and_ties_share_the_blame():
    found = daily({**CLEAN, "pm25": 115, "pm10": 250}, edition=NEW)
    assert (found.index, found.primary, found.category) == (150, ("pm10", "pm25"), Category.LIGHT)


def test_clean_air_has_no_primary_pollutant():
    found = hourly({**CLEAN, "pm25": 35}, edition=NEW)
    assert (found.index, found.primary) == (50, ())


def test_a_missing_factor_keeps_an_index_back_unless_it_is_bad_already():
    assert hourly({**CLEAN, "o3": None}, edition=NEW).index is None
    bad = hourly({**CLEAN, "o3": None, "pm25": 75}, edition=NEW)
    assert (bad.index, bad.missing) == (114, ("o3",))


def test_a_factor_that_is_not_monitored_keeps_nothing_back():
    assert hourly({"pm25": 35.0}, edition=NEW).index == 50
    assert hourly({}, edition=NEW).index is None


def test_ozone_of_a_day_is_the_mean_of_eight_hours():
    assert daily({"o3": 161.0}, edition=NEW).parts == {"o3": 101}
    assert hourly({"o3": 161.0}, edition=NEW).parts == {"o3": 52}


def test_categories_and_colours_follow_the_steps():
    assert [category_of(index).value for index in (50, 51, 150, 200, 300, 301)] == [
        "优",
        "良",
        "轻度污染",
        "中度污染",
        "重度污染",
        "严重污染",
    ]
    assert [level_of(index) for index in (100, 101, 151, 201, 301)] == [
        Level.NONE,
        Level.BLUE,
        Level.YELLOW,
        Level.ORANGE,
        Level.RED,
    ]
