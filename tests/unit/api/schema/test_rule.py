from __future__ import annotations

import json

from api.schema.rule import RuleShape, rule_json
from rules.document import parse_rule
from tests.unit.api.world import RULE


def test_the_document_of_a_rule_reads_back_to_the_same_rule():
    rule = parse_rule(RULE, origin="test")
    shown = rule_json(rule)
    assert set(shown) == set(RuleShape.model_fields)
    assert parse_rule(json.dumps(shown["document"]), origin="test") == rule
