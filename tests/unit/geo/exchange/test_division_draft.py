from __future__ import annotations

import pytest

from geo.division import Division
from geo.exchange import crossing
from tests.unit.geo.exchange.files import a_feature, polygon, square
from tests.unit.geo.exchange.test_division_plan import XIXIAN, plan, point


def test_polygons_move_no_seat_and_points_remove_no_polygon():
    seat = Division(code=XIXIAN, name="息县", lon=114.74, lat=32.34)
    (with_area,) = plan(a_feature(code="411528", name="息县"), known=[seat]).divisions
    assert (with_area.lon, with_area.geometry is not None) == (114.74, True)
    (moved,) = plan(a_feature(point(114.75), code="411528", name="息县"), known=[with_area]).divisions
    assert (moved.lon, moved.geometry) == (114.75, with_area.geometry)


def test_several_features_of_one_code_are_one_division():
    planned = plan(a_feature(code="411528", name="息县"), a_feature(polygon(square(115.5)), code="411528", name="息县"))
    (division,) = planned.divisions
    assert division.geometry.area == pytest.approx(0.32)
    assert [each.repairs for each in planned.features] == [
        ("joined to feature 1 of the same code",),
        ("counted with feature 1",),
    ]


def test_one_code_of_two_names_is_refused_the_second_time():
    planned = plan(a_feature(code="411528", name="息县"), a_feature(code="411528", name="淮滨"))
    assert planned.features[1].detail == 'code 411528000000 is "息县" in feature 1'


def test_two_points_of_one_code_are_refused():
    planned = plan(a_feature(point(), code="411528", name="息县"), a_feature(point(115.0), code="411528", name="息县"))
    assert planned.features[1].detail == "code 411528000000 is already in feature 1"


def test_areas_whose_lines_cross_too_often_are_not_joined(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(crossing, "_FEW_PAIRS", 0)
    monkeypatch.setattr(crossing, "MOST_BETWEEN", 1)
    planned = plan(
        a_feature(code="411528", name="息县"), a_feature(polygon(square(114.6, 32.3)), code="411528", name="息县")
    )
    assert planned.features[1].detail == "cannot be joined to feature 1: its lines cross more than 1 times"
