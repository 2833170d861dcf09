from __future__ import annotations

from datetime import timedelta

import msgspec
import pytest

from rules.composite.condition import Area, Composite, Member, Need
from rules.document import RuleError, parse_rule, rule_to_document
from sensing.level import Level
from store.codec import dump, load

HEAD = """
apiVersion: fenghuo/v1
kind: Rule
id: c
hazard: "11A01"
title: {zh: 综合, en: Both}
when:
  kind: composite
"""


def when(body):
    lines = "".join(f"  {line.strip()}\n" for line in body.strip().splitlines())
    return parse_rule(HEAD + lines, origin="c.yaml")


BLUE, RED = Level.BLUE, Level.RED
A, B = Member(rule="a", at=BLUE), Member(rule="b", at=BLUE)


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("of: [a, b]", Composite(need=Need(count=0, of=(A, B)))),
        ("of: [a, b]\nneed: any", Composite(need=Need(count=1, of=(A, B)))),
        (
            "of: [{rule: a, at: red}, b]\nneed: 2\nindependence: [pole]\nlevel: red\nwindow: 5m",
            Composite(
                need=Need(count=2, of=(Member(rule="a", at=RED), B)),
                independence=("pole",),
                level=RED,
                window=timedelta(minutes=5),
            ),
        ),
        (
            "of: {all: [a, {any: [b, c]}]}\nat: red\narea: county",
            Composite(
                need=Need(
                    count=0,
                    of=(
                        Member(rule="a", at=RED),
                        Need(count=1, of=(Member(rule="b", at=RED), Member(rule="c", at=RED))),
                    ),
                ),
                area=Area.COUNTY,
            ),
        ),
        (
            "of: [a]\nlevels: {orange: 2, red: 3}\narea: fence\nfences: [f]",
            Composite(need=Need(count=2, of=(A,)), levels={Level.ORANGE: 2, RED: 3}, area=Area.FENCE, fences=("f",)),
        ),
    ],
)
def test_what_is_written_is_read_and_reads_back(body, expected):
    rule = when(body)
    assert rule.when == expected
    text = msgspec.json.encode(rule_to_document(rule)).decode()
    assert parse_rule(text, origin="again").when == expected
    assert load(type(rule), dump(rule)).when == expected


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("need: any", 'missing key "of" in when'),
        ("of: []", "when.of: expected a list with at least one rule"),
        ("of: [a]\nneed: 0", "when.need: expected all, any or a number of votes from 1, got 0"),
        ("of: [a]\nneed: most", "when.need: expected all, any or a number of votes from 1, got 'most'"),
        ("of: {any: [a]}\nneed: 1", "when.need: expected a plain list under of, got all or any"),
        ("of: {not: [a]}", "when.of: expected the id of a rule, {rule: id, at: level}, {all: […]} or {any: […]}"),
        ("of: [{rule: a, at: purple}]", "when.of: at: expected one of blue, yellow, orange, red, got 'purple'"),
        ("of: [a]\nlevels: {orange: 3, red: 2}", "expected red to ask for more votes than orange (3), got 2"),
        ("of: [a]\nlevels: {red: 0}", "when.levels.red: expected 1 vote or more, got 0"),
        ("of: [a]\nlevels: {}", "when.levels: expected at least one of blue"),
        ("of: [a]\nlevels: {red: 2}\nlevel: red", "when.levels: expected levels or level, got both"),
        ("of: [a]\nlevels: {red: 2}\nneed: 2", "when.levels: expected levels or need, got both"),
        ("of: [a]\narea: fence", "when.fences: expected together with area: fence"),
        ("of: [a, {any: [b]}]\nindependence: [pole]", "when.independence: expected a plain list under of"),
        ("of: [a]\nindependence: [poles]", 'unknown value "poles", did you mean "pole"?'),
        ("of: " + "{all: [" * 5 + "a" + "]}" * 5, "when.of: expected at most 4 levels of all and any"),
    ],
)
def test_what_is_wrong_is_said_with_its_line(body, expected):
    with pytest.raises(RuleError) as raised:
        when(body)
    assert expected in str(raised.value)
    assert str(raised.value).startswith("c.yaml:")
