from __future__ import annotations

from dataclasses import replace

from api.schema.rule_record import RuleRecordShape, record_json
from rules.record import Phase, Terms
from tests.unit.rules.test_record import a_record, later


def test_a_version_is_shown_as_documented():
    shown = record_json(a_record(2, signed_by=("wang",)), phase=Phase.IN_FORCE, newest=3)
    assert set(shown) == set(RuleRecordShape.model_fields)
    RuleRecordShape.model_validate(shown)
    assert (shown["version"], shown["newest"], shown["phase"]) == (2, 3, "in_force")
    assert shown["signatures"][0]["signer"] == "wang"


def test_what_is_not_said_is_null():
    shown = record_json(a_record(), phase=Phase.PROPOSED, newest=1)
    assert [shown[key] for key in ("effective_from", "effective_until", "backtest", "restores")] == [None] * 4
    terms = Terms(effective_from=later(1), effective_until=later(2), backtest="bt-1", restores=4)
    said = record_json(replace(a_record(), terms=terms), phase=Phase.SCHEDULED, newest=1)
    assert [said[key] for key in ("effective_from", "effective_until", "backtest", "restores")] == [
        "2026-07-19T07:00:00Z",
        "2026-07-19T08:00:00Z",
        "bt-1",
        4,
    ]
