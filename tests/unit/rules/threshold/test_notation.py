# ruff: noqa: E501  one mistake a line
"""How a ladder is written."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest

from rules.document import RuleError, parse_rule, rule_to_document
from rules.rule import Direction
from rules.threshold.ladder import Clear, Pace, StationLadder, Steps
from sensing.level import Level

HEAD = "apiVersion: fenghuo/v1\nkind: Rule\nid: r\nhazard: 11A01\ntitle: {zh: 甲, en: A}\n"
FULL = (
    HEAD
    + """\
scope: {stations: [XY-H03, XY-H04]}
when:
  kind: threshold
  property: water_level
  direction: above
  levels:
    yellow: 41.5
    red: {at: 43.5, hold: 0s, clear: {at: 43.0, for: 2h}}
  months:
    6-9: {yellow: 41.0, red: {at: 43.0, clear: {by: 0.5}}}
    10-1: {red: 44}
  stations:
    XY-H04: {levels: {yellow: 38.5}, hold: 20m, clear: {at: 38.0, readings: 2}, months: {7: {red: 40}}}
  hold: 10m
  clear: {by: 0.3, for: 30m, readings: 3, fastest: 1.5}
lateness: 20m
"""
)


def test_a_ladder_with_everything_is_read():
    rule = parse_rule(FULL, origin="a.yaml")
    when = rule.when
    assert rule.lateness == timedelta(minutes=20)
    assert when.levels == {Level.YELLOW: 41.5, Level.RED: 43.5}
    assert when.paces == {Level.RED: Pace(hold=timedelta(0), clear_at=43.0, clear_for=timedelta(hours=2))}
    assert when.months == {
        "6-9": Steps(levels={Level.YELLOW: 41.0, Level.RED: 43.0}, paces={Level.RED: Pace(clear_by=0.5)}),
        "10-1": Steps(levels={Level.RED: 44.0}),
    }
    assert when.stations == {
        "XY-H04": StationLadder(
            levels={Level.YELLOW: 38.5},
            months={"7": Steps(levels={Level.RED: 40.0})},
            hold=timedelta(minutes=20),
            clear=Clear(at=38.0, readings=2),
        )
    }
    assert when.clear_of("XY-H03") == Clear(by=0.3, lasting=timedelta(minutes=30), readings=3, fastest=1.5)


def test_what_is_written_is_read_back():
    rule = parse_rule(FULL, origin="a.yaml")
    assert parse_rule(json.dumps(rule_to_document(rule)), origin="a.json") == rule


def test_a_level_written_as_a_mapping_without_a_pace_is_a_number():
    rule = parse_rule(
        HEAD + "when: {kind: threshold, property: flow, direction: above, levels: {red: {at: 1}}}", origin="a"
    )
    assert (rule.when.levels, rule.when.paces) == ({Level.RED: 1.0}, {})


def test_months_need_no_levels_beside_them():
    text = HEAD + "when: {kind: threshold, property: flow, direction: below, months: {12-2: {red: 1}}, clear: {at: 2}}"
    when = parse_rule(text, origin="a").when
    assert (when.levels, when.direction, when.clear_at) == ({}, Direction.BELOW, 2.0)


def test_a_rule_of_before_says_nothing_new():
    when = parse_rule(HEAD + "when: {kind: threshold, property: flow, direction: above, levels: {red: 1}}", origin="a")
    assert rule_to_document(when)["when"] == {
        "kind": "threshold",
        "property": "flow",
        "direction": "above",
        "levels": {"red": 1.0},
        "hold": "0s",
        "clear": {"by": 0.0, "for": "0s"},
    }


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("red: {at: 43.5,", "red: {", '13: missing key "at" in when.levels.red'),
        ("hold: 0s", "holds: 0s", '13: unknown key "holds", did you mean "hold"?'),
        ("{at: 43.0, for: 2h}", "{at: 43.6, for: 2h}", "13: when.levels.red.clear.at: expected a number that is not above when.levels.red (43.5), got 43.6"),
        ("{at: 43.0, for: 2h}", "{at: 43.0, by: 1}", "13: when.levels.red.clear.at: expected one of by and at, got both"),
        ("{at: 43.0, for: 2h}", "{by: -1}", "13: when.levels.red.clear.by: expected zero or more, got -1"),
        ("{at: 43.0, for: 2h}", "{readings: 2}", '13: unknown key "readings" in when.levels.red.clear, expected one of by, at, for'),
        ("6-9:", "6-13:", '15: when.months: expected months such as "7", "6-9" or "10-5", got "6-13"'),
        ("10-1:", "9-1:", '16: when.months: month 9 is named by "6-9" and by "9-1"'),
        ("10-1: {red: 44}", "10-1: {}", "16: when.months.10-1: expected at least one of blue, yellow, orange, red"),
        ("yellow: 41.0, red: {at: 43.0", "yellow: 41.0, red: {at: 40.0", "15: when.months.6-9: expected red above yellow (41), got 40"),
        ("XY-H04: {levels: {yellow: 38.5}, hold", "XY-H04: {level: {yellow: 38.5}, hold", '18: unknown key "level", did you mean "levels"?'),
        ("{at: 38.0, readings: 2}", "{at: 39.0, readings: 2}", "18: when.stations.XY-H04.clear.at: expected a number that is not above when.stations.XY-H04.levels.yellow (38.5), got 39"),
        ("hold: 20m", "hold: 20", '18: when.stations.XY-H04.hold: expected a duration such as 90s, 10m, 1h30m or 2d, got "20"'),
        ("{by: 0.3, for: 30m, readings: 3", "{by: 0.3, at: 40, for: 30m, readings: 3", "20: when.clear.at: expected one of by and at, got both"),
        ("{by: 0.3, for: 30m, readings: 3", "{at: 41.2, for: 30m, readings: 3", "20: when.clear.at: expected a number that is not above when.months.6-9.yellow (41), got 41.2"),
        ("readings: 3", "readings: 0", "20: when.clear.readings: expected one or more, got 0"),
        ("readings: 3", "readings: 1.5", "20: when.clear.readings: expected a whole number, got '1.5'"),
        ("fastest: 1.5", "fastest: 0", "20: when.clear.fastest: expected more than zero, got 0"),
        ("lateness: 20m", "lateness: 20", '21: lateness: expected a duration such as 90s, 10m, 1h30m or 2d, got "20"'),
    ],
)  # fmt: skip
def test_each_mistake_has_its_line_and_message(old, new, message):
    assert old in FULL
    with pytest.raises(RuleError) as caught:
        parse_rule(FULL.replace(old, new, 1), origin="a.yaml")
    assert str(caught.value) == f"a.yaml:{message}"


@pytest.mark.parametrize(
    ("when", "message"),
    [
        ("months: {}", "8: when.months: expected at least one span of months"),
        ("stations: {}", '7: missing key "levels" in when'),
        ("levels: {red: 1}\n  stations: {A: {}}", "9: when.stations.A: expected at least one of levels, hold, clear, months"),
    ],
)  # fmt: skip
def test_a_part_that_says_nothing_is_refused(when, message):
    text = f"{HEAD}when:\n  kind: threshold\n  {when}\n  property: flow\n  direction: above\n"
    with pytest.raises(RuleError) as caught:
        parse_rule(text, origin="a.yaml")
    assert str(caught.value).removeprefix("a.yaml:") == message
