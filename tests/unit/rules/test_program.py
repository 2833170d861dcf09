from __future__ import annotations

from rules.compiler import compile_rules
from rules.program import keys_of
from tests.unit.rules.builders import a_registry, a_rule, a_silence, a_station


def test_slots_are_named_by_rule_and_target():
    registry = a_registry(a_station("A", first=0), a_station("B", first=1))
    program = compile_rules([a_rule(id="x"), a_rule(a_silence(5), id="y"), a_rule(id="z")], registry=registry)
    assert keys_of(program, program.thresholds) == [("x", "A"), ("x", "B"), ("z", "A"), ("z", "B")]
    assert keys_of(program, program.silences) == [("y", "A"), ("y", "B")]
    assert [len(table.target) for table in (program.thresholds, program.silences, program.fences)] == [4, 2, 0]
