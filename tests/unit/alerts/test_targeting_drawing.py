"""The shapes that a target draws."""

from __future__ import annotations

import math

import pytest
import shapely

from alerts.errors import ApprovalError
from alerts.target import Aim
from alerts.targeting import resolve
from alerts.targeting_drawing import drawn, mended, square_km, widened
from tests.unit.alerts.ground import POINT, places, square

BOW = ((114.5, 32.2), (114.9, 32.6), (114.9, 32.2), (114.5, 32.6), (114.5, 32.2))


def refused(target: Aim) -> ApprovalError:
    with pytest.raises(ApprovalError) as refusal:
        drawn(target, places(), [])
    return refusal.value


def test_a_polygon_that_crosses_itself_is_refused_and_a_repair_is_offered():
    error = refused(Aim(polygons=(BOW,)))
    assert error.code == "bad_target"
    assert "target.polygons[0]: not a valid area: Self-intersection[114.7 32.4] (lon lat)" in str(error)
    assert '"repair": true in a preview mends it to 2 part(s) of' in str(error)
    whole = mended(Aim(polygons=(BOW,)))
    assert len(whole.polygons) == 2
    assert resolve(whole, places()).told == (POINT,) or POINT in resolve(whole, places()).told


@pytest.mark.parametrize("side", [0.1, 1.0])
def test_area_is_reckoned_along_geodesics(side):
    # A cell of the grid on the ellipsoid, by the series of GeographicLib through pyproj in small steps.
    cell = shapely.segmentize(shapely.Polygon(square(114.5, 32.0, side)), side / 50)
    east = math.cos(math.radians(32.0 + side / 2)) * 111.32
    assert square_km(cell) == pytest.approx(side * side * east * 110.9, rel=0.003)


def test_what_encloses_nothing_is_refused_and_cannot_be_mended():
    line = ((114.5, 32.2), (114.9, 32.6), (114.7, 32.4), (114.5, 32.2))
    error = refused(Aim(polygons=(line,)))
    assert error.code == "bad_target"
    assert "repair" not in str(error)
    with pytest.raises(ApprovalError, match="it encloses nothing"):
        mended(Aim(polygons=(line,)))


def test_a_circle_over_the_edge_of_the_map_is_refused():
    assert refused(Aim(circles=((179.9, 32.0, 50_000.0),))).code == "bad_target"


def test_what_is_drawn_can_be_widened():
    aim = Aim(polygons=(square(114.55, 32.25),), circles=((114.7, 32.4, 2000.0),), fences=("f",))
    wider = widened(aim, 500.0)
    before, after = shapely.Polygon(aim.polygons[0]), shapely.Polygon(wider.polygons[0])
    assert after.covers(before)
    assert 1.0 < square_km(after) / square_km(before) < 1.5
    assert wider.circles == ((114.7, 32.4, 2500.0),)
    assert wider.fences == ("f",)


def test_polygons_that_touch_once_they_are_widened_are_one():
    aim = Aim(polygons=(square(114.55, 32.25, 0.01), square(114.565, 32.25, 0.01)))
    assert len(widened(aim, 600.0).polygons) == 1


def test_only_a_sound_polygon_is_widened():
    with pytest.raises(ApprovalError, match="not a valid area"):
        widened(Aim(polygons=(BOW,)), 100.0)
