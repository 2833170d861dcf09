from __future__ import annotations

import json
from datetime import timedelta

import pytest

from rules.document import parse_rule, rule_to_document
from rules.errors import RuleError
from rules.fence.condition import MOMENT, Fenced, Inside, On, Things, Way
from rules.form import Judged
from sensing.level import Level

RULE = """
apiVersion: fenghuo/v1
kind: Rule
id: boats
hazard: "11A01"
title: {{zh: 船, en: Boats}}
when: {{kind: {when}, level: orange}}
"""


def read(when):
    return parse_rule(RULE.format(when=when), origin="boats.yaml")


def read_back(rule):
    return parse_rule(json.dumps(rule_to_document(rule)), origin="boats.json")


@pytest.mark.parametrize(
    ("text", "fields"),
    [
        ("fence, fence: a, on: inside", {}),
        ("fence, fence: a, on: outside", {}),
        ("fence, fence: a, on: enter", {}),
        ("fence, fence: a, on: exit, clear: {for: 0s}", {"clear_for": timedelta(0)}),
        ("fence, fences: [a, b], on: enter, clear: {for: 1h}", {"fences": ("a", "b"), "clear_for": timedelta(hours=1)}),
        ("fence, fence: a, on: cross, direction: left", {"direction": Way.LEFT}),
        ("fence, fence: a, on: dwell, dwell: 10m", {"dwell": timedelta(minutes=10)}),
        ("fence, fence: a, on: enter, events: {classes: [person]}", {"events": Things(classes=("person",))}),
        (
            "fence, fence: a, on: inside, events: {classes: [a, b], confidence: 0.7}, clear: {after: 1h}",
            {"events": Things(classes=("a", "b"), confidence=0.7, gone_after=timedelta(hours=1))},
        ),
        (
            "fence, fence: a, on: exit, events: {classes: [x], identity: id, gone: exit}, clear: {for: 1m, after: 2m}",
            {
                "clear_for": timedelta(minutes=1),
                "events": Things(classes=("x",), identity="id", gone_is_exit=True, gone_after=timedelta(minutes=2)),
            },
        ),
    ],
)
def test_what_is_written_is_read_back(text, fields):
    rule = read(text)
    known = {"fences": ("a",), "on": On(text.split("on: ")[1].split(",")[0]), "level": Level.ORANGE}
    assert rule.when == Fenced(**(known | fields))
    assert read_back(rule).when == rule.when


def test_what_happens_at_an_instant_stands_ten_minutes_unless_told_otherwise():
    assert read("fence, fence: a, on: enter").when.clear_for == MOMENT == timedelta(minutes=10)
    assert [on.value for on in On if on.is_moment] == ["enter", "exit", "cross"]


def test_the_short_form_asks_the_same():
    rule = read("inside, fence: a")
    assert rule.when == Inside(fence="a", level=Level.ORANGE)
    assert rule.when.whole == read("fence, fence: a, on: inside").when
    assert read_back(rule).when == rule.when


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("fence, fence: a, on: insde", 'did you mean "inside"'),
        ("fence, on: inside", 'missing key "fence" in when'),
        ("fence, fence: a, fences: [b], on: inside", "when: expected fence or fences, got both"),
        ("fence, fence: a, on: dwell", 'missing key "dwell" in when'),
        ("fence, fence: a, on: dwell, dwell: 0s", "when.dwell"),
        ("fence, fence: a, on: inside, dwell: 5m", "when.dwell: means nothing with on: inside"),
        ("fence, fence: a, on: dwell, dwell: 5m, clear: {for: 1m}", "when.clear: means nothing with on: dwell"),
        ("fence, fence: a, on: enter, direction: left", "when.direction: means nothing with on: enter"),
        ("fence, fence: a, on: cross, direction: up", "when.direction"),
        ("fence, fence: a, on: enter, clear: {after: 1m}", "after"),
        ("fence, fence: a, on: enter, events: {confidence: 0.7}", 'missing key "classes" in when.events'),
        ("fence, fence: a, on: enter, events: {classes: [a b]}", "when.events.classes: expected a class"),
        (
            "fence, fence: a, on: enter, events: {classes: [a], confidence: 7}",
            "when.events.confidence: expected 0 to 1",
        ),
        ("fence, fence: a, on: enter, events: {classes: [a], identity: a-b}", "when.events.identity: expected an attr"),
        ("fence, fence: a, on: enter, events: {classes: [a], gone: exit}", "when.events.gone: means nothing with on"),
        ("fence, fence: a, on: enter, events: {clases: [a]}", 'did you mean "classes"'),
        ("fence, fence: a, on: inside, events: {classes: [a]}", "clear"),
        ("fence, fence: a, on: inside, events: {classes: [a]}, clear: {for: 1m}", "for"),
    ],
)
def test_a_mistake_is_told_with_its_place(text, words):
    with pytest.raises(RuleError) as caught:
        read(text)
    assert words in str(caught.value)
    assert "boats.yaml:7" in str(caught.value)


def test_without_a_reading_the_fences_are_named():
    judged = Judged(target="M", level=Level.ORANGE, at=0)
    assert read("fence, fences: [a, b], on: exit").when.about(judged).facts == {"fence": "a, b"}
    assert read("inside, fence: a").when.about(judged).facts == {"fence": "a"}
