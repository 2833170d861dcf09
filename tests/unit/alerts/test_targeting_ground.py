"""The divisions that are known, by what of the map they hold."""

from __future__ import annotations

import pyproj
import shapely
from hypothesis import given
from hypothesis import strategies as st

from alerts.targeting_ground import Ground, no_places
from geo.division import Division
from tests.unit.alerts.ground import CITY, DRAWN, FAR, NEAR, POINT, SOUTH, XIXIAN, divisions

GROUND = Ground(divisions())
EARTH = pyproj.Geod(ellps="GRS80")


def test_only_the_smallest_divisions_whose_place_is_known_are_hit():
    assert GROUND.hit(shapely.box(114, 31, 116, 33)) == [SOUTH, NEAR, FAR, POINT, DRAWN]


@given(st.floats(0, 360), st.floats(0.1, 999.0))
def test_everything_within_the_radius_of_a_village_hits_it(azimuth, metres):
    lon, lat, _ = EARTH.fwd(114.60, 32.30, azimuth, metres)
    assert NEAR in GROUND.hit(shapely.Point(lon, lat).buffer(1e-7))


def test_what_lies_clearly_beyond_the_radius_does_not():
    lon, lat, _ = EARTH.fwd(114.60, 32.30, 33.0, 1_010.0)
    assert GROUND.hit(shapely.Point(lon, lat).buffer(1e-7)) == []


def test_inhabitants_come_from_the_division_itself_before_those_below_it():
    assert GROUND.people(XIXIAN) == (1600, 3, 1)
    assert GROUND.people(CITY) == (1600, 3, 2)
    own = Ground([*(each for each in divisions() if each.code != CITY), Division(code=CITY, name="信阳市", people=9)])
    assert own.people(CITY) == (9, 1, 0)
    assert GROUND.people("419999000000") == (0, 0, 1)


def test_a_division_without_an_outline_is_the_sum_of_those_below_it():
    assert GROUND.shape(CITY).equals(shapely.box(114.5, 31.8, 115.0, 32.6))
    assert GROUND.shape(POINT) is None
    assert GROUND.shape(NEAR).area > 0


def test_names_begin_at_the_county_and_an_unknown_one_is_its_code():
    assert GROUND.name(NEAR) == "息县项店镇甲村"
    assert GROUND.name(CITY) == "信阳市"
    assert GROUND.name("411528100299") == "411528100299"


def test_the_smallest_of_a_subtree_are_told_although_its_top_is_not_known():
    assert [each.code for each in GROUND.smallest("411528000000")] == [NEAR, FAR, POINT, DRAWN]
    assert [each.code for each in Ground(divisions()[3:5]).smallest(XIXIAN)] == [NEAR, FAR]


def test_without_a_map_nothing_is_hit():
    assert no_places().ground.hit(shapely.box(0, 0, 1, 1)) == []


def test_of_eight_thousand_villages_none_is_missed():
    many = [
        Division(
            code=f"4115{20 + n // 1000:02}1{n // 100 % 10:02}2{n % 100:02}", name=f"村{n}",
            lon=114 + n % 100 / 100, lat=32 + n // 100 / 100, radius_m=1500,
        )
        for n in range(8_000)
    ]  # fmt: skip
    ground = Ground(many)
    assert len(ground.hit(shapely.box(114, 32, 115, 33))) == 8_000
