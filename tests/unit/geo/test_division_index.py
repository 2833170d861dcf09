import math

import shapely

from geo.division import Division
from geo.division_index import DivisionIndex

CITY = Division(code="411500000000", name="信阳市", geometry=shapely.box(113.5, 31.3, 116.0, 32.7))
COUNTY = Division(code="411528000000", name="息县", geometry=shapely.box(114.5, 32.2, 114.9, 32.6))
TOWN = Division(code="411528100000", name="镇", lon=114.7, lat=32.3, radius_m=5_000)
OTHER = Division(code="411528101000", name="乡", lon=114.72, lat=32.3, radius_m=5_000)
BARE = Division(code="411528102000", name="无", lon=114.7, lat=32.3)
INDEX = DivisionIndex([TOWN, COUNTY, OTHER, CITY, BARE])


def test_a_place_lies_in_the_largest_first():
    assert [each.name for each in INDEX.at(114.701, 32.3)] == ["信阳市", "息县", "镇"]
    assert INDEX.code(114.701, 32.3) == TOWN.code


def test_of_several_townships_in_reach_the_nearest_counts():
    assert INDEX.code(114.719, 32.3) == OTHER.code


def test_a_place_beyond_every_radius_lies_in_the_county():
    assert INDEX.code(114.55, 32.55) == COUNTY.code


def test_edges_are_inside():
    assert INDEX.code(114.5, 32.2) == COUNTY.code


def test_nowhere_lies_in_nothing():
    assert INDEX.at(math.nan, 32.3) == []
    assert INDEX.code(100.0, 20.0) == ""
    assert DivisionIndex([]).at(114.7, 32.3) == []
