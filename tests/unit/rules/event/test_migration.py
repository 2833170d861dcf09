from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from rules.compiler import compile_rules
from rules.engine import evaluate, initial, migrate, tick
from rules.event.condition import Step
from rules.standing import standing
from sensing.batch import empty_batch
from sensing.instant import Micros
from sensing.level import Level
from tests.unit.rules.builders import MINUTE, a_rule, a_sighted, a_status, an_event
from tests.unit.rules.event.test_judge import REGISTRY

FIRE = ("fire", "XY-C02")


def go_over(when, *, rules=None):
    """Return program, state and what was told, when the rule is changed two minutes after it was raised."""
    old = compile_rules([a_rule(a_sighted(), id="fire")], registry=REGISTRY)
    seen = [an_event(0, station="XY-C02"), an_event(4, "e2", station="XY-C02")]
    state, _ = evaluate(old, initial(old), empty_batch(), seen)
    state, _, _ = tick(old, state, now=Micros(6 * MINUTE))
    new = compile_rules([a_rule(when, id="fire", version=2)] if rules is None else rules, registry=REGISTRY)
    state, said = migrate(old, state, new)
    return new, state, said


def test_what_did_not_change_goes_on():
    program, state, said = go_over(a_sighted())
    assert said == []
    assert tick(program, state, now=Micros(33 * MINUTE))[1:] == ([], 34 * MINUTE)
    _, said, _ = tick(program, state, now=Micros(34 * MINUTE))
    assert [each.version for each in said] == [2]


def test_a_level_that_the_rule_still_has_goes_on_standing():
    program, state, said = go_over(a_sighted(clear_after=timedelta(minutes=60)))
    assert said == []
    assert tick(program, state, now=Micros(63 * MINUTE))[1:] == ([], 64 * MINUTE)


def test_a_level_that_is_gone_is_lowered():
    lower = a_sighted(steps={Level.BLUE: Step(count=1, confidence=0.0), Level.RED: Step(count=9, confidence=0.0)})
    program, state, said = go_over(lower)
    assert [(each.reason.value, each.after) for each in said] == [("rule_changed", Level.BLUE)]
    assert standing(program, state) == {FIRE: Level.BLUE}


def test_a_rule_that_is_gone_is_cleared():
    _, _, said = go_over(a_sighted(), rules=[])
    assert [each.after for each in said] == [Level.NONE]


def test_another_class_is_another_judgement():
    _, _, said = go_over(replace(a_sighted(), classes=("person",)))
    assert [each.after for each in said] == [Level.NONE]


def test_a_camera_that_was_away_is_known_to_be_away_afterwards():
    old = compile_rules([a_rule(a_sighted(), id="fire")], registry=REGISTRY)
    seen = [an_event(0, station="XY-C02"), an_event(4, "e2", station="XY-C02"), a_status(5, station="XY-C02")]
    state, _ = evaluate(old, initial(old), empty_batch(), seen)
    new = compile_rules([a_rule(a_sighted(), id="fire"), a_rule(a_sighted(), id="other")], registry=REGISTRY)
    state, _ = migrate(old, state, new)
    assert tick(new, state, now=Micros(100 * MINUTE))[1:] == ([], None)
