from __future__ import annotations

from datetime import timedelta

import msgspec
import pytest

from rules.document import RuleError, parse_rule, rule_to_document
from rules.silence.condition import Rising, Silence, Substitutes
from sensing.level import Level
from store.codec import dump, load

HEAD = """
apiVersion: fenghuo/v1
kind: Rule
id: lost
hazard: "11A01"
title: {zh: 失联, en: Lost}
when:
  kind: silence
  after: 15m
  level: orange
"""


def when(*lines):
    return parse_rule(HEAD + "".join(f"  {line}\n" for line in lines), origin="s.yaml")


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        ((), {}),
        (("rising: {level: red}",), {"rising": Rising(level=Level.RED)}),
        (
            ("property: water_level", "rising: {level: red, by: 0.3, window: 1h}"),
            {
                "property": "water_level",
                "rising": Rising(level=Level.RED, property="water_level", by=0.3, window=timedelta(hours=1)),
            },
        ),
        (
            ("rising: {level: red, property: flow, by: 5, window: 1h}", "substitutes: {upstream: [U], cameras: [C]}"),
            {
                "rising": Rising(level=Level.RED, property="flow", by=5, window=timedelta(hours=1)),
                "substitutes": Substitutes(upstream=("U",), cameras=("C",)),
            },
        ),
    ],
)
def test_what_is_written_is_read_and_reads_back(lines, expected):
    rule = when(*lines)
    assert rule.when == Silence(after=timedelta(minutes=15), level=Level.ORANGE, **expected)
    text = msgspec.json.encode(rule_to_document(rule)).decode()
    assert parse_rule(text, origin="again").when == rule.when
    assert load(type(rule), dump(rule)).when == rule.when


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("rising: {level: blue}", "when.rising.level: expected orange or higher, got blue"),
        ("rising: {level: red, window: 1h}", 'missing key "by" in when.rising, which window belongs to'),
        ("rising: {level: red, by: 0, window: 1h}", "when.rising.by: expected more than zero, got 0"),
        ("rising: {level: red, by: 1}", 'missing key "property" in when.rising'),
        ("substitutes: {camera: [C]}", 'unknown key "camera", did you mean "cameras"?'),
    ],
)
def test_what_is_wrong_is_said(line, expected):
    with pytest.raises(RuleError) as raised:
        when(line)
    assert expected in str(raised.value)
