from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.closing import Closing
from rules.compiler import compile_rules
from rules.engine import evaluate, initial, recover, tick
from rules.fence.condition import On
from rules.fence.thing.thing import Roll, Thing
from rules.standing import standing
from sensing.batch import empty_batch
from sensing.event import SensedEvent
from sensing.instant import Micros
from sensing.level import Level
from store.tellings import best_of
from tests.unit.rules.builders import MINUTE, a_rule, a_status
from tests.unit.rules.fence.thing.test_course import worlds
from tests.unit.rules.fence.thing.worlds import INSIDE, OUTSIDE, PLANT, REGISTRY, a_person, following, short

KEY = ("watch", "plant")


def program_of(on, **fields):
    return compile_rules([a_rule(following(on, **fields), id="watch")], registry=REGISTRY, fences=[PLANT])


def back(on, now, *events, told=True, closed=None, **fields):
    """Return program, state and what is said, after a restart at a minute."""
    program = program_of(on, **fields)
    levels = {KEY: Level.RED} if told else {}
    state, said = recover(
        program, levels=levels, tail=empty_batch(), now=Micros(now * MINUTE), events=events, closed=closed or {}
    )
    return program, state, short(said)


def until_clear(program, state):
    """Return when the level is over by the clock, minutes."""
    wanted = Micros(0)
    for _ in range(99):
        state, said, wanted = tick(program, state, now=wanted)
        if said:
            return [each[0] for each in short(said)]
        if wanted is None:
            return []
    raise AssertionError


def test_a_thing_that_goes_on_is_seen_until_it_ends():
    assert Thing(seen=5, open_until=9).last == 9
    assert Thing(seen=5, open_until=9, has_ended=True).last == 5


def test_a_roll_knows_who_told_of_what_is_followed():
    things = {("a", "1"): Thing(stations=frozenset("a")), ("b", "1"): Thing(stations=frozenset("ab"))}
    assert Roll(things=things).witnesses == {"a", "b"}
    assert Roll().is_idle
    assert not Roll(things=things).is_idle


def test_who_is_inside_after_a_restart_is_told_once():
    program, state, said = back("inside", 10, a_person(0))
    assert said == []
    assert until_clear(program, state) == [30]
    assert back("inside", 10, a_person(0), told=False)[2] == [(10, "raise", "recovered")]


@pytest.mark.parametrize("on", ["enter", "exit", "cross"])
def test_what_happened_at_an_instant_stands_for_its_time_anew(on):
    program, state, said = back(on, 10, a_person(0))
    assert said == []
    assert until_clear(program, state) == [20]


def test_who_dwelt_goes_on_dwelling():
    program, state, said = back("dwell", 10, a_person(9, attrs={"track": 1}))
    assert said == []
    _, said = evaluate(program, state, empty_batch(), [a_person(11, "p2", place=OUTSIDE, attrs={"track": 1})])
    assert short(said) == [(11, "clear", "left")]


@pytest.mark.parametrize("on", ["inside", "outside", "dwell"])
def test_what_was_told_and_is_not_stored_stays_until_it_would_be_gone(on):
    program, state, said = back(on, 1000)
    assert said == []
    assert until_clear(program, state) == [1030]


def test_nothing_is_over_before_what_was_sent_meanwhile_can_arrive():
    program, state, _ = back("inside", 100, a_person(0))
    assert until_clear(program, state) == [30]
    state = back("inside", 100, a_person(0))[1]
    assert short(tick(program, state, now=Micros(101 * MINUTE))[1]) == []


def test_what_was_told_again_less_surely_keeps_the_level_that_others_would_end():
    # At first it was seen surely; only the last telling is stored.
    unsure = a_person(7, "p1", confidence=0.4)
    program, state, said = back("inside", 10, a_person(0, "p2"), unsure, gone_after=timedelta(minutes=7))
    assert said == []
    assert until_clear(program, state) == [17]


def test_a_lost_camera_keeps_the_level_over_a_restart():
    program, state, _ = back("inside", 100, a_person(0), a_status(5, station="XY-C02"))
    assert until_clear(program, state) == []


def test_what_a_person_closed_while_it_stood_stays_closed():
    closing = Closing(level=Level.RED, at=Micros(8 * MINUTE))
    assert back("inside", 10, a_person(0), told=False, closed={KEY: closing})[2] == []
    early = Closing(level=Level.RED, at=Micros(-2 * MINUTE))
    assert back("inside", 10, a_person(0), told=False, closed={KEY: early})[2] == [(10, "raise", "recovered")]


def test_who_was_outside_before_a_restart_enters_after_it():
    program, state, _ = back("enter", 3, a_person(0, place=OUTSIDE), told=False)
    _, said = evaluate(program, state, empty_batch(), [a_person(4, place=INSIDE)])
    assert short(said) == [(4, "raise", "entered")]


@given(on=st.sampled_from(list(On)), arrived=worlds(), cut=st.integers(0, 15), gone=st.sampled_from([7, 40]))
def test_a_restart_at_any_point_loses_no_level(on, arrived, cut, gone):
    program = program_of(on, gone_after=timedelta(minutes=gone))
    # Statuses of this camera would tell how long it was away; the store keeps the newest one only.
    things = [(minute, thing) for minute, thing in arrived if isinstance(thing, SensedEvent)]
    cut = min(cut, len(things))
    live, now = initial(program), Micros(0)
    for minute, thing in things[:cut]:
        live, _ = evaluate(program, live, empty_batch(), [thing])
        live, _, _ = tick(program, live, now=(now := Micros(minute * MINUTE)))
    stored = best_of(thing for _, thing in things[:cut]).values()
    told = standing(program, live)
    again, _ = recover(program, levels=told, tail=empty_batch(), now=now, events=list(stored))
    held = standing(program, again)
    assert all(held.get(key, Level.NONE) >= level for key, level in told.items())
    # A recovered engine that is told all again goes on like the other.
    for minute, thing in things[cut:]:
        again, _ = evaluate(program, again, empty_batch(), [thing])
        again, _, _ = tick(program, again, now=Micros(minute * MINUTE))
