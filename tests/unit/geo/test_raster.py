from __future__ import annotations

import numpy as np
import shapely

from geo.raster import FINEST, Window
from geo.raster_build import build


def prepared(*areas):
    array = np.array(areas, dtype=object)
    shapely.prepare(array)
    return array


def a_raster(areas):
    return build(areas, np.arange(len(areas)), window=Window.around(shapely.bounds(areas)))


def items(raster, lon, lat):
    return raster.find(np.array([lon]), np.array([lat]))[1].tolist()


def test_a_window_holds_what_it_was_made_for_and_a_rim():
    window = Window.around(np.array([[113.0, 31.0, 116.0, 33.0]]))
    assert window.holds(np.array([[113.0, 31.0, 116.0, 33.0], [112.0, 31.0, 113.0, 32.0]])).tolist() == [True, False]
    lon, lat = window.degrees(*window.cells(np.array([114.25]), np.array([32.125])))
    assert np.allclose([lon[0], lat[0]], [114.25, 32.125])
    assert window.per_lon * 3 < FINEST


def test_a_window_around_one_point_has_a_width():
    assert np.isfinite(Window.around(np.array([[5.0, 5.0, 5.0, 5.0]])).per_lon)


def test_what_is_certain_is_not_asked():
    raster = a_raster(prepared(shapely.box(0, 0, 1, 1), shapely.box(0.5, 0, 2, 1)))
    assert (items(raster, 0.25, 0.5), items(raster, 0.75, 0.5)) == ([0], [0, 2])
    assert items(raster, 1.0, 0.5) == [1, 2]
    assert (items(raster, 5.0, 0.5), items(raster, float("nan"), 0.5)) == ([], [])


def test_many_points_are_answered_by_point():
    raster = a_raster(prepared(*[shapely.box(i, 0, i + 0.9, 1) for i in range(20)]))
    lon = np.linspace(-1, 21, 100_000)
    point, item = raster.find(lon, np.full_like(lon, 0.5))
    assert (np.diff(point) >= 0).all()
    certain = item % 2 == 0
    assert (np.floor(lon[point[certain]]) == item[certain] // 2).all()
