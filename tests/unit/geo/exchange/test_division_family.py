import pytest
import shapely

from geo.division import Division, DivisionTree
from geo.exchange import crossing
from geo.exchange.division_family import agrees_with, differing_fields, missing, outside

BOX = shapely.box(114, 32, 115, 33)


def a_division(code: str = "411528000000", **facts) -> Division:
    return Division(code=code, name=code, **facts)


def test_an_area_lies_outside_by_its_part_and_a_point_wholly_or_not():
    assert outside(a_division(geometry=shapely.box(114.5, 32, 115.5, 33)), BOX) == 0.5
    assert outside(a_division(geometry=BOX), BOX) == 0.0
    assert outside(a_division(lon=114.0, lat=32.0), BOX) == 0.0
    assert outside(a_division(lon=113.9, lat=32.0), BOX) == 1.0


def test_a_place_that_is_not_known_lies_nowhere_outside():
    assert outside(a_division(), BOX) == 0.0


def test_siblings_are_of_one_parent_and_one_rank():
    tree = DivisionTree(map(a_division, ["411500000000", "411527000000", "411528000000", "411528100000"]))
    assert missing(["411528000000"], tree) == ("411527000000",)
    assert missing(["411500000000"], tree) == ()


def test_a_parent_lies_above_in_the_code():
    assert agrees_with("411528000000", "411500")
    assert not agrees_with("411528000000", "411528")
    assert not agrees_with("411528000000", "河南省")


def test_where_a_ring_begins_makes_no_difference():
    turned = shapely.Polygon([*BOX.exterior.coords[2:], *BOX.exterior.coords[1:3]])
    assert differing_fields(a_division(geometry=BOX), a_division(geometry=turned)) == ()
    assert differing_fields(a_division(geometry=BOX), a_division(lon=1.0, lat=2.0)) == ("lon", "lat", "geometry")
    assert differing_fields(None, a_division()) == ()


def test_areas_whose_lines_cross_too_often_are_not_compared(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(crossing, "_FEW_PAIRS", 0)
    monkeypatch.setattr(crossing, "MOST_BETWEEN", 1)
    division = Division(code="411528000000", name="息县", geometry=shapely.box(114, 32, 115, 33))
    assert outside(division, shapely.box(114.5, 32.5, 116, 34)) is None
