from rules.backtest.listened import listened
from rules.compiler import compile_rules
from tests.unit.rules.builders import a_registry, a_rule, a_silence, a_station


def test_only_datastreams_that_a_rule_judges_are_read():
    registry = a_registry(a_station("A", properties=("flow", "water_level")), a_station("B", first=2))
    assert listened(compile_rules([a_rule()], registry=registry)) == (1, 2)
    assert listened(compile_rules([a_rule(a_silence())], registry=registry)) == (0, 1, 2)
    assert listened(compile_rules([], registry=registry)) == ()
