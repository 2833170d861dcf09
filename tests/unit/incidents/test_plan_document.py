from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from incidents.plan import Verb, Who, WhoKind
from incidents.plan_document import parse_plan
from sensing.errors import DocumentError
from sensing.level import Level

EXAMPLES = Path(__file__).parents[3] / "examples" / "plans"

PLAN = """\
apiVersion: fenghuo/v1
kind: Plan
id: flood-red
title: {zh: 洪水红色响应, en: "Flood, red"}
hazards: ["11A01"]
level: red
divisions: ["411500000000"]
tasks:
  - id: out
    verb: 撤
    who: {duty: grid}
    what: {zh: 转移低洼处群众, en: Move people}
    by: 30m
"""


def test_a_plan_says_who_does_what_by_when():
    plan = parse_plan(PLAN, origin="p.yaml")
    assert (plan.id, plan.level, plan.divisions, plan.hazards) == ("flood-red", Level.RED, ("4115",), ("11A01",))
    (item,) = plan.items
    assert (item.verb, item.who, item.by) == (
        Verb.EVACUATE,
        Who(kind=WhoKind.DUTY, name="grid"),
        timedelta(minutes=30),
    )


def test_the_five_characters_of_the_field_and_the_words_mean_the_same():
    for verb in Verb:
        for written in (verb.value, verb.zh):
            assert parse_plan(PLAN.replace("撤", written), origin="p").items[0].verb is verb


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("verb: 撤", "verb: evacaute", 'p.yaml:10: tasks[0].verb: unknown value "evacaute", did you mean "evacuate"?'),
        ("by: 30m", "by: 8d", "p.yaml:13: by: expected more than nothing and at most 7 days, 0:00:00, got 8 days"),
        ("{duty: grid}", "{duty: grid, site: s}", "p.yaml:11: who: expected one of duty, group, person, site, got 2"),
        ('["11A01"]', "[flood]", 'p.yaml:5: hazards: expected an event code such as "11A01" or its beginning'),
        ("level: red", "level: none", 'p.yaml:6: level: unknown value "none"'),
        ('["411500000000"]', '["4115x"]', "p.yaml:7: divisions: expected a division code"),
    ],
)
def test_a_mistake_is_told_with_its_line(old, new, message):
    assert old in PLAN
    with pytest.raises(DocumentError) as error:
        parse_plan(PLAN.replace(old, new), origin="p.yaml")
    assert str(error.value).startswith(message)


def test_a_plan_asks_for_something_and_for_nothing_twice():
    head, _, item = PLAN.partition("  - id")
    with pytest.raises(DocumentError, match="tasks: expected 1 to 50, got 0"):
        parse_plan(head.replace("tasks:\n", ""), origin="p")
    with pytest.raises(DocumentError, match='"out" occurs twice'):
        parse_plan(PLAN + "  - id" + item, origin="p")


@pytest.mark.parametrize("path", sorted(EXAMPLES.glob("*-[yro]*.yaml")), ids=lambda path: path.name)
def test_the_examples_are_plans(path):
    if "kind: Plan" in path.read_text("utf-8"):
        assert parse_plan(path.read_text("utf-8"), origin=path.name).id == path.stem
