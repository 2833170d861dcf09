from __future__ import annotations

import numpy as np
import pyproj
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.corridor import grown
from geo.errors import FenceError

GEOD = pyproj.Geod(ellps="WGS84")
RIVER = shapely.LineString([(113.8, 32.1), (114.73, 32.34), (115.6, 32.45)])


@settings(deadline=None, max_examples=25)
@given(st.floats(-170, 170), st.floats(-70, 70), st.floats(1, 100_000))
def test_a_circle_is_as_wide_as_it_says_wherever_it_lies(lon, lat, radius):
    circle = grown(shapely.Point(lon, lat), radius)
    rim = shapely.get_coordinates(circle)
    _, _, distance = GEOD.inv(np.full(len(rim), lon), np.full(len(rim), lat), *rim.T)
    assert radius <= distance.min()
    assert distance.max() < radius * 1.002 + 1e-3


@pytest.mark.parametrize("reach", [50.0, 2_000.0])
def test_a_corridor_leaves_nobody_out_within_its_reach(reach):
    corridor = grown(RIVER, reach)
    middle = RIVER.interpolate(np.linspace(0, 1, 20), normalized=True)
    for point in middle:
        for way in range(0, 360, 30):
            lon, lat, _ = GEOD.fwd(point.x, point.y, way, reach)
            assert corridor.covers(shapely.Point(lon, lat))
    # Straight across, it ends where it should.
    lon, lat, _ = GEOD.fwd(RIVER.coords[0][0], RIVER.coords[0][1], 256, reach * 1.01)
    assert not corridor.covers(shapely.Point(lon, lat))


def test_an_area_grows_on_all_sides():
    area = shapely.box(114, 32, 114.1, 32.1)
    wide = grown(area, 1000)
    west, south, east, north = wide.bounds
    assert wide.covers(area)
    assert (east - 114.1) * 94_300 == pytest.approx(1000, rel=0.01)
    assert (32 - south) * 110_900 == pytest.approx(1000, rel=0.01)
    assert (114 - west, north - 32.1) == (pytest.approx(0.0106, rel=0.02), pytest.approx(0.00902, rel=0.02))


def test_holes_shrink_and_may_close():
    ring = shapely.box(114, 32, 114.1, 32.1).difference(shapely.box(114.04, 32.04, 114.06, 32.06))
    assert len(grown(ring, 100).interiors) == 1
    assert len(grown(ring, 2000).interiors) == 0


@pytest.mark.parametrize(
    ("drawn", "message"),
    [
        (shapely.LineString([(80, 30), (120, 30)]), "expected everything within 1,000 km of the middle, got"),
        (shapely.Point(179.9999, 10), "over the edge of the map"),
        (shapely.Point(10, 89.9999), "over the edge of the map"),
    ],
)
def test_what_no_plane_can_hold_is_refused(drawn, message):
    with pytest.raises(FenceError, match=message):
        grown(drawn, 5000)
