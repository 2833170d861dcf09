from __future__ import annotations

from datetime import timedelta

from hypothesis import assume, given
from hypothesis import strategies as st

from rules.closing import Closing
from rules.compiler import compile_rules
from rules.engine import evaluate, event_memory, initial, recover, tick
from rules.event.condition import Step
from rules.standing import standing
from sensing.batch import empty_batch
from sensing.event import SensedEvent
from sensing.instant import Micros, to_micros
from sensing.level import Level
from tests.unit.rules.builders import MINUTE, a_rule, a_sighted, a_status, an_event
from tests.unit.rules.event.test_judge import REGISTRY, worlds

FIRE = ("fire", "XY-C02")
PROGRAM = compile_rules([a_rule(a_sighted(), id="fire")], registry=REGISTRY)
SEEN = (an_event(0, station="XY-C02"), an_event(4, "e2", station="XY-C02"))


def back(now, *events, levels=None, closed=None):
    return recover(
        PROGRAM,
        levels=levels or {},
        tail=empty_batch(),
        now=Micros(now * MINUTE),
        closed=closed or {},
        events=events,
    )


def test_the_memory_holds_the_window_the_clear_time_and_what_goes_on():
    assert event_memory(PROGRAM) == timedelta(hours=24, minutes=10 + 30 + 10)
    assert not event_memory(compile_rules([], registry=REGISTRY))


def test_what_was_told_and_still_stands_is_not_told_again():
    state, said = back(10, *SEEN, levels={FIRE: Level.ORANGE})
    assert said == []
    assert standing(PROGRAM, state) == {FIRE: Level.ORANGE}
    state, said, _ = tick(PROGRAM, state, now=Micros(34 * MINUTE))
    assert [to_micros(each.at) / MINUTE for each in said] == [34]


def test_what_was_not_told_yet_is():
    _, said = back(10, *SEEN)
    assert [(each.reason.value, each.after.key) for each in said] == [("recovered", "orange")]


def test_nothing_ends_before_what_was_sent_meanwhile_can_arrive():
    state, said = back(100, *SEEN, levels={FIRE: Level.ORANGE})
    assert said == []
    state, said, wanted = tick(PROGRAM, state, now=Micros(101 * MINUTE))
    assert (said, wanted) == ([], 102 * MINUTE)
    state, said, _ = tick(PROGRAM, state, now=Micros(102 * MINUTE))
    assert [each.after for each in said] == [Level.NONE]


def test_a_camera_that_is_away_keeps_the_level_over_a_restart():
    state, _ = back(100, *SEEN, a_status(5, station="XY-C02"), levels={FIRE: Level.ORANGE})
    assert tick(PROGRAM, state, now=Micros(1000 * MINUTE))[1:] == ([], None)


def test_a_level_of_which_nothing_is_stored_any_more_waits_for_the_clear_time():
    state, said = back(1000, levels={FIRE: Level.ORANGE})
    assert said == []
    _, said, wanted = tick(PROGRAM, state, now=Micros(1029 * MINUTE))
    assert (said, wanted) == ([], 1030 * MINUTE)


def test_what_a_person_closed_while_it_stood_stays_closed():
    closing = Closing(level=Level.ORANGE, at=Micros(8 * MINUTE))
    assert back(10, *SEEN, closed={FIRE: closing})[1] == []
    early = Closing(level=Level.ORANGE, at=Micros(2 * MINUTE))
    assert [each.after for each in back(10, *SEEN, closed={FIRE: early})[1]] == [Level.ORANGE]


@given(arrived=worlds(), cut=st.integers(0, 13), clear=st.sampled_from([7, 30]))
def test_a_restart_at_any_point_ends_at_the_same_level(arrived, cut, clear):
    when = a_sighted(
        clear_after=timedelta(minutes=clear), steps={Level.RED: Step(count=2, confidence=0.0)}, radius_m=1000.0
    )
    program = compile_rules([a_rule(when, id="fire")], registry=REGISTRY)
    # Statuses of this camera would tell how long it was away; the store keeps the newest one only.
    things = [(minute, thing) for minute, thing in arrived if isinstance(thing, SensedEvent)]
    cut = min(cut, len(things))
    # The store keeps the newest telling of an event: that it was seen at another instant before is forgotten.
    instants = {(thing.station, thing.id, thing.phenomenon_time) for _, thing in things[:cut]}
    assume(len(instants) == len({(station, id_) for station, id_, _ in instants}))
    live = initial(program)
    live, _ = evaluate(program, live, empty_batch(), [thing for _, thing in things[:cut]])
    now = Micros((things[cut - 1][0] if cut else 0) * MINUTE)
    best: dict = {}
    for _, thing in things[:cut]:
        best[thing.station, thing.id] = max(best.get((thing.station, thing.id), thing), thing, key=lambda e: e.revision)
    again, _ = recover(program, levels=standing(program, live), tail=empty_batch(), now=now, events=list(best.values()))
    rest = [thing for _, thing in things[cut:]]
    live, _ = evaluate(program, live, empty_batch(), rest)
    again, _ = evaluate(program, again, empty_batch(), rest)
    for target, level in standing(program, live).items():
        assert standing(program, again).get(target, Level.NONE) >= level
