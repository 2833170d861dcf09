import pytest
import shapely
from hypothesis import example, given
from hypothesis import strategies as st

from geo.exchange.repair import repaired
from tests.unit.geo.exchange.files import square


def test_a_sound_area_is_only_turned():
    found = repaired(shapely.Polygon(square()[::-1]))
    assert (found.repairs, found.change, found.fault) == ((), 0.0, "")
    assert found.area.exterior.is_ccw


def test_a_small_loop_is_mended_and_said_so():
    ring = square()
    looped = [ring[0], (114.9, 32.2), (114.9, 32.4001), (114.9001, 32.4), (114.8999, 32.4), *ring[2:]]
    found = repaired(shapely.Polygon(looped))
    assert found.area.is_valid
    assert 0 < found.change < 1e-4
    assert found.repairs[0].startswith("Self-intersection[")


def test_a_bow_tie_could_be_either_of_two_shapes():
    tie = shapely.Polygon([(114, 32), (115, 33), (115, 32), (114, 33), (114, 32)])
    found = repaired(tie)
    assert found.area is None
    assert found.fault == "not a valid area: Self-intersection[114.5 32.5]; mending it would change 100.0% of it"
    assert repaired(tie, most_change=1.0).area.area == pytest.approx(0.5)


def test_a_large_hole_outside_is_refused():
    found = repaired(shapely.Polygon(square(), [square(120.0)]))
    assert found.fault.startswith("not a valid area: Hole lies outside shell")


def test_a_point_that_stands_twice_is_removed():
    ring = square()
    found = repaired(shapely.Polygon([ring[0], *ring]))
    assert found.repairs == ("1 repeated points removed",)


@pytest.mark.parametrize("empty", ["POLYGON EMPTY", "GEOMETRYCOLLECTION EMPTY", "POINT EMPTY"])
def test_an_empty_geometry_is_refused(empty: str):
    assert repaired(shapely.from_wkt(empty)).fault == "expected an area, got an empty geometry"


@pytest.mark.parametrize(("wkt", "kind"), [("POINT (114 32)", "Point"), ("LINESTRING (114 32, 115 33)", "LineString")])
def test_what_is_no_area_is_refused(wkt: str, kind: str):
    assert repaired(shapely.from_wkt(wkt)).fault == f"expected an area, got {kind}"


def test_a_closed_line_is_an_area_as_some_tools_export_it():
    assert repaired(shapely.LineString(square())).area.equals(shapely.Polygon(square()))


def test_points_beside_areas_are_left_out_and_said_so():
    mixed = shapely.GeometryCollection([shapely.Point(1, 1), shapely.Polygon(square())])
    assert repaired(mixed).repairs == ("1 points or lines beside the areas left out",)


def test_a_collapsed_ring_is_refused():
    assert repaired(shapely.Polygon([(114, 32), (115, 33), (114, 32), (114, 32)])).area is None


def test_places_without_degrees_are_refused():
    found = repaired(shapely.Polygon([(114, 32), (float("inf"), 33), (115, 33), (114, 32)]))
    assert found.fault == "a position has no place on the ground in this system"


def test_positions_are_bounded(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("geo.exchange.repair.MOST_POSITIONS", 4)
    assert repaired(shapely.Polygon(square())).fault == "expected at most 4 positions, got 5"


COORDINATE = st.integers(0, 6).map(float)


@example([(2, 3), (2, 0), (0, 1), (2, 1), (2, 0), (3, 1), (1, 1), (0, 2), (1, 2), (2, 2), (1, 1), (0, 0)])
@given(st.lists(st.tuples(COORDINATE, COORDINATE), min_size=3, max_size=12))
def test_what_is_not_refused_is_valid_and_as_large_as_drawn(ring):
    found = repaired(shapely.Polygon(ring), most_change=0.25)
    assert (found.area is None) == bool(found.fault)
    if found.area is not None:
        assert found.area.is_valid
        assert found.area.geom_type in {"Polygon", "MultiPolygon"}
        assert found.area.area == pytest.approx(shapely.Polygon(ring).area, rel=0.34)
