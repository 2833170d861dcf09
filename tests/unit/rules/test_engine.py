from __future__ import annotations

from typing import TYPE_CHECKING

from hypothesis import given, settings
from hypothesis import strategies as st

from rules.compiler import compile_rules
from rules.engine import evaluate, initial, memory, tick
from rules.fence.condition import Fenced
from rules.standing import standing
from sensing.batch import concat, empty_batch
from sensing.instant import Micros
from sensing.level import Level
from tests.unit.rules.builders import MINUTE, a_rule, a_silence, a_threshold
from tests.unit.rules.oracle import Oracle
from tests.unit.rules.worlds import (
    FENCES,
    REGISTRY,
    as_batch,
    cut_between,
    orderly_rows,
    rule_sets,
    unruly_batches,
    verdicts,
)

if TYPE_CHECKING:
    from rules.state import State

STEPS = {Level.BLUE: 1.0, Level.YELLOW: 2.0, Level.ORANGE: 3.0, Level.RED: 4.0}
#: The slot of each datastream when there is one rule a property, named like it.
JUDGED = {1: ("water_level", "A"), 2: ("flow", "A"), 3: ("water_level", "B")}


def a_program(rules):
    return compile_rules(rules, registry=REGISTRY, fences=FENCES)


def run(program, batches, *, state: State | None = None):
    """Return the state after the batches and everything that was said."""
    state = state or initial(program)
    said = []
    for batch in batches:
        state, transitions = evaluate(program, state, batch)
        said += transitions
    return state, said


@settings(max_examples=3 * settings.default.max_examples)
@given(rules=rule_sets(), batches=unruly_batches(), data=st.data())
def test_the_engine_agrees_with_the_oracle_on_anything(rules, batches, data):
    program = a_program(rules)
    oracle = Oracle(rules, registry=REGISTRY, fences=FENCES)
    # Without a history nothing late is judged; test_invariance says what is said with one.
    state, now = initial(program, has_history=False), 0
    for batch in batches:
        state, transitions = evaluate(program, state, batch)
        assert verdicts(transitions) == sorted(oracle.evaluate(batch))
        now = max([now, *batch.result_time.tolist()])
        if data.draw(st.booleans()):
            now += data.draw(st.integers(0, 30)) * MINUTE
            state, transitions, _ = tick(program, state, now=Micros(now))
            assert verdicts(transitions) == sorted(oracle.tick(now))


@given(rules=rule_sets(), rows=orderly_rows(), data=st.data())
def test_batch_boundaries_do_not_matter(rules, rows, data):
    program = a_program(rules)
    _, at_once = run(program, [as_batch(rows)])
    _, cut_up = run(program, map(as_batch, cut_between(data.draw, rows)))
    assert verdicts(cut_up) == verdicts(at_once)


@given(rules=rule_sets(), rows=orderly_rows(), data=st.data())
def test_order_within_a_batch_does_not_matter(rules, rows, data):
    program = a_program(rules)
    _, in_order = run(program, [as_batch(rows)])
    _, shuffled = run(program, [as_batch(data.draw(st.permutations(rows)))])
    # Readings of one instant on several datastreams of a moving station share their position on the wire only.
    assert verdicts(shuffled) == verdicts(in_order)


@given(rules=rule_sets(), rows=orderly_rows(), data=st.data())
def test_duplicates_do_not_matter(rules, rows, data):
    program = a_program(rules)
    places = st.integers(0, len(rows) - 1)
    pairs = data.draw(st.lists(st.tuples(places, places), max_size=20))
    # A reading is repeated right after some reading that is not earlier.
    again = sorted((max(pair), min(pair)) for pair in pairs)
    repeated = [row for i in range(len(rows)) for row in (rows[i], *(rows[b] for a, b in again if a == i))]
    _, once = run(program, [as_batch(rows)])
    _, twice = run(program, map(as_batch, cut_between(data.draw, repeated)))
    assert verdicts(twice) == verdicts(once)


@given(rows=orderly_rows(only_good=True), data=st.data())
def test_a_clock_that_runs_ahead_hides_no_reading_of_a_right_one(rows, data):
    program = a_program([a_rule(a_threshold(property=key, levels=STEPS), id=key) for key in ("water_level", "flow")])
    state = initial(program)
    for stream, now, arrival, value, *rest in rows:
        ahead = data.draw(st.integers(0, 600))
        if ahead:
            before = arrival - 0.5
            state, _ = evaluate(program, state, as_batch([(stream, before + ahead, before, 3.0, *rest)]))
        state, _ = evaluate(program, state, as_batch([(stream, now, arrival, value, *rest)]))
        if stream in JUDGED:
            level = standing(program, state).get(JUDGED[stream], Level.NONE)
            assert level == sum(value > step for step in STEPS.values())


@given(rules=rule_sets(), rows=orderly_rows(), data=st.data())
def test_the_clock_says_early_what_the_readings_say_late(rules, rows, data):
    program = a_program(rules)
    end = Micros((rows[-1][1] + 100) * MINUTE)
    state, without = run(program, [as_batch(rows)])
    _, last, _ = tick(program, state, now=end)
    state, said = initial(program), []
    parts = data.draw(st.binary(min_size=len(rows), max_size=len(rows)))
    for before, row, part in zip(rows, rows[1:], parts, strict=False):
        state, transitions = evaluate(program, state, as_batch([before]))
        said += transitions
        # A clock between two readings knows of every reading up to now.
        if row[1] > before[1]:
            now = Micros(before[1] * MINUTE + (row[1] - before[1]) * MINUTE * part // 256)
            state, transitions, _ = tick(program, state, now=now)
            said += transitions
    state, transitions = evaluate(program, state, as_batch(rows[-1:]))
    _, ticked, _ = tick(program, state, now=end)
    assert verdicts([*said, *transitions, *ticked]) == verdicts([*without, *last])


@given(rules=rule_sets(), rows=orderly_rows())
def test_tick_asks_for_the_instant_at_which_something_happens(rules, rows):
    program = a_program(rules)
    state, _ = run(program, [as_batch(rows)])
    now = Micros(rows[-1][1] * MINUTE)
    state, _, wanted = tick(program, state, now=now)
    while wanted is not None:
        assert wanted > now
        state, early, again = tick(program, state, now=Micros(wanted - 1))
        assert (early, again) == ([], wanted)
        now = wanted
        state, due, wanted = tick(program, state, now=now)
        # The clock looks at a slot when a fence begins or expires, which may change nothing there.
        assert due or any(isinstance(rule.when, Fenced) for rule in rules)
    _, late, _ = tick(program, state, now=Micros(10**15))
    assert late == []


def test_transitions_come_in_order_of_event_time():
    rules = _ladder_and_silence()
    rows = [(1, 0, 0, 9.0, 0, 0, 0), (1, 60, 60, 1.0, 0, 0, 0), (3, 5, 5, 9.0, 0, 0, 0)]
    _, said = run(a_program(rules), [as_batch(rows)])
    assert [each.at for each in said] == sorted(each.at for each in said)
    assert len({each.rule for each in said}) == 2


def _ladder_and_silence():
    return [a_rule(a_threshold(levels={Level.RED: 5.0}), id="t"), a_rule(a_silence(15), id="s")]


def test_an_empty_batch_changes_nothing():
    program = a_program(_ladder_and_silence())
    _, said = evaluate(program, initial(program), empty_batch())
    assert said == []


def test_readings_of_a_station_newer_than_the_program_are_left_alone():
    program = a_program(_ladder_and_silence())
    _state, said = evaluate(program, initial(program), as_batch([(999, 0, 0, 9.0, 0, 0, 0), (1, 0, 0, 9.0, 0, 0, 0)]))
    assert [each.target for each in said] == ["A"]


def test_a_program_without_rules_says_nothing():
    program = a_program([])
    state, said = evaluate(program, initial(program), as_batch([(1, 0, 0, 9.0, 0, 0, 0)]))
    assert said == []
    assert tick(program, state, now=Micros(10**15))[1:] == ([], None)
    assert concat([]).value.size == 0
    assert memory(program).total_seconds() == 3600
