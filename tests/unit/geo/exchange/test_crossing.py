from __future__ import annotations

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.exchange import crossing as module
from geo.exchange.crossing import cross_much, crosses_itself_much
from geo.exchange.repair import repaired
from tests.unit.geo.test_outline import wavy


def weave(strokes: int, *, fine: int = 1) -> shapely.Polygon:
    """Strokes from south to north, then as many from west to east across them."""
    up = [(114 + (i // 2) / strokes, 32 + (i + 1) // 2 % 2) for i in range(2 * strokes)]
    over = [(114 + 1 - (i + 1) // 2 % 2, 32 + (i // 2) / strokes) for i in range(2 * strokes)]
    line = shapely.LineString(up + over)
    return shapely.Polygon(shapely.segmentize(line, 1 / fine).coords)


def comb(teeth: int, *, is_lying: bool = False) -> shapely.Polygon:
    """A valid area of many narrow teeth."""
    edge = [(i / teeth, 0.0 if i % 4 in {0, 3} else 1.0) for i in range(teeth)]
    ring = np.array([(0.0, -0.1), *edge, (1.0, -0.1)])
    ring = ring[:, ::-1] if is_lying else ring
    return shapely.Polygon(ring + np.array((114, 32)))


@pytest.mark.parametrize("strokes", [200, 24_000])
def test_what_crosses_itself_ever_so_often_is_refused_with_the_reason(strokes: int):
    found = repaired(weave(strokes, fine=100 if strokes == 200 else 1), most_change=1.0)
    assert found.area is None
    assert "Self-intersection[" in found.fault
    assert found.fault.endswith("; its lines cross more than 10000 times, too often to be mended")


def test_what_is_drawn_to_and_fro_is_refused():
    line = [(114 + (i % 2), 32.0) for i in range(3000)]
    assert crosses_itself_much(shapely.Polygon([(114, 31), *line, (115, 31)])).endswith("times")


def test_a_fine_border_with_a_few_loops_is_mended():
    ring = [*wavy(90_000).exterior.coords]
    ring[100], ring[101] = ring[101], ring[100]
    found = repaired(shapely.Polygon(ring))
    assert found.fault == ""
    assert found.repairs[0].startswith("Self-intersection[")


def test_two_areas_that_cross_ever_so_often_are_not_compared():
    assert cross_much(comb(20_000), comb(20_000, is_lying=True)) == "its lines cross more than 100000 times"


def test_two_surveys_of_one_border_are_compared():
    county = wavy(30_000)
    assert cross_much(county, county) == ""
    assert cross_much(county, shapely.affinity.translate(county, 1e-5, 1e-5)) == ""


def test_a_segment_beside_all_others_does_not_go_unseen(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(module, "MOST_MET", 0)
    monkeypatch.setattr(module, "_MET_BESIDE", 10)
    assert crosses_itself_much(weave(10)) == "its lines lie beside each other more than 10 times"


COORDINATE = st.integers(0, 9).map(float)


@settings(max_examples=60)
@given(st.lists(st.tuples(COORDINATE, COORDINATE), min_size=4, max_size=14, unique=True))
def test_every_crossing_is_counted(ring):
    area = shapely.Polygon(ring)
    edges = [shapely.LineString(pair) for pair in zip(area.exterior.coords, area.exterior.coords[1:], strict=False)]
    pairs = [(one, other) for i, one in enumerate(edges) for other in edges[i + 2 :]]
    starts, ends = module._segments(area)
    first, second = (
        [i for i in range(len(edges)) for _ in edges[i + 2 :]],
        [j for i in range(len(edges)) for j in range(i + 2, len(edges))],
    )
    _, crossed = module._meetings(starts[first], ends[first], starts[second], ends[second])
    assert crossed == sum(one.crosses(other) and _in_midst(one, other) for one, other in pairs)


def _in_midst(one: shapely.LineString, other: shapely.LineString) -> bool:
    ends = [shapely.Point(position) for line in (one, other) for position in line.coords]
    return all(line.distance(end) > 1e-9 for line, others in ((one, ends[2:]), (other, ends[:2])) for end in others)
