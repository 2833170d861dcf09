from __future__ import annotations

from dataclasses import fields, replace

import numpy as np
import pytest
import shapely

from rules.compiler import compile_rules
from rules.engine import evaluate, initial, recover
from rules.part import PARTS, groups
from rules.rule import Scope
from sensing.batch import empty_batch
from sensing.instant import Micros
from sensing.level import Level
from sensing.quality import Quality
from tests.unit.rules.builders import a_registry, a_rule, a_station, a_threshold, an_inside, readings
from tests.unit.rules.worlds import FENCE

TWO = a_registry(a_station("A", properties=("water_level", "flow"), first=1), a_station("B", first=3))


def a_program(*rules):
    return compile_rules(rules, registry=TWO, fences=[FENCE])


@pytest.mark.parametrize("part", PARTS, ids=lambda part: part.name)
def test_every_column_of_a_timed_kind_is_kept_by_slot_or_derived(part):
    program = a_program(a_rule(), a_rule(an_inside(), id="in"))
    state = initial(program)
    slots = len(part.table(program).target)
    assert slots
    assert {len(column) for column in part.columns(state).values()} == {slots}
    assert part.derived < {each.name for each in fields(getattr(state, part.name))} or not part.derived


def test_datastreams_that_share_a_slot_are_judged_in_one_order():
    assert groups(a_program(a_rule())).tolist() == [0, 1, 2, 3]
    assert groups(a_program(a_rule(), a_rule(an_inside(), id="in"))).tolist() == [0, 1, 1, 3]


def test_slots_remember_something_once_they_are_raised():
    program = a_program(a_rule())
    state = initial(program)
    thresholds = PARTS[0]
    assert not thresholds.awake(state).any()
    state, _ = evaluate(program, state, readings([(0, 44)], stream=3))
    assert thresholds.awake(state).tolist() == [False, True]
    assert thresholds.differing(state, initial(program)).tolist() == [False, True]


def test_slots_that_judge_the_same_thing_are_found_under_another_program():
    old = a_program(a_rule(id="a"), a_rule(id="b"), a_rule(id="c"))
    new = a_program(a_rule(id="c"), a_rule(a_threshold(clear_by=0.1), id="b"), a_rule(id="a", title_en="Words"))
    source, target = PARTS[0].kept(old, new)
    kept = {(old.rules[old.thresholds.rule[one]].id, new.rules[new.thresholds.rule[other]].id)
            for one, other in zip(source, target, strict=True)}  # fmt: skip
    assert kept == {("a", "a"), ("c", "c")}


def test_fence_slots_judge_the_same_thing_while_fences_and_datastreams_stay():
    rules = [a_rule(an_inside(), id="in"), a_rule(an_inside(), id="off", quality=(Quality.DOUBTFUL,))]
    old, fences = a_program(*rules), PARTS[1]
    assert [found.tolist() for found in fences.kept(old, a_program(*reversed(rules)))] == [[2, 3, 0, 1], [0, 1, 2, 3]]
    assert [found.tolist() for found in fences.kept(old, a_program(rules[0], a_rule(an_inside(), id="off")))] == [
        [0, 1],
        [0, 1],
    ]
    moved = replace(FENCE, geometry=shapely.box(0, 0, 1, 1))
    assert all(len(found) == 0 for found in fences.kept(old, compile_rules(rules, registry=TWO, fences=[moved])))


def test_a_fence_slot_of_which_only_people_know_is_awake():
    program = a_program(a_rule(an_inside(), id="in", scope=Scope(stations=("A",))))
    state, _ = recover(program, levels={("in", "A"): Level.RED}, tail=empty_batch(), now=Micros(0))
    assert PARTS[1].awake(state).tolist() == [True]


def test_rows_put_into_a_state_bring_what_is_derived_up_to_date():
    program = a_program(a_rule(scope=Scope(stations=("A",))))
    state, _ = evaluate(program, initial(program), readings([(0, 44)], stream=1))
    other = initial(program)
    PARTS[0].put(program, other, np.array([0]), PARTS[0].columns(state))
    assert other.thresholds.active.tolist() == [True]
    assert np.array_equal(other.thresholds.low, state.thresholds.low)
