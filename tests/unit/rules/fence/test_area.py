from __future__ import annotations

import pytest
import shapely

from rules.column import FOREVER, NEVER
from rules.fence.area import Area, line_of, span_of
from rules.fence.condition import Way
from tests.unit.rules.builders import MINUTE
from tests.unit.rules.fence.worlds import a_fence

EAST = shapely.box(3, 0, 5, 2)
RIVER = shapely.LineString([(0, -5), (0, 0), (1, 5)])


def test_a_fence_holds_from_its_first_instant_to_before_its_last():
    area = Area.of((a_fence(start=5, end=9),))
    held = [area.holding((1, 1), minute * MINUTE) for minute in (4, 5, 8, 9)]
    assert held == ["", "plant", "plant", ""]
    assert [area.is_valid(minute * MINUTE) for minute in (4, 5, 8, 9)] == [False, True, True, False]


def test_a_fence_without_times_holds_always():
    assert span_of(a_fence()) == (NEVER, FOREVER)
    assert Area.of((a_fence(),)).changes == ()


def test_the_changes_of_all_fences_come_in_order():
    area = Area.of((a_fence(start=5, end=20), a_fence("yard", EAST, start=8, end=20)))
    assert [each / MINUTE for each in area.changes] == [5, 8, 20]
    assert [area.change_after(at * MINUTE) / MINUTE for at in (0, 5, 8)] == [5, 8, 20]
    assert area.change_after(20 * MINUTE) == FOREVER


def test_the_first_fence_that_holds_a_place_is_named():
    area = Area.of((a_fence(end=5), a_fence("wide", shapely.box(0, 0, 9, 9))))
    assert [area.holding((1, 1), at * MINUTE) for at in (4, 5)] == ["plant", "wide"]
    assert (area.holding((2, 2), 0), area.holding((9.5, 1), 0)) == ("plant", "")


def test_bounds_are_those_of_all_fences():
    assert Area.of((a_fence(), a_fence("yard", EAST))).bounds.tolist() == [0, 0, 5, 2]


@pytest.mark.parametrize(
    ("start", "end", "name"),
    [
        ((-1, 1), (1, 1), "plant"),
        ((-1, 1), (2.5, 1), "plant"),
        ((-1, 1), (9, 1), "plant"),
        ((2.5, 1), (9, 1), "yard"),
        ((-1, 2), (9, 2), "plant"),
        ((0.5, 0.5), (1.5, 1.5), ""),
        ((-1, 3), (9, 3), ""),
    ],
)
def test_a_way_crosses_what_it_leads_into_out_of_or_through(start, end, name):
    assert Area.of((a_fence(), a_fence("yard", EAST))).crossed(start, end, 0, way=Way.ANY) == name


def test_nobody_crosses_a_fence_that_does_not_hold():
    assert Area.of((a_fence(end=5),)).crossed((-1, 1), (9, 1), 5 * MINUTE, way=Way.ANY) == ""


@pytest.mark.parametrize(
    ("start", "end", "ways"),
    [
        ((1, -1), (-1, -1), {Way.ANY, Way.LEFT}),
        ((-1, -1), (1, -1), {Way.ANY, Way.RIGHT}),
        # Through the bend, once, however the edges of the line meet there.
        ((1, 0), (-1, 0), {Way.ANY, Way.LEFT}),
        ((-1, 0), (1, 0), {Way.ANY, Way.RIGHT}),
        # Beyond its ends and beside it.
        ((1, -6), (-1, -6), set()),
        ((0.1, -4), (0.1, -1), set()),
        # Who stops on the line has not come to its left; going on from there has.
        ((1, -1), (0, -1), set()),
        ((0, -1), (-1, -1), {Way.ANY, Way.LEFT}),
    ],
)
def test_a_line_is_crossed_to_the_side_on_which_the_way_ends(start, end, ways):
    corridor = Area.of((a_fence(geometry=RIVER.buffer(0.1), line=RIVER),))
    assert {way for way in Way if corridor.crossed(start, end, 0, way=way)} == ways


def test_a_line_of_several_parts_is_crossed_at_any_of_them():
    parts = shapely.MultiLineString([[(0, 0), (0, 1)], [(5, 0), (5, 1)]])
    area = Area.of((a_fence(geometry=parts.buffer(0.1), line=parts),))
    assert area.crossed((6, 0.5), (4, 0.5), 0, way=Way.LEFT) == "plant"
    # There and back again: it ends on the side on which it began.
    assert area.crossed((6, 0.5), (-1, 0.5), 0, way=Way.RIGHT) == ""


def test_only_a_fence_drawn_as_a_line_is_one():
    assert line_of(a_fence()) is None
    assert line_of(a_fence(line=shapely.Point(1, 1))) is None
    assert line_of(a_fence(line=RIVER)) == RIVER
