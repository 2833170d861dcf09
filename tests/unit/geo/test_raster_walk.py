from __future__ import annotations

import numpy as np
import shapely
from hypothesis import example, given, settings
from hypothesis import strategies as st

from geo.raster_walk import SIDE, Edges, edges_of, touched

places = st.one_of(
    st.floats(-3, 19), st.integers(-1, 17).map(float), st.sampled_from([8 + 1e-12, 8 - 1e-300, 1e6, -1e6])
)


@settings(max_examples=30, deadline=None)
@given(st.lists(st.tuples(places, places, places, places), min_size=1, max_size=6))
@example([(0.0, 0.0, 0.0, 5e-324)])
@example([(0.0, 0.0, 3.0, 5e-324)])
def test_every_cell_that_an_edge_touches_is_named(ends):
    x1, y1, x2, y2 = np.array(ends).T
    place, cell = touched(Edges(x1=x1, y1=y1, x2=x2, y2=y2))
    named = set(zip(place.tolist(), cell.tolist(), strict=True))
    boxes = shapely.box(*np.array([(c % SIDE, c // SIDE, c % SIDE + 1, c // SIDE + 1) for c in range(256)]).T)
    for i, (a, b, c, d) in enumerate(ends):
        line = shapely.LineString([(a, b), (c, d)])
        for number in np.flatnonzero(shapely.intersects(boxes, line)).tolist():
            assert (i, number) in named
        # Nothing is named that lies farther away than the slack.
        for number in (number for edge, number in named if edge == i):
            assert shapely.distance(boxes[number], line) < 1e-5


def test_edges_lie_outside_of_the_node_or_in_it():
    edges = Edges(x1=np.array([-5.0, 3.5]), y1=np.array([3.0, 3.5]), x2=np.array([-1.0, 3.5]), y2=np.array([9.0, 3.5]))
    assert [each.tolist() for each in touched(edges)] == [[1], [3 * SIDE + 3]]


def test_edges_of_holes_and_parts_belong_to_their_area():
    ring = shapely.box(0, 0, 9, 9).difference(shapely.box(1, 1, 2, 2))
    both = shapely.MultiPolygon([shapely.box(20, 0, 21, 1), shapely.box(30, 0, 31, 1)])
    edges, owner = edges_of(np.array([ring, both], dtype=object))
    assert np.bincount(owner).tolist() == [8, 8]
    assert (
        edges.seen_from(np.full(16, 1), np.zeros(16, dtype=np.int64), unit=2.0).x1.tolist()
        == (edges.x1 / 2 - 1).tolist()
    )
