from __future__ import annotations

import numpy as np
import shapely

from geo.raster import Window
from geo.raster_build import build
from geo.raster_change import added, removed


def prepared(*areas):
    array = np.array(areas, dtype=object)
    shapely.prepare(array)
    return array


def a_raster(areas):
    return build(areas, np.arange(len(areas)), window=Window.around(shapely.bounds(areas)))


def items(raster, lon, lat):
    return raster.find(np.array([lon]), np.array([lat]))[1].tolist()


def test_an_area_comes_and_goes():
    areas = prepared(*[shapely.box(i, 0, i + 0.9, 1) for i in range(20)])
    before = a_raster(areas)
    wide = prepared(shapely.box(2.5, 0.25, 15.5, 0.75))
    more = added(before, wide, 20)
    assert (items(more, 5.5, 0.5), items(before, 5.5, 0.5)) == ([10, 40], [10])
    less = removed(more, shapely.bounds(wide[0]), 20)
    lon, lat = np.random.default_rng(1).uniform([-1, -0.5], [21, 1.5], (5000, 2)).T
    for one, other in zip(before.find(lon, lat), less.find(lon, lat), strict=True):
        assert one.tolist() == other.tolist()
