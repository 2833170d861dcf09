# ruff: noqa: E501  one mistake a line
from __future__ import annotations

import json
import re
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from rules.document import RuleError, parse_rule, parse_rules, rule_to_document
from rules.rule import Direction, Inside, Scope, Silence, Threshold
from sensing.level import Level
from sensing.quality import Quality
from tests.unit.rules.worlds import rule_sets

#: The example of docs/reference/rules.md.
STAGE = """\
apiVersion: fenghuo/v1
kind: Rule
id: stage-xixian
hazard: "11A01"                       # national event code
title: {zh: 息县站水位, en: Xixian stage}
scope: {stations: [XY-H03]}
when:
  kind: threshold
  property: water_level
  direction: above                    # strictly above
  levels: {blue: 40.5, yellow: 41.5, orange: 43.0, red: 43.5}
  hold: 10m                           # the condition must have lasted this long (inclusive)
  clear: {by: 0.3, for: 30m}          # 0.3 below the level for 30 minutes steps down
quality: [good]
"""

HEAD = "apiVersion: fenghuo/v1\nkind: Rule\nid: r\nhazard: 11A01\ntitle: {zh: 甲, en: A}\n"


def test_a_threshold_rule_is_read():
    rule = parse_rule(STAGE, origin="rules/stage.yaml")
    assert (rule.id, rule.hazard, rule.title_zh, rule.title_en) == (
        "stage-xixian",
        "11A01",
        "息县站水位",
        "Xixian stage",
    )
    assert rule.scope == Scope(stations=("XY-H03",))
    assert rule.when == Threshold(
        property="water_level",
        direction=Direction.ABOVE,
        levels={Level.BLUE: 40.5, Level.YELLOW: 41.5, Level.ORANGE: 43.0, Level.RED: 43.5},
        hold=timedelta(minutes=10),
        clear_by=0.3,
        clear_for=timedelta(minutes=30),
    )
    assert (rule.quality, rule.version, rule.is_enabled) == ((Quality.GOOD,), 0, True)
    assert rule.source == STAGE


def test_what_may_be_left_out_has_its_default():
    rule = parse_rule(
        HEAD + "when: {kind: threshold, property: flow, direction: below, levels: {red: 1}}", origin="a.yaml"
    )
    assert rule.scope == Scope()
    assert rule.when == Threshold(property="flow", direction=Direction.BELOW, levels={Level.RED: 1.0})
    assert rule.quality == (Quality.GOOD,)


def test_silence_and_inside_rules_are_read():
    silence = parse_rule(HEAD + "when: {kind: silence, after: 15m, level: orange, property: flow}", origin="a.yaml")
    assert silence.when == Silence(after=timedelta(minutes=15), level=Level.ORANGE, property="flow")
    inside = parse_rule(HEAD + "when: {kind: inside, fence: plant, level: red}\nenabled: false\n", origin="a.yaml")
    assert inside.when == Inside(fence="plant", level=Level.RED)
    assert not inside.is_enabled


def test_every_part_of_a_scope_is_read():
    scope = 'scope: {stations: [A], divisions: ["4115", 411528000000], basins: [huai], kinds: [air], properties: [pm25], fence: f}\n'
    rule = parse_rule(HEAD + scope + "when: {kind: silence, after: 1h, level: red}", origin="a.yaml")
    assert rule.scope == Scope(
        stations=("A",),
        divisions=("4115", "411528000000"),
        basins=("huai",),
        kinds=("air",),
        properties=("pm25",),
        fence="f",
    )


def test_json_is_as_good_as_yaml():
    rule = parse_rule(STAGE, origin="a.yaml")
    assert parse_rule(json.dumps(rule_to_document(rule), indent=2), origin="a.json") == rule


@given(rules=rule_sets(), data=st.data())
def test_what_is_written_is_read_back(rules, data):
    rules = [replace(rule, version=0, is_enabled=data.draw(st.booleans())) for rule in rules]
    documents = [rule_to_document(rule) for rule in rules]
    assert parse_rules(yaml.safe_dump_all(documents, allow_unicode=True), origin="a.yaml") == rules
    assert parse_rule(json.dumps(documents[0]), origin="a.json") == rules[0]


def test_a_text_may_hold_many_rules_each_with_its_own_source():
    text = f"{STAGE}---\n{STAGE.replace('stage-xixian', 'other')}"
    rules = parse_rules(text, origin="a.yaml")
    assert [rule.id for rule in rules] == ["stage-xixian", "other"]
    assert rules[0].source == STAGE
    assert parse_rule(rules[1].source, origin="a.yaml") == rules[1]


def _with(old, new):
    assert old in STAGE
    return STAGE.replace(old, new)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (_with("when:", "wen:"), '7: unknown key "wen", did you mean "when"?'),
        (_with("  hold", "  hld"), '12: unknown key "hld", did you mean "hold"?'),
        (_with("kind: threshold", "kind: treshold"), '8: when.kind: unknown value "treshold", did you mean "threshold"?'),
        (_with("for: 30m", "fro: 30m"), '13: unknown key "fro", did you mean "for"?'),
        (_with("fenghuo/v1", "fenghuo/v2"), '1: apiVersion: unknown value "fenghuo/v2", did you mean "fenghuo/v1"?'),
        (_with("id: stage-xixian", "id: 息县"), '3: id: expected 1 to 64 of A-Z a-z 0-9 . _ -, got "息县"'),
        (_with('"11A01"', "flood"), '4: hazard: expected a national event code such as 11A01, got "flood"'),
        (_with(", en: Xixian stage", ""), '5: missing key "en" in title'),
        (_with("stations: [XY-H03]", "stations: []"), "6: scope.stations: expected at least one entry; leave the key out to mean any"),
        (_with("stations: [XY-H03]", "kinds: [river]"), '6: scope.kinds: unknown value "river", did you mean "river_gauge"?'),
        (_with("stations: [XY-H03]", "divisions: [41152]"), '6: scope.divisions: expected a division code of 2, 4, 6, 9 or 12 digits, got "41152"'),
        (_with("water_level", "waterlevel"), '9: when.property: unknown value "waterlevel", did you mean "water_level"?'),
        (_with("above   ", "abov   "), '10: when.direction: unknown value "abov", did you mean "above"?'),
        (_with("direction: above", "direction: below"), "11: when.levels: expected yellow below blue (40.5), got 41.5"),
        (_with("red: 43.5", "red: 43.0"), "11: when.levels: expected red above orange (43), got 43"),
        (_with("red: 43.5", "purple: 43.5"), '11: unknown key "purple" in when.levels, expected one of blue, yellow, orange, red'),
        (_with("red: 43.5", 'red: "43.5"'), "11: when.levels.red: expected a number, got the text '43.5'"),
        (_with("{blue: 40.5, yellow: 41.5, orange: 43.0, red: 43.5}", "{}"), "11: when.levels: expected at least one of blue, yellow, orange, red"),
        (_with("hold: 10m", "hold: 10"), '12: when.hold: expected a duration such as 90s, 10m, 1h30m or 2d, got "10"'),
        (_with("by: 0.3", "by: -0.3"), "13: when.clear.by: expected zero or more, got -0.3"),
        (_with("[good]", "[god]"), '14: quality: unknown value "god", did you mean "good"?'),
        (_with("[good]", "good"), "14: quality: expected a list such as [a, b], got 'good'"),
        (STAGE + "enabled: no\n", "15: enabled: expected true or false, got 'no'"),
        (STAGE + "id: again\n", '15: key "id" occurs twice, first on line 3'),
        (STAGE + "---\n" + STAGE, "1: expected one rule, got 2 documents"),
        ("", "1: expected one rule, got 0 documents"),
        ("just words", "1: expected a mapping, got 'just words'"),
        (HEAD + "when: {kind: silence, after: 0s, level: red}", "6: when.after: expected a duration of more than zero"),
        (HEAD + "when: {kind: silence, after: 1h, level: none}", '6: when.level: unknown value "none", expected one of blue, yellow, orange, red'),
        (HEAD + "when: {kind: silence, after: 1h, level: red, hold: 5m}", '6: unknown key "hold" in when, expected one of kind, after, level, property, rising, substitutes'),
        (HEAD + "when: {kind: inside, level: red}", '6: missing key "fence" in when'),
        (HEAD, '1: missing key "when"'),
    ],
)  # fmt: skip
def test_each_mistake_has_its_line_and_message(text, message):
    with pytest.raises(RuleError) as caught:
        parse_rule(text, origin="rules/flood.yaml")
    assert str(caught.value) == f"rules/flood.yaml:{message}"


def test_two_rules_of_one_id_are_refused():
    with pytest.raises(RuleError, match=r'^a\.yaml:16: rule id "stage-xixian" occurs twice$'):
        parse_rules(STAGE + "---\n" + STAGE, origin="a.yaml")


def test_every_example_of_the_reference_is_a_rule():
    page = (Path(__file__).parents[3] / "docs" / "reference" / "rules.md").read_text("utf-8")
    examples = re.findall(r"```yaml\n(apiVersion.*?)```", page, re.DOTALL)
    assert {type(parse_rule(example, origin="rules.md").when) for example in examples} >= {Threshold, Silence, Inside}
