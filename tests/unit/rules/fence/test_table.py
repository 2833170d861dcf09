from __future__ import annotations

from datetime import timedelta

import numpy as np
import pytest
import shapely

from geo.index import FenceIndex
from rules.column import ENDLESS, FOREVER, NEVER
from rules.compiler import compile_rules
from rules.errors import RuleError
from rules.fence.condition import Way
from rules.fence.table import is_same_place
from rules.rule import Scope
from sensing.level import Level
from sensing.quality import Quality
from sensing.station import StationKind
from tests.unit.rules.builders import MINUTE, a_registry, a_rule, a_station, an_inside
from tests.unit.rules.fence.worlds import a_fence, fenced

FENCES = (a_fence(), a_fence("yard", shapely.box(3, 0, 5, 2), start=5, end=9))
BOATS = tuple(a_station(name, properties=("pm25", "pm10"), first=2 * i, kind=StationKind.MOVING)
              for i, name in enumerate("MN"))  # fmt: skip


def a_table(*rules, fences=FENCES, stations=BOATS, **fields):
    return compile_rules(rules, registry=a_registry(*stations), fences=fences, **fields).fences


def test_every_station_of_the_scope_has_a_slot_that_all_its_datastreams_move():
    table = a_table(a_rule(fenced("enter")), a_rule(an_inside("yard"), id="in", scope=Scope(stations=("N",))))
    assert [(int(rule), target) for rule, target in zip(table.rule, table.target, strict=True)] == [
        (0, "M"),
        (0, "N"),
        (1, "N"),
    ]
    assert [table.slots.of(np.array([stream]))[1].tolist() for stream in range(4)] == [[0], [0], [1, 2], [1, 2]]


def test_rules_about_the_same_fences_share_an_area():
    both = fenced("inside", "plant", "yard")
    table = a_table(
        a_rule(both, id="a"), a_rule(fenced("exit", "plant", "yard"), id="b"), a_rule(fenced("exit"), id="c")
    )
    assert [len(area.fences) for area in table.areas] == [2, 1]
    assert table.area.tolist() == [0, 0, 0, 0, 1, 1]
    assert table.bounds.tolist() == [[0, 0, 5, 2], [0, 0, 2, 2]]
    plant, yard = table.index.number("plant"), table.index.number("yard")
    assert [table.areas_of.of(np.array([number]))[1].tolist() for number in (plant, yard)] == [[0, 1], [0]]


def test_the_table_says_when_fences_hold_and_what_counts():
    table = a_table(a_rule(fenced("cross", "yard"), id="a"), a_rule(fenced("dwell"), id="b"))
    yard, plant = table.index.number("yard"), table.index.number("plant")
    assert (table.begins[yard], table.ends[yard]) == (5 * MINUTE, 9 * MINUTE)
    assert (table.begins[plant], table.ends[plant]) == (NEVER, FOREVER)
    assert table.crosses.tolist() == [True, True, False, False]
    assert table.dwell.tolist() == [ENDLESS, ENDLESS, 5 * MINUTE, 5 * MINUTE]
    assert table.silent_after.tolist() == [15 * MINUTE] * 4


def test_a_rule_reaches_its_level_and_no_higher_one():
    table = a_table(a_rule(fenced("exit", level=Level.YELLOW)))
    assert table.reaching(Level.YELLOW) == {"M", "N"}
    assert table.reaching(Level.ORANGE) == frozenset()


def test_what_is_trusted_is_the_rules_own_affair():
    table = a_table(a_rule(fenced("exit"), id="a"), a_rule(fenced("exit"), id="b", quality=(Quality.DOUBTFUL,)))
    assert table.trusts[[0, 2]].tolist() == [[True, False, False], [False, True, False]]


def test_an_unknown_fence_is_named_with_the_nearest_one():
    with pytest.raises(RuleError, match=r'when\.fences names unknown fence "plnt", did you mean "plant"'):
        a_table(a_rule(fenced("inside", "yard", "plnt")))


def test_sides_are_asked_for_only_where_a_line_was_drawn():
    line = shapely.LineString([(0, 0), (0, 5)])
    left = a_rule(fenced("cross", direction=Way.LEFT))
    assert a_table(left, fences=[a_fence(geometry=line.buffer(0.1), line=line)]).crosses.all()
    with pytest.raises(RuleError, match="is not drawn as a line, so it has no left and right"):
        a_table(left)


def test_an_index_goes_on_from_the_one_before():
    known = FenceIndex(FENCES).ready()
    table = a_table(a_rule(fenced("inside", "plant", "yard")), known_fences=known)
    assert table.index is known


def test_slots_are_the_same_while_fences_and_datastreams_are():
    rules = [a_rule(fenced("inside"), id="a"), a_rule(fenced("inside", "plant", "yard"), id="b")]
    before, every = a_table(*rules), np.arange(4)
    assert is_same_place(before, a_table(*rules), every, every).all()
    later = a_table(*rules, fences=[FENCES[0], a_fence("yard", shapely.box(3, 0, 5, 2), start=5, end=10)])
    assert is_same_place(before, later, every, every).tolist() == [True, True, False, False]
    wider = a_station("N", properties=("pm25", "pm10", "flow"), first=2, kind=StationKind.MOVING)
    after = a_table(*rules, stations=(BOATS[0], wider))
    assert is_same_place(before, after, every, every).tolist() == [True, False, True, False]
    assert is_same_place(before, after, every[:0], every[:0]).tolist() == []


def test_a_dwelling_is_in_microseconds():
    table = a_table(a_rule(fenced("dwell", dwell=timedelta(hours=2))))
    assert table.dwell.tolist() == [7200 * 10**6] * 2
