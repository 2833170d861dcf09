from __future__ import annotations

import numpy as np

from rules.compiler import compile_rules
from rules.program import Links, keys_of
from tests.unit.rules.builders import a_registry, a_rule, a_silence, a_station


def test_links_lead_from_rows_to_all_their_numbers_in_order():
    links = Links(offset=np.array([0, 2, 2, 5]), number=np.array([7, 8, 1, 2, 3]))
    place, number = links.of(np.array([2, 1, 0, 2]))
    assert place.tolist() == [0, 0, 0, 2, 2, 3, 3, 3]
    assert number.tolist() == [1, 2, 3, 7, 8, 1, 2, 3]


def test_links_of_nothing_are_nothing():
    links = Links(offset=np.array([0, 0]), number=np.array([], dtype=np.int64))
    assert [len(column) for column in links.of(np.array([0]))] == [0, 0]
    assert [len(column) for column in links.of(np.array([], dtype=np.int64))] == [0, 0]


def test_slots_are_named_by_rule_and_target():
    registry = a_registry(a_station("A", first=0), a_station("B", first=1))
    program = compile_rules([a_rule(id="x"), a_rule(a_silence(5), id="y"), a_rule(id="z")], registry=registry)
    assert keys_of(program, program.thresholds) == [("x", "A"), ("x", "B"), ("z", "A"), ("z", "B")]
    assert keys_of(program, program.silences) == [("y", "A"), ("y", "B")]
    assert [len(table.target) for table in program.tables] == [4, 2, 0]
