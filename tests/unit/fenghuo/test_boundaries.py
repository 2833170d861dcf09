from __future__ import annotations

import pytest
from shapely.geometry import Polygon, shape

from fenghuo.boundaries import area_of, county_areas, county_polygons


def test_the_ten_counties_of_xinyang_have_outlines_with_full_codes():
    collection = county_polygons("4115")
    assert collection is not None
    codes = {feature["properties"]["code"] for feature in collection["features"]}
    assert len(codes) == 10
    assert "411528000000" in codes
    assert all(len(code) == 12 for code in codes)


def test_a_warning_of_a_township_gets_the_outline_of_its_county():
    area = area_of("411528101000", "息县站")
    assert area.geocodes == ("411528101000",)
    assert area.description == "息县（息县站附近）"
    ring = area.polygons[0]
    assert ring[0] == ring[-1]
    assert len(ring) < 100
    county = next(f for f in county_polygons("4115")["features"] if f["properties"]["code"] == "411528000000")
    assert Polygon(ring).covers(shape(county["geometry"])), "the simpler outline leaves nobody out"
    assert all(114 < lon < 116 and 31 < lat < 33.5 for lon, lat in ring)


def test_an_unknown_division_keeps_its_code_and_has_no_outline():
    area = area_of("999999000000", "某处")
    assert area.geocodes == ("999999000000",)
    assert area.polygons == ()


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
