from __future__ import annotations

from datetime import timedelta

import msgspec
import pytest

from rules.document import RuleError, parse_rule, rule_to_document
from rules.event.condition import Distinct, Sighted, Step
from sensing.level import Level
from store.codec import dump, load

HEAD = 'apiVersion: fenghuo/v1\nkind: Rule\nid: fire\nhazard: "15A01"\ntitle: {zh: 火, en: Fire}\nwhen:\n'


def when(body):
    lines = "".join(f"  {line.strip()}\n" for line in f"kind: event\n{body}".strip().splitlines())
    return parse_rule(HEAD + lines, origin="f.yaml")


FULL = """
classes: [fire_smoke, report_fire]
window: 10m
distinct: cameras
zone: forest
confidence: 0.5
levels: {yellow: {count: 1}, red: {count: 2, confidence: 0.8}}
clear: {after: 30m}
"""


def test_everything_that_can_be_written_is_read():
    assert when(FULL).when == Sighted(
        classes=("fire_smoke", "report_fire"),
        steps={Level.YELLOW: Step(count=1, confidence=0.5), Level.RED: Step(count=2, confidence=0.8)},
        window=timedelta(minutes=10),
        clear_after=timedelta(minutes=30),
        distinct=Distinct.CAMERAS,
        zone="forest",
    )


def test_a_document_reads_back_to_the_same_rule_and_so_does_the_store():
    rule = when(FULL)
    text = msgspec.json.encode(rule_to_document(rule)).decode()
    assert parse_rule(text, origin="again").when == rule.when
    assert load(type(rule), dump(rule)).when == rule.when


PLAIN = "classes: [fire_smoke]\nwindow: 10m\nlevel: red\nclear: {after: 30m}\n"


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("window: 10m\nlevel: red\nclear: {after: 30m}", 'missing key "classes" in when'),
        (PLAIN.replace("fire_smoke", "fire smoke"), 'expected a class such as fire_smoke, got "fire smoke"'),
        (PLAIN + "zone: a\nradius: 5", "when.radius: expected zone or radius, got both"),
        (PLAIN + "radius: 0", "when.radius: expected more than 0 and at most 100000 m, got 0"),
        (PLAIN + "levels: {red: {count: 1}}", "when: expected either level or levels"),
        (PLAIN.replace("level: red", ""), "when: expected either level or levels"),
        (PLAIN.replace("level: red", "levels: {}"), "when.levels: expected at least one of blue"),
        (PLAIN + "count: 0", "when.count: expected 1 to 1000, got 0"),
        (PLAIN + "confidence: 1.5", "when.confidence: expected 0 to 1, got 1.5"),
        (PLAIN + "distinct: people", 'when.distinct: unknown value "people"'),
        (PLAIN + "clas: 1", 'unknown key "clas"'),
        (
            PLAIN.replace("level: red", "levels: {blue: {count: 2}, red: {count: 2}}"),
            "when.levels: expected red to ask for a higher count or confidence than blue",
        ),
    ],
)
def test_what_is_wrong_is_said_with_its_line(body, expected):
    with pytest.raises(RuleError) as raised:
        when(body)
    assert expected in str(raised.value)
    assert str(raised.value).startswith("f.yaml:")
