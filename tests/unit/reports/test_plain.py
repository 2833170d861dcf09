from __future__ import annotations

import json

from reports.comparison import compared
from reports.plain import report_json
from tests.unit.reports.test_figures import FACTS


def test_a_report_is_plain_json_with_every_row():
    shown = json.loads(json.dumps(report_json(FACTS, comparison=compared(FACTS, FACTS)), allow_nan=False))
    assert len(shown["facts"]["villages"]) == 8
    assert shown["facts"]["incidents"][0]["peak"] == "orange"
    assert shown["facts"]["deliveries"]["ways"] == {"w-1": ["sms"]}
    assert shown["figures"]["to_issue"] == {"value": 660, "unit": "span"}
    assert shown["comparison"]["is_same_drill"] is True


def test_each_mark_carries_its_rule():
    for score in report_json(FACTS)["scores"]:
        assert score["rule"]["zh"]
        assert score["rule"]["en"]
        assert score["parts"]
