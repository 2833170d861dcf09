from __future__ import annotations

import json

from api.schema.rule import RuleShape, TransitionShape, rule_json, transition_json
from rules.document import parse_rule
from sensing.level import Level
from tests.unit.api.world import RULE, a_transition


def test_the_document_of_a_rule_reads_back_to_the_same_rule():
    rule = parse_rule(RULE, origin="test")
    shown = rule_json(rule)
    assert set(shown) == set(RuleShape.model_fields)
    assert parse_rule(json.dumps(shown["document"]), origin="test") == rule


def test_a_transition_looks_as_documented():
    shown = transition_json(a_transition(Level.RED))
    assert set(shown) == set(TransitionShape.model_fields)
    assert (shown["change"], shown["before"], shown["after"]) == ("raise", "none", "red")
