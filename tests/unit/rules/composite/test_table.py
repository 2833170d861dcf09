from __future__ import annotations

from datetime import timedelta

from rules.compiler import compile_rules
from tests.unit.rules.builders import MINUTE, a_composite, a_rule
from tests.unit.rules.composite.test_judge import FLOW, REGISTRY, STAGE


def table(*composites):
    rules = [*(a_rule(when, id=f"c{i}") for i, when in enumerate(composites)), STAGE, FLOW]
    return compile_rules(rules, registry=REGISTRY).composites


def test_a_slot_comes_after_those_whose_votes_it_counts():
    made = table(a_composite("c1"), a_composite("stage"))
    assert made.target == ("c1", "c0")
    assert made.slots["c1", "c1"] == (1,)


def test_only_the_groups_that_are_asked_for_are_known():
    plain, power = table(a_composite("stage"), a_composite("stage", independence=("power", "station"))).ballots
    assert plain.groups["stage", "A"] == frozenset()
    assert power.groups["stage", "A"] == {("power", "P1"), ("station", "A")}
    assert power.groups["stage", "C"] == {("station", "C")}


def test_the_longest_window_is_known():
    made = table(a_composite("stage", window=timedelta(minutes=5)), a_composite("stage"))
    assert made.window == 5 * MINUTE
    assert table().window == 0


def test_a_rule_that_judges_nothing_has_no_slot():
    lone = compile_rules(
        [a_rule(a_composite("d"), id="c"), a_rule(a_composite("stage"), id="d")], registry=REGISTRY, beside=[STAGE]
    )
    assert lone.composites.target == ()
    assert lone.idle == ("c", "d")
