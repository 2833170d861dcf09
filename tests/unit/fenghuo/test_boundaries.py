from __future__ import annotations

import pytest
from shapely.geometry import Point

from fenghuo.boundaries import county, county_areas, county_polygons


def test_the_ten_counties_of_xinyang_have_outlines_with_full_codes():
    collection = county_polygons("4115")
    assert collection is not None
    codes = {feature["properties"]["code"] for feature in collection["features"]}
    assert len(codes) == 10
    assert "411528000000" in codes
    assert all(len(code) == 12 for code in codes)


def test_a_county_is_found_by_its_code():
    found = county("411528000000")
    assert found.name == "息县"
    assert found.area.is_valid
    assert found.area.contains(Point(114.74, 32.34))


@pytest.mark.parametrize("code", ["999999000000", "411528101000", "411500000000"])
def test_what_is_no_county_of_the_package_is_not_found(code: str):
    assert county(code) is None


def test_without_the_package_there_are_no_outlines(monkeypatch):
    monkeypatch.setattr("fenghuo.boundaries._districts", list)
    assert county_polygons.__wrapped__("4115") is None


@pytest.mark.parametrize("prefix", ["0000", "xx"])
def test_a_prefix_without_counties_has_none(prefix):
    assert county_polygons(prefix) is None


def test_areas_of_counties_are_valid_and_by_code():
    areas = county_areas("4115")
    assert len(areas) == 10
    assert all(area.is_valid for area in areas.values())
    assert county_areas("9999") == {}
