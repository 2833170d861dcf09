from __future__ import annotations

import pytest

from rules.compiler import compile_rules
from rules.errors import RuleError
from rules.rule import Scope
from tests.unit.rules.builders import a_registry, a_rule, a_silence, a_station, a_threshold, an_inside
from tests.unit.rules.worlds import FENCE

TWO = a_registry(a_station("A", first=0), a_station("B", properties=("flow", "water_level"), first=1))


def test_a_threshold_rule_has_a_slot_at_every_station_that_measures():
    registry = a_registry(a_station("A", first=0), a_station("B", properties=("flow",), first=1))
    program = compile_rules([a_rule()], registry=registry)
    assert program.thresholds.target == ("A",)


def test_a_station_named_without_the_property_is_an_error():
    rule = a_rule(a_threshold(property="flow"), scope=Scope(stations=("A",)))
    with pytest.raises(RuleError) as caught:
        compile_rules([rule], registry=TWO)
    assert str(caught.value) == 'rule stage: station "A" does not measure "flow", it measures water_level'


def test_two_rules_of_one_id_are_refused():
    with pytest.raises(RuleError, match="rule stage: two rules have this id"):
        compile_rules([a_rule(), a_rule()], registry=TWO)


def test_an_inside_rule_needs_its_fence():
    with pytest.raises(RuleError, match=r'rule stage: when\.fence names unknown fence "plant"'):
        compile_rules([a_rule(an_inside())], registry=TWO)


def test_a_disabled_rule_has_no_slots_and_is_not_checked():
    program = compile_rules([a_rule(an_inside("gone"), is_enabled=False)], registry=TWO)
    assert (program.rules, program.idle) == ((), ())


def test_a_rule_that_judges_nobody_is_idle():
    program = compile_rules([a_rule(), a_rule(id="lost", scope=Scope(divisions=("11",)))], registry=TWO)
    assert program.idle == ("lost",)


def test_a_fence_shared_by_rules_is_kept_once():
    rules = [a_rule(an_inside(), id="a"), a_rule(an_inside(), id="b")]
    table = compile_rules(rules, registry=TWO, fences=[FENCE]).fences
    assert [fence.id for area in table.areas for fence in area.fences] == ["plant"]
    assert table.area.tolist() == [0, 0, 0, 0]
    assert table.bounds.tolist() == [[0, 0, 4, 4]]


def test_no_stations_make_an_empty_program():
    program = compile_rules([a_rule(), a_rule(a_silence(1), id="s")], registry=a_registry(a_station(properties=())))
    assert program.size == 0
