"""Silence slots that move; what all kinds have in common is in tests/unit/rules/test_migration.py."""

from __future__ import annotations

from dataclasses import replace

from rules.compiler import compile_rules
from rules.engine import evaluate, initial, migrate, tick
from rules.transition import Reason
from sensing.instant import Micros
from tests.unit.rules.builders import MINUTE, a_registry, a_rule, a_silence, a_station, readings

REGISTRY = a_registry(a_station(properties=("water_level", "flow")))


def lost(when):
    program = compile_rules([a_rule(when)], registry=REGISTRY)
    state, _ = evaluate(program, initial(program), readings([(0, 42)]))
    state, said, _ = tick(program, state, now=Micros(20 * MINUTE))
    assert len(said) == 1
    return program, state


def test_who_was_lost_stays_lost_and_is_heard_again():
    old, state = lost(a_silence(15))
    new = compile_rules([replace(old.rules[0], version=2, when=a_silence(10))], registry=REGISTRY)
    state, said = migrate(old, state, new)
    assert said == []
    _, said = evaluate(new, state, readings([(21, 42)]))
    assert [each.reason for each in said] == [Reason.HEARD_AGAIN]


def test_a_rule_that_listens_to_something_else_knows_nothing_of_it():
    old, state = lost(a_silence(15))
    new = compile_rules([replace(old.rules[0], version=2, when=a_silence(15, property="flow"))], registry=REGISTRY)
    _, said = migrate(old, state, new)
    assert [each.reason for each in said] == [Reason.RULE_CHANGED]
