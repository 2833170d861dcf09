from __future__ import annotations

from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from rules.closing import Closing
from rules.compiler import compile_rules
from rules.engine import evaluate, initial, memory, recover, tick
from rules.standing import standing
from sensing.batch import make_batch
from sensing.instant import Micros
from sensing.level import Level
from tests.unit.rules.builders import MINUTE, a_composite, a_rule
from tests.unit.rules.composite.test_judge import FLOW, REGISTRY, STAGE

WHEN = a_composite("stage", "flow", window=timedelta(minutes=30))
PROGRAM = compile_rules([STAGE, FLOW, a_rule(WHEN, id="c")], registry=REGISTRY)
KEY = ("c", "c")


def a_tail(*rows):
    return make_batch(
        datastream=[row[0] for row in rows],
        phenomenon_time=[row[1] * MINUTE for row in rows],
        value=[row[2] for row in rows],
    )


def back(now, tail, levels, **rest):
    return recover(PROGRAM, levels=levels, tail=tail, now=Micros(now * MINUTE), **rest)


BOTH = {("stage", "A"): Level.YELLOW, ("flow", "A"): Level.YELLOW, KEY: Level.YELLOW}


def test_the_memory_reaches_back_over_the_window():
    plain = compile_rules([STAGE, FLOW], registry=REGISTRY)
    wide = compile_rules([STAGE, a_rule(a_composite("stage", window=timedelta(days=2)), id="c")], registry=REGISTRY)
    assert memory(wide) - memory(plain) >= timedelta(days=1)


def test_it_stands_as_its_members_do():
    state, said = back(10, a_tail((1, 0, 2.0), (2, 5, 2.0)), BOTH)
    assert said == []
    assert standing(PROGRAM, state)[KEY] is Level.YELLOW


def test_members_that_stand_by_what_was_told_vote_too():
    state, said = back(10, a_tail(), BOTH)
    assert said == []
    assert standing(PROGRAM, state)[KEY] is Level.YELLOW


def test_a_vote_that_lasts_is_known_from_the_tail():
    tail = a_tail((1, 0, 2.0), (1, 10, 0.0), (2, 15, 2.0))
    state, said = back(20, tail, {("flow", "A"): Level.YELLOW, KEY: Level.YELLOW})
    assert said == []
    _, said, _ = tick(PROGRAM, state, now=Micros(40 * MINUTE))
    assert [(each.rule, each.after) for each in said] == [("c", Level.NONE)]


def test_what_differs_is_told_with_its_place():
    _, said = back(10, a_tail((1, 0, 2.0), (2, 5, 2.0)), {})
    mine = next(each for each in said if each.rule == "c")
    assert (mine.reason.value, mine.after, mine.facts["place"]) == ("recovered", Level.YELLOW, "A、B、C")


def test_what_a_person_closed_while_it_stood_stays_closed():
    tail = a_tail((1, 0, 2.0), (2, 5, 2.0))
    told = {key: level for key, level in BOTH.items() if key != KEY}
    closed = {KEY: Closing(level=Level.YELLOW, at=Micros(6 * MINUTE))}
    assert back(10, tail, told, closed=closed)[1] == []
    before = {KEY: Closing(level=Level.YELLOW, at=Micros(2 * MINUTE))}
    assert [each.rule for each in back(10, tail, told, closed=before)[1]] == ["c"]


@given(
    rows=st.lists(st.tuples(st.sampled_from([1, 2, 3, 4]), st.integers(0, 9), st.sampled_from([0.0, 2.0, 4.0]))),
    rest=st.lists(st.tuples(st.sampled_from([1, 2, 3, 4]), st.integers(1, 9), st.sampled_from([0.0, 2.0, 4.0]))),
)
def test_a_restart_at_any_point_changes_nothing(rows, rest):
    now, tail = 0, {}
    for stream, step, value in rows:
        now += step
        tail.setdefault((stream, now), value)
    batch = a_tail(*((stream, minute, value) for (stream, minute), value in tail.items()))
    live, _ = evaluate(PROGRAM, initial(PROGRAM), batch)
    live, _, _ = tick(PROGRAM, live, now=Micros(now * MINUTE))
    again, said = back(now, batch, standing(PROGRAM, live))
    assert said == []
    for stream, step, value in rest:
        now += step
        live, one = evaluate(PROGRAM, live, a_tail((stream, now, value)))
        again, other = evaluate(PROGRAM, again, a_tail((stream, now, value)))
        assert [(each.at, each.rule, each.after) for each in one] == [
            (each.at, each.rule, each.after) for each in other
        ]


def test_what_was_under_way_during_the_restart_counts_at_once():
    program = compile_rules([STAGE, FLOW, a_rule(a_composite("stage", "flow"), id="c")], registry=REGISTRY)
    levels = {("stage", "A"): Level.YELLOW}
    state, _ = recover(program, levels=levels, tail=a_tail((1, 0, 2.0)), now=Micros(10 * MINUTE))
    # Measured before the restart, heard after it.
    _, said = evaluate(program, state, a_tail((2, 9, 2.0)))
    assert [(each.rule, each.after) for each in said] == [("flow", Level.YELLOW), ("c", Level.YELLOW)]
