from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.index.aqi import Edition, Mean, iaqi
from simulators.air.index import FACTORS, daily_index, hourly_index


@pytest.mark.parametrize(
    ("means", "index"),
    [
        ({"pm25": 35}, 50),
        ({"pm25": 60.5}, 100),
        ({"pm25": 60.6}, 101),
        ({"pm10": 150}, 112),
        ({"no2": 350}, 115),
        ({"o3": 300}, 150),
        ({"so2": 801}, 200),
        ({"co": 12.35}, 105),
        ({"pm25": 900}, 500),
        ({"water_level": 40}, 0),
    ],
)
def test_published_values_of_an_hour(means: dict[str, float], index: int):
    """HJ 633-2026, table 1."""
    assert hourly_index(means) == index


@given(st.sampled_from(FACTORS), st.integers(0, 1500))
def test_the_table_is_the_one_of_the_rules(factor: str, value: int):
    edition = Edition.HJ_633_2026
    assert hourly_index({factor: value}) == iaqi(factor, value, mean=Mean.HOUR, edition=edition)
    day = Mean.EIGHT_HOURS if factor == "o3" else Mean.DAY
    assert daily_index({factor: value}) == iaqi(factor, value, mean=day, edition=edition)
