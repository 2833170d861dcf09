from __future__ import annotations

import numpy as np
import shapely

from geo import raster_divide
from geo.raster import Window
from geo.raster_divide import Shapes, divide, whole


def shapes_of(*areas):
    array = np.array(areas, dtype=object)
    return Shapes.of(Window.around(shapely.bounds(array)), array, np.arange(len(areas)))


def parts(division):
    full = sorted(zip(division.full_pair.tolist(), division.full_cell.tolist(), strict=True))
    return full, division.touched.x.tolist(), division.touched.y.tolist(), division.touched.area.tolist()


def test_a_part_is_held_touched_or_outside():
    found = divide(shapes_of(shapely.box(0, 0, 16, 16)), whole(shapes_of(shapely.box(0, 0, 16, 16))))
    held = {(cell % 16, cell // 16) for cell in found.full_cell.tolist()}
    assert held == {(x, y) for x in range(1, 15) for y in range(1, 15)}
    assert len(found.touched.x) == 60


def test_pairs_may_be_divided_a_few_at_a_time(monkeypatch):
    shapes = shapes_of(shapely.box(0, 0, 3, 3), shapely.Point(5, 5).buffer(2), shapely.box(6, 0, 9, 1))
    once = divide(shapes, divide(shapes, whole(shapes)).touched)
    monkeypatch.setattr(raster_divide, "_AT_ONCE", 7)
    again = divide(shapes, divide(shapes, whole(shapes)).touched)
    assert parts(again) == parts(once)
    assert (again.touched.pair.tolist(), again.touched.edge.tolist()) == (
        once.touched.pair.tolist(),
        once.touched.edge.tolist(),
    )


def test_picked_pairs_keep_their_edges():
    shapes = shapes_of(shapely.box(0, 0, 3, 3), shapely.box(6, 0, 9, 1))
    pairs = divide(shapes, whole(shapes)).touched
    picked = pairs.pick(np.array([5, 2]))
    assert picked.x.tolist() == pairs.x[[5, 2]].tolist()
    for place, source in enumerate((5, 2)):
        assert picked.edge[picked.pair == place].tolist() == pairs.edge[pairs.pair == source].tolist()
