from __future__ import annotations

import numpy as np
import shapely

from geo.raster import TILES, Window
from geo.raster_build import build


def prepared(*areas):
    array = np.array(areas, dtype=object)
    shapely.prepare(array)
    return array


def a_raster(areas):
    return build(areas, np.arange(len(areas)), window=Window.around(shapely.bounds(areas)))


def items(raster, lon, lat):
    return raster.find(np.array([lon]), np.array([lat]))[1].tolist()


def test_what_is_certain_is_not_asked():
    raster = a_raster(prepared(shapely.box(0, 0, 1, 1), shapely.box(0.5, 0, 2, 1)))
    assert (items(raster, 0.25, 0.5), items(raster, 0.75, 0.5)) == ([0], [0, 2])
    assert items(raster, 1.0, 0.5) == [1, 2]
    assert (items(raster, 5.0, 0.5), items(raster, float("nan"), 0.5)) == ([], [])


def test_crowded_cells_are_divided_again():
    # A town of small areas, and one far away that makes the window wide.
    town = [shapely.box(i % 20 * 1e-3, i // 20 * 1e-3, i % 20 * 1e-3 + 5e-4, i // 20 * 1e-3 + 5e-4) for i in range(400)]
    raster = a_raster(prepared(*town, shapely.box(90, 80, 91, 81)))
    assert raster.tiles.shape == (TILES * TILES,)
    assert len(items(raster, 0.01025, 0.01025)) <= 4
    assert items(raster, 90.5, 80.5) == [800]


def test_edges_upon_each_other_are_not_divided_for_ever():
    raster = a_raster(prepared(*[shapely.box(0, 0, 1, 1 + i * 1e-9) for i in range(30)]))
    assert len(items(raster, 0.0, 0.5)) == 30
    assert raster.nbytes < 4_000_000
