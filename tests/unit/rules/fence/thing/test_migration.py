from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
import shapely

from rules.compiler import compile_rules
from rules.engine import evaluate, initial, migrate, tick
from rules.rule import Inside
from rules.standing import standing
from sensing.batch import empty_batch
from sensing.instant import Micros
from sensing.level import Level
from tests.unit.rules.builders import MINUTE, a_rule
from tests.unit.rules.fence.thing.worlds import OUTSIDE, PLANT, REGISTRY, a_person, following, short
from tests.unit.rules.fence.worlds import a_fence

KEY = ("watch", "plant")


def go_over(on, *after, events=None, fence=PLANT, **fields):
    """Return program, state and what was told, when the rule or its fence is changed after five minutes."""
    old = compile_rules([a_rule(following(on), id="watch")], registry=REGISTRY, fences=[PLANT])
    state, _ = evaluate(old, initial(old), empty_batch(), events or [a_person(0, place=OUTSIDE), a_person(1)])
    state, _, _ = tick(old, state, now=Micros(5 * MINUTE))
    when = after[0] if after else following(on, **fields)
    new = compile_rules([a_rule(when, id="watch", version=2)], registry=REGISTRY, fences=[fence])
    state, said = migrate(old, state, new)
    return new, state, short(said)


def test_what_did_not_change_goes_on():
    program, state, said = go_over("enter")
    assert said == []
    assert short(tick(program, state, now=Micros(11 * MINUTE))[1]) == [(11, "clear", "lapsed")]


def test_numbers_that_change_leave_things_where_they_are():
    program, state, said = go_over("exit", clear_for=timedelta(minutes=1))
    assert said == []
    _, said = evaluate(program, state, empty_batch(), [a_person(6, place=OUTSIDE)])
    assert short(said) == [(6, "raise", "left")]
    program, state, said = go_over("inside", gone_after=timedelta(minutes=60))
    assert said == []
    assert short(tick(program, state, now=Micros(61 * MINUTE))[1]) == [(61, "clear", "not_seen_again")]


def test_another_level_is_told():
    program, state, said = go_over("inside", level=Level.BLUE)
    assert said == [(5, "lower", "rule_changed")]
    assert standing(program, state) == {KEY: Level.BLUE}


def test_a_fence_that_somebody_ends_holds_nobody_any_more():
    assert go_over("inside", fence=a_fence(end=4))[2] == [(5, "clear", "rule_changed")]
    assert go_over("exit", fence=a_fence(end=4))[2] == [(5, "raise", "rule_changed")]


def test_a_fence_of_another_shape_decides_by_the_next_place():
    program, state, said = go_over("inside", fence=a_fence(geometry=shapely.box(5, 5, 7, 7)))
    assert said == []
    _, said = evaluate(program, state, empty_batch(), [a_person(6)])
    assert short(said) == [(6, "clear", "left")]


@pytest.mark.parametrize(
    "when", [following("outside"), Inside(fence="plant", level=Level.RED), following("inside", "plant", identity="x")]
)
def test_another_question_is_another_judgement(when):
    _, state, said = go_over("inside", when)
    is_same = when == following("inside", "plant", identity="x")
    assert said == ([] if is_same else [(5, "clear", "rule_changed")])
    del state


def test_what_is_not_followed_any_more_keeps_nothing():
    both, people = following("inside"), following("inside")
    both = replace(both, events=replace(both.followed, classes=("person", "boat")))
    old = compile_rules([a_rule(both, id="watch")], registry=REGISTRY, fences=[PLANT])
    state, _ = evaluate(old, initial(old), empty_batch(), [a_person(5, kind="boat")])
    new = compile_rules([a_rule(people, id="watch", version=2)], registry=REGISTRY, fences=[PLANT])
    state, said = migrate(old, state, new)
    assert short(said) == [(5, "clear", "rule_changed")]
    assert not standing(new, state)
