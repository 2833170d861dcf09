from __future__ import annotations

import re
from pathlib import Path

from rules.document import parse_rule
from rules.feature.accumulation import Accumulation
from rules.feature.deviation import Deviation
from rules.feature.rate import Rate
from rules.feature.trend import Trend
from tests.unit.rules.feature.worlds import HEAD

REFERENCE = Path(__file__).parents[4] / "docs" / "reference" / "rules.md"


def test_every_example_of_a_derived_kind_in_the_reference_is_a_rule():
    page = REFERENCE.read_text("utf-8")
    examples = re.findall(r"```yaml\n(when:\n  kind: (?:rate|accumulation|deviation|trend).*?)```", page, re.DOTALL)
    assert {type(parse_rule(HEAD + text, origin="rules.md").when) for text in examples} == {
        Rate,
        Accumulation,
        Deviation,
        Trend,
    }


def test_the_example_of_antecedent_rain_is_read():
    page = REFERENCE.read_text("utf-8")
    (text,) = re.findall(r"```yaml\n(  antecedent:.*?)```", page, re.DOTALL)
    levels = "  levels: {orange: {1h: 60, 3h: 100}, red: {1h: 80, 3h: 120}}\n"
    rule = parse_rule(f"{HEAD}when:\n  kind: accumulation\n  property: rain_5m\n{levels}{text}", origin="rules.md")
    assert isinstance(rule.when, Accumulation)
    assert rule.when.antecedent is not None
