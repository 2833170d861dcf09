from __future__ import annotations

import shapely

from geo.fence import Fence, FenceId
from rules.place import common_division, place_of_fence, place_of_stations
from tests.unit.rules.builders import a_station

A, B = a_station("A", lon=114.0, division="411528102000"), a_station("B", lon=115.0, division="411522000000")


def test_what_several_divisions_have_in_common_is_the_smallest_that_holds_them():
    assert common_division(["411528102000", "411528103000"]) == "411528000000"
    assert common_division(["411528102000", "411522000000"]) == "411500000000"
    assert common_division(["411528102000"]) == "411528102000"
    assert common_division(["411528000000", "420100000000"]) == "000000000000"
    assert common_division([]) == "000000000000"


def test_a_fence_without_a_division_lies_in_that_of_its_stations():
    fence = Fence(id=FenceId("f"), name="东区", geometry=shapely.box(114, 32, 115, 33))
    place = place_of_fence(fence, stations=[A, B])
    assert (place["place"], place["division"], place["lon"], place["lat"]) == ("东区", "411500000000", 114.5, 32.5)


def test_an_area_of_stations_is_in_their_midst():
    place = place_of_stations("淮河", [A, B])
    assert (place["place"], place["division"], place["lon"]) == ("淮河", "411500000000", 114.5)
    assert place_of_stations("县", [A], division="411528000000")["division"] == "411528000000"
