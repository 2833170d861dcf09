from __future__ import annotations

import numpy as np

from rules.compiler import compile_rules
from rules.program import keys_of, pairs_that, places_before, slots_of_both
from tests.unit.rules.builders import a_registry, a_rule, a_silence, a_station

#: Rules and stations, before and after.
CHANGED = (
    ("xyz", a_registry(a_station("A", first=0), a_station("B", first=1))),
    ("nzx", a_registry(a_station("B", first=1), a_station("C", first=2))),
)


def test_slots_are_named_by_rule_and_target():
    registry = a_registry(a_station("A", first=0), a_station("B", first=1))
    program = compile_rules([a_rule(id="x"), a_rule(a_silence(5), id="y"), a_rule(id="z")], registry=registry)
    assert keys_of(program, program.thresholds) == [("x", "A"), ("x", "B"), ("z", "A"), ("z", "B")]
    assert keys_of(program, program.silences) == [("y", "A"), ("y", "B")]
    assert [len(table.target) for table in (program.thresholds, program.silences, program.fences)] == [4, 2, 0]


def test_slots_of_both_programs_are_found_by_rule_and_target():
    old, new = (compile_rules([a_rule(id=each) for each in ids], registry=two) for ids, two in CHANGED)
    places = places_before(old, new)
    assert places.tolist() == [-1, 2, 0]
    source, target = slots_of_both(old.thresholds, new.thresholds, places=places)
    keys = keys_of(old, old.thresholds), keys_of(new, new.thresholds)
    assert [keys[0][slot] for slot in source] == [("z", "B"), ("x", "B")]
    assert [keys[1][slot] for slot in target] == [("z", "B"), ("x", "B")]
    assert [len(each) for each in slots_of_both(old.silences, new.silences, places=places)] == [0, 0]


def test_what_holds_of_two_rules_is_asked_once():
    program = compile_rules([a_rule(id="x"), a_rule(id="y")], registry=a_registry(a_station("A", first=0)))
    asked = []

    def holds(one, other):
        asked.append((one.id, other.id))
        return one is other

    rules = np.array([1, 0, 1, 1]), np.array([1, 1, 0, 1])
    assert pairs_that(holds, program, program, rules).tolist() == [True, False, False, True]
    assert sorted(asked) == [("x", "y"), ("y", "x"), ("y", "y")]
