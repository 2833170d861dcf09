from __future__ import annotations

import pytest

from rules.compiler import compile_rules
from rules.document import parse_rule, rule_to_document
from rules.engine import evaluate, initial
from rules.errors import RuleError
from rules.index.condition import Index
from rules.transition import Reason
from sensing.document import write_document
from sensing.level import Level
from tests.unit.rules.builders import a_registry, a_station, readings

TEXT = """\
apiVersion: fenghuo/v1
kind: Rule
id: heavy-air
hazard: "12Q02"
title: {zh: 空气重污染, en: Heavy air pollution}
scope: {kinds: [river_gauge]}
when:
  kind: index
  index: aqi
  levels: {yellow: 150, orange: 200, red: 300}
  hold: 1h
"""


def test_a_rule_on_an_index_is_a_ladder_above_it():
    rule = parse_rule(TEXT, origin="test")
    assert isinstance(rule.when, Index)
    assert rule.when.levels == {Level.YELLOW: 150, Level.ORANGE: 200, Level.RED: 300}
    assert parse_rule(write_document(rule_to_document(rule)), origin="again") == rule


def test_it_judges_the_derived_datastream():
    program = compile_rules(
        [parse_rule(TEXT, origin="test")], registry=a_registry(a_station(properties=("pm25", "aqi")))
    )
    _, said = evaluate(program, initial(program), readings([(0, 210), (60, 220)], stream=1))
    assert [(each.after, each.reason, each.property) for each in said] == [(Level.ORANGE, Reason.HELD, "aqi")]


@pytest.mark.parametrize(
    ("old", "new", "detail"),
    [
        ("index: aqi", "index: api", 'did you mean "aqi"'),
        ("  index: aqi\n", "", "index"),
        ("  hold: 1h", "  direction: below", 'unknown key "direction"'),
        ("orange: 200", "orange: 100", "expected orange above yellow"),
    ],
)
def test_a_wrong_document_says_what_is_wrong(old: str, new: str, detail: str):
    with pytest.raises(RuleError, match=detail):
        parse_rule(TEXT.replace(old, new), origin="test")
