from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from rules.compiler import compile_rules
from rules.engine import evaluate, initial, migrate, tick
from rules.standing import standing
from sensing.batch import make_batch
from sensing.instant import Micros
from sensing.level import Level
from tests.unit.rules.builders import MINUTE, a_composite, a_rule
from tests.unit.rules.composite.test_judge import FLOW, REGISTRY, STAGE

BOTH = a_composite("stage", "flow", window=timedelta(minutes=30))


def go_over(*rules):
    """Return program, state and what was told when the rules change while the stage and the flow of A stand."""
    old = compile_rules([STAGE, FLOW, a_rule(BOTH, id="c")], registry=REGISTRY)
    batch = make_batch(datastream=[1, 2], phenomenon_time=[0, MINUTE], value=[2.0, 2.0])
    state, _ = evaluate(old, initial(old), batch)
    state, _, _ = tick(old, state, now=Micros(2 * MINUTE))
    new = compile_rules(rules, registry=REGISTRY)
    state, said = migrate(old, state, new)
    return new, state, said


def test_what_did_not_change_goes_on_and_knows_its_votes():
    program, state, said = go_over(STAGE, FLOW, a_rule(BOTH, id="c"))
    assert said == []
    state, _ = evaluate(program, state, make_batch(datastream=[1], phenomenon_time=[10 * MINUTE], value=[0.0]))
    assert tick(program, state, now=Micros(11 * MINUTE))[2] == 40 * MINUTE


def test_a_composite_that_asks_for_less_is_told_at_once():
    program, state, said = go_over(STAGE, FLOW, a_rule(BOTH, id="c"), a_rule(a_composite("flow"), id="d"))
    assert [(each.rule, each.after, each.reason.value) for each in said] == [("d", Level.YELLOW, "rule_changed")]
    assert standing(program, state)["d", "d"] is Level.YELLOW


def test_a_member_that_is_gone_votes_no_more():
    _, _, said = go_over(STAGE, a_rule(a_composite("stage", "flow"), id="c"), replace(FLOW, is_enabled=False))
    assert ("c", Level.NONE) in [(each.rule, each.after) for each in said]
