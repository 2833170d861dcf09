from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.compiler import compile_rules
from rules.engine import evaluate, initial, migrate, tick
from rules.rule import Direction, Threshold
from rules.transition import Change, Reason
from sensing.instant import Micros, from_micros
from sensing.level import Level
from tests.unit.rules.builders import (
    MINUTE,
    a_registry,
    a_rule,
    a_silence,
    a_station,
    a_threshold,
    an_inside,
    readings,
)
from tests.unit.rules.worlds import FENCES, REGISTRY, STATIONS, as_batch, cut_between, orderly_rows, rule_sets, verdicts

if TYPE_CHECKING:
    from rules.rule import Rule

HOLD = timedelta(minutes=10)


@given(rules=rule_sets(), rows=orderly_rows(), data=st.data())
def test_rules_that_stay_do_not_notice_others_coming_and_going(rules, rows, data):
    cut = data.draw(st.integers(0, len(rows)))
    small = compile_rules(rules, registry=REGISTRY, fences=FENCES)
    guests = [replace(rule, id=f"guest-{rule.id}") for rule in rules]
    wide = compile_rules([*guests, *rules], registry=a_registry(*STATIONS, a_station("N", first=20)), fences=FENCES)
    _, undisturbed = evaluate(small, initial(small), as_batch(rows))

    state, first = evaluate(small, initial(small), as_batch(rows[:cut]))
    state, coming = migrate(small, state, wide)
    state, second = evaluate(wide, state, as_batch(rows[cut:]))
    own = [each for each in second if not each.rule.startswith("guest")]
    assert coming == []
    assert verdicts([*first, *own]) == verdicts(undisturbed)

    state, going = migrate(wide, state, small)
    assert {each.reason for each in going} <= {Reason.RULE_CHANGED}
    assert all(each.rule.startswith("guest") and each.change is Change.CLEAR for each in going)
    end = Micros((rows[-1][1] + 100) * MINUTE)
    assert verdicts(tick(small, state, now=end)[1]) == verdicts(_tick_fresh(small, rows, end))


def _tick_fresh(program, rows, end):
    state, _ = evaluate(program, initial(program), as_batch(rows))
    return tick(program, state, now=end)[1]


def migrated(before, after, *batches, registry=None):
    """Return the new program, its state and what was said when ``before`` gave way to ``after``."""
    registry = registry or a_registry()
    old = compile_rules([before], registry=registry, fences=FENCES)
    state = initial(old)
    for batch in batches:
        state, _ = evaluate(old, state, batch)
    new = compile_rules([after], registry=registry, fences=FENCES)
    state, said = migrate(old, state, new)
    return new, state, said


def test_a_new_title_changes_nothing_that_is_running():
    rule = a_rule(a_threshold(hold=HOLD))
    program, state, said = migrated(rule, replace(rule, version=2, title_en="Other"), readings([(0, 42)]))
    assert said == []
    _, said = evaluate(program, state, readings([(10, 42)]))
    assert [(each.after, each.version) for each in said] == [(Level.YELLOW, 2)]


def test_new_numbers_start_new_timers():
    rule = a_rule(a_threshold(hold=HOLD))
    changed = replace(rule, version=2, when=a_threshold(hold=timedelta(minutes=11)))
    program, state, _ = migrated(rule, changed, readings([(0, 42)]))
    _, said = evaluate(program, state, readings([(10, 42), (20, 42)]))
    assert said == []


def test_a_raised_level_stays_raised_under_new_numbers_until_a_reading_clears_it():
    rule = a_rule()
    changed = replace(rule, version=2, when=a_threshold(levels={Level.BLUE: 43.0, Level.YELLOW: 44.0}))
    program, state, said = migrated(rule, changed, readings([(0, 42)]))
    assert said == []
    _, said = evaluate(program, state, readings([(5, 42)]))
    assert [(each.change, each.reason) for each in said] == [(Change.CLEAR, Reason.RECEDED)]


def test_a_level_that_the_new_ladder_lacks_is_lowered_and_says_why():
    rule = a_rule()
    changed = replace(rule, version=2, when=a_threshold(levels={Level.BLUE: 40.5}))
    _, _, said = migrated(rule, changed, readings([(0, 42)]))
    (lowered,) = said
    assert (lowered.change, lowered.before, lowered.after) == (Change.LOWER, Level.YELLOW, Level.BLUE)
    assert (lowered.reason, lowered.version, lowered.at) == (Reason.RULE_CHANGED, 2, from_micros(0))


@pytest.mark.parametrize(
    "when",
    [
        a_threshold(property="flow"),
        a_threshold(direction=Direction.BELOW, levels={Level.YELLOW: 50.0}),
        a_silence(15),
        an_inside(),
    ],
)
def test_a_rule_that_judges_something_else_now_clears_what_it_raised(when):
    registry = a_registry(a_station(properties=("water_level", "flow")))
    rule = a_rule()
    _, _, said = migrated(rule, replace(rule, version=2, when=when), readings([(0, 42)]), registry=registry)
    assert [(each.change, each.reason) for each in said] == [(Change.CLEAR, Reason.RULE_CHANGED)]


def test_a_disabled_rule_clears_what_it_raised():
    rule = a_rule()
    _, _, said = migrated(rule, replace(rule, is_enabled=False), readings([(0, 42)]))
    assert [(each.change, each.version) for each in said] == [(Change.CLEAR, 1)]


def test_a_lost_station_stays_lost_and_takes_the_new_level():
    rule = a_rule(a_silence(15))
    old = compile_rules([rule], registry=a_registry())
    state, _ = evaluate(old, initial(old), readings([(0, 42)]))
    state, _, _ = tick(old, state, now=Micros(20 * MINUTE))
    new = compile_rules([replace(rule, version=2, when=a_silence(30, level=Level.RED))], registry=a_registry())
    state, said = migrate(old, state, new)
    assert [(each.change, each.before, each.after) for each in said] == [(Change.LOST, Level.ORANGE, Level.RED)]
    _, said = evaluate(new, state, readings([(21, 42)]))
    assert [each.reason for each in said] == [Reason.HEARD_AGAIN]


def test_a_moving_station_stays_inside():
    rule = a_rule(an_inside())
    program, state, said = migrated(rule, replace(rule, version=2), readings([(0, 1)], lon=1.0, lat=0.5))
    assert said == []
    _, said = evaluate(program, state, readings([(1, 1)], lon=9.0, lat=9.0))
    assert [each.reason for each in said] == [Reason.LEFT]


def test_a_removed_station_clears_what_it_raised():
    rule = a_rule()
    both = a_registry(a_station("A", first=0), a_station("B", first=5))
    old = compile_rules([rule], registry=both)
    state, _ = evaluate(old, initial(old), readings([(0, 42)], stream=5))
    new = compile_rules([rule], registry=a_registry(a_station("A", first=0)))
    _, said = migrate(old, state, new)
    assert [(each.target, each.change) for each in said] == [("B", Change.CLEAR)]


@st.composite
def edits(draw: st.DrawFn, rules: list[Rule]) -> list[Rule]:
    """Return guests that come, go or change; the rules themselves stay, at whatever place among them."""
    guests = [replace(rule, id=f"guest-{rule.id}") for rule in draw(st.lists(st.sampled_from(rules), unique_by=id))]
    guests = [replace(guest, version=draw(st.integers(1, 3))) for guest in guests]
    changed = [
        replace(guest, when=replace(guest.when, levels={Level.RED: draw(st.integers(1, 4))}, paces={}, months={}))
        if isinstance(guest.when, Threshold) and not guest.when.stations and draw(st.booleans())
        else guest
        for guest in guests
    ]
    return draw(st.permutations([*changed, *rules]))


@given(rules=rule_sets(), rows=orderly_rows(), data=st.data())
def test_whatever_is_edited_meanwhile_what_is_left_alone_says_the_same(rules, rows, data):
    program = compile_rules(rules, registry=REGISTRY, fences=FENCES)
    _, undisturbed = evaluate(program, initial(program), as_batch(rows))
    current, state, said = program, initial(program), []
    for stretch in cut_between(data.draw, rows):
        state, heard = evaluate(current, state, as_batch(stretch))
        edited = compile_rules(data.draw(edits(rules)), registry=REGISTRY, fences=FENCES)
        state, told = migrate(current, state, edited)
        current = edited
        said += [each for each in (*heard, *told) if not each.rule.startswith("guest")]
    assert verdicts(said) == verdicts(undisturbed)
