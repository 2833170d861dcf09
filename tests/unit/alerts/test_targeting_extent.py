"""How far a target reaches, and when that must be said twice."""

from __future__ import annotations

import pytest

from alerts.target import Aim
from alerts.targeting import resolve
from alerts.targeting_extent import TOKEN_LENGTH, Limits, extent_of, token, too_large
from alerts.targeting_ground import Places
from tests.unit.alerts.ground import CITY, FAR, NEAR, XIXIAN, places

HERE = places()
COUNTY = resolve(Aim(divisions=(XIXIAN,)), HERE)


@pytest.mark.parametrize(
    ("limits", "said"),
    [
        (Limits(), ""),
        (Limits(km2=2000), "2,087 km² is more than 2,000 km²"),
        (Limits(km2=0, people=1599), "1,600 people are more than 1,599"),
        (Limits(people=1600), ""),
        (Limits(share=0.4), "2,087 km² is more than 40% of 信阳市"),
        (Limits(km2=0, people=0, share=0), ""),
        (Limits(km2=2000, people=1000), "2,087 km² is more than 2,000 km²; 1,600 people are more than 1,000"),
    ],
)
def test_each_limit_says_its_figures(limits, said):
    assert too_large(COUNTY, limits, authority=CITY if limits.share == 0.4 else "") == said


def test_a_whole_city_without_a_map_is_large_and_a_county_is_not():
    bare = Places()
    for code, is_large in ((CITY, True), ("410000000000", True), (XIXIAN, False)):
        aimed = resolve(Aim(divisions=(code,)), bare)
        assert bool(too_large(aimed, Limits(), authority="")) is is_large


def test_a_token_stands_for_these_figures_and_no_others():
    own = token(COUNTY, contacts=5)
    assert len(own) == TOKEN_LENGTH
    assert own == token(resolve(Aim(divisions=(XIXIAN,)), places()), contacts=5)
    others = [
        token(COUNTY, contacts=6),
        token(resolve(Aim(divisions=(NEAR,)), HERE), contacts=5),
        token(resolve(Aim(divisions=(NEAR, FAR)), HERE), contacts=5),
        token(resolve(Aim(divisions=(XIXIAN,), groups=("a",)), HERE), contacts=5),
    ]
    assert own not in others
    assert len(set(others)) == len(others)
    assert extent_of(COUNTY, contacts=5, confirm=own).confirmed == own
    assert extent_of(COUNTY, contacts=6, confirm=own).confirmed == ""
