from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.closing import Closing
from rules.column import NEVER
from rules.compiler import compile_rules
from rules.engine import evaluate, initial, memory, recover, tick
from rules.rule import Scope
from rules.transition import Change, Reason
from sensing.batch import Batch, concat, empty_batch
from sensing.instant import Micros, from_micros, span_micros
from sensing.level import Level
from sensing.quality import Quality
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
from tests.unit.rules.worlds import FENCES, REGISTRY, as_batch, orderly_rows, rule_sets, told, verdicts


def at(minute: float) -> Micros:
    return Micros(round(minute * MINUTE))


def stored_tail(history: Batch, since: int) -> Batch:
    """Return what the store keeps for a recovery: the readings since, and the last one before of each datastream."""
    keep = history.phenomenon_time >= since
    for stream in np.unique(history.datastream):
        before = np.flatnonzero((history.datastream == stream) & ~keep)
        if len(before):
            keep[before[np.argmax(history.phenomenon_time[before])]] = True
    return history.take(np.flatnonzero(keep))


def live(program, state, rows, *, levels):
    """Judge rows one by one under an honest clock; return state, what was said, and the levels people know."""
    said = []
    for row in rows:
        state, ticked, _ = tick(program, state, now=Micros(row[1] * MINUTE - 1))
        state, judged = evaluate(program, state, as_batch([row]))
        said += [*ticked, *judged]
    return state, said, told(levels, said)


def restarted(rules, rows, data, *, tail_of):
    """Return what is said after an instant by an engine that ran on, by one that restarted, and on restarting."""
    program = compile_rules(rules, registry=REGISTRY, fences=FENCES)
    now = data.draw(st.sampled_from(rows))[1]
    before, after = [row for row in rows if row[1] <= now], [row for row in rows if row[1] > now]
    state, _, levels = live(program, initial(program), before, levels={})
    state, ticked, _ = tick(program, state, now=at(now))
    tail = tail_of(as_batch(before), at(now) - span_micros(memory(program)))
    recovered, news = recover(program, levels=told(levels, ticked), tail=tail, now=at(now))
    # The grace before silence is judged again has a test of its own.
    recovered.listening = NEVER
    _, on, _ = live(program, state, after, levels={})
    _, on_recovered, _ = live(program, recovered, after, levels={})
    return verdicts(on), verdicts(on_recovered), verdicts(news)


@given(rules=rule_sets(), rows=orderly_rows(), data=st.data())
def test_a_restart_at_any_point_changes_nothing(rules, rows, data):
    on, on_recovered, news = restarted(rules, rows, data, tail_of=lambda history, _: history)
    assert (on_recovered, news) == (on, [])


@given(rules=rule_sets(), rows=orderly_rows(only_good=True), data=st.data())
def test_a_tail_as_long_as_the_memory_is_enough(rules, rows, data):
    on, on_recovered, news = restarted(rules, rows, data, tail_of=stored_tail)
    assert (on_recovered, news) == (on, [])


@pytest.fixture
def program():
    return compile_rules([a_rule()], registry=a_registry())


KEY = ("stage", "XY-H03")


def test_a_crossing_that_was_stored_but_not_told_is_told(program):
    _, news = recover(program, levels={}, tail=readings([(0, 42)]), now=at(1))
    (raised,) = news
    assert (raised.change, raised.before, raised.after) == (Change.RAISE, Level.NONE, Level.YELLOW)
    assert raised.reason is Reason.RECOVERED
    assert raised.at == from_micros(at(1))
    assert raised.threshold == 41.5


def test_a_clear_that_was_stored_but_not_told_is_told(program):
    _, news = recover(program, levels={KEY: Level.YELLOW}, tail=readings([(0, 42), (1, 40)]), now=at(2))
    assert [(each.change, each.reason) for each in news] == [(Change.CLEAR, Reason.RECOVERED)]


def test_without_readings_a_raised_level_stays_raised(program):
    state, news = recover(program, levels={KEY: Level.RED}, tail=empty_batch(), now=at(0))
    assert news == []
    _, said = evaluate(program, state, readings([(1, 43.2)]))
    assert [(each.change, each.after) for each in said] == [(Change.LOWER, Level.ORANGE)]


def test_readings_between_level_and_clear_level_keep_a_level_raised():
    program = compile_rules([a_rule(a_threshold(clear_by=0.3))], registry=a_registry())
    tail = readings([(0, 40.45), (5, 40.4)])
    state, news = recover(program, levels={KEY: Level.BLUE}, tail=tail, now=at(6))
    assert news == []
    _, said = evaluate(program, state, readings([(10, 40.2)]))
    assert [each.change for each in said] == [Change.CLEAR]


def test_a_clear_time_goes_on_over_a_restart():
    from datetime import timedelta

    program = compile_rules([a_rule(a_threshold(clear_for=timedelta(minutes=30)))], registry=a_registry())
    tail = readings([(0, 42), (5, 40), (15, 40)])
    state, news = recover(program, levels={KEY: Level.YELLOW}, tail=tail, now=at(16))
    assert news == []
    state, said = evaluate(program, state, readings([(34, 40)]))
    assert said == []
    _, said = evaluate(program, state, readings([(35, 40)]))
    assert [each.change for each in said] == [Change.CLEAR]


def test_an_incident_of_a_rule_that_is_gone_ends_with_the_rule(program):
    _, news = recover(program, levels={("old", "XY-H03"): Level.RED}, tail=empty_batch(), now=at(0))
    (ended,) = news
    assert (ended.rule, ended.version, ended.change, ended.reason) == ("old", 0, Change.CLEAR, Reason.RULE_CHANGED)


def test_what_was_told_and_still_stands_is_not_told_again(program):
    state, news = recover(program, levels={KEY: Level.RED}, tail=readings([(0, 44)]), now=at(1))
    assert news == []
    assert evaluate(program, state, readings([(2, 45)]))[1] == []


def closed(level=Level.RED, *, key=KEY, minute=10):
    return {key: Closing(level=level, at=at(minute))}


def test_a_danger_that_a_person_closed_is_not_told_again_while_it_stands(program):
    tail = readings([(0, 40), (5, 44), (15, 44)])
    for _ in range(2):
        state, news = recover(program, levels={}, closed=closed(), tail=tail, now=at(16))
        assert news == []
    _, said = evaluate(program, state, readings([(17, 45), (18, 42), (19, 40), (20, 44)]))
    assert [(each.change, each.after) for each in said] == [
        (Change.LOWER, Level.YELLOW),
        (Change.CLEAR, Level.NONE),
        (Change.RAISE, Level.RED),
    ]


def test_a_danger_that_grew_since_a_person_closed_it_is_told(program):
    tail = readings([(5, 43.2), (15, 44)])
    _, news = recover(program, levels={}, closed=closed(Level.ORANGE), tail=tail, now=at(16))
    assert [(each.change, each.before, each.after) for each in news] == [(Change.RAISE, Level.ORANGE, Level.RED)]


def test_a_closed_danger_that_has_ended_needs_no_word(program):
    state, news = recover(program, levels={}, closed=closed(), tail=readings([(5, 44), (15, 40)]), now=at(16))
    assert news == []
    _, said = evaluate(program, state, readings([(17, 44)]))
    assert [(each.change, each.before) for each in said] == [(Change.RAISE, Level.NONE)]


def test_an_open_incident_counts_more_than_a_closed_one(program):
    tail = readings([(5, 44), (15, 44)])
    _, news = recover(program, levels={KEY: Level.YELLOW}, closed=closed(), tail=tail, now=at(16))
    assert [(each.change, each.before, each.after) for each in news] == [(Change.RAISE, Level.YELLOW, Level.RED)]


def test_a_closed_incident_of_a_rule_that_is_gone_needs_no_word(program):
    gone = closed(key=("old", "XY-H03"))
    assert recover(program, levels={}, closed=gone, tail=empty_batch(), now=at(16))[1] == []


def test_an_incident_without_a_level_is_no_difference(program):
    assert recover(program, levels={KEY: Level.NONE}, tail=empty_batch(), now=at(0))[1] == []


def test_silence_is_not_declared_before_late_readings_had_time_to_arrive():
    program = compile_rules([a_rule(a_silence(15), id="lost")], registry=a_registry())
    state, news = recover(program, levels={}, tail=readings([(0, 40)]), now=at(60))
    assert news == []
    state, said, wanted = tick(program, state, now=at(61))
    assert (said, wanted) == ([], at(62))
    _, said, _ = tick(program, state, now=at(62))
    assert [(each.change, each.at) for each in said] == [(Change.LOST, from_micros(at(62)))]


def test_a_silence_that_ran_out_after_the_grace_keeps_its_timer():
    program = compile_rules([a_rule(a_silence(15), id="lost")], registry=a_registry())
    state, _ = recover(program, levels={}, tail=readings([(0, 40)]), now=at(10))
    assert tick(program, state, now=at(11))[2] == at(15)


def test_a_silence_longer_than_the_memory_keeps_its_timer():
    program = compile_rules([a_rule(a_silence(300), id="lost")], registry=a_registry())
    assert span_micros(memory(program)) == at(60)
    tail = stored_tail(readings([(0, 40), (10, 40)]), at(240))
    state, _ = recover(program, levels={}, tail=tail, now=at(300))
    assert tick(program, state, now=at(301))[2] == at(310)


def test_a_lost_station_stays_lost_until_it_is_heard():
    program = compile_rules([a_rule(a_silence(15), id="lost")], registry=a_registry())
    levels = {("lost", "XY-H03"): Level.ORANGE}
    state, news = recover(program, levels=levels, tail=readings([(0, 40)]), now=at(60))
    assert news == []
    _, said = evaluate(program, state, readings([(60, 40)]))
    assert [(each.change, each.reason) for each in said] == [(Change.CLEAR, Reason.HEARD_AGAIN)]


@pytest.mark.parametrize("after", [15, 300])
def test_a_blind_gauge_that_was_told_lost_stays_lost_over_a_restart(after):
    program = compile_rules([a_rule(a_silence(after), id="lost")], registry=a_registry())
    levels = {("lost", "XY-H03"): Level.ORANGE}
    blind = readings([(minute, 40) for minute in range(0, 60, 5)], quality=Quality.UNRELIABLE)
    state, news = recover(program, levels=levels, tail=blind, now=at(60))
    assert news == []
    assert evaluate(program, state, readings([(61, 40)], quality=Quality.DOUBTFUL))[1] == []
    _, said = evaluate(program, state, readings([(62, 40)]))
    assert [(each.change, each.reason) for each in said] == [(Change.CLEAR, Reason.HEARD_AGAIN)]


def test_a_gauge_that_was_blind_all_through_the_tail_is_lost_after_the_grace():
    program = compile_rules([a_rule(a_silence(15), id="lost")], registry=a_registry())
    blind = readings([(minute, 40) for minute in range(0, 60, 5)], quality=Quality.UNRELIABLE)
    state, _ = recover(program, levels={}, tail=blind, now=at(60))
    _, said, _ = tick(program, state, now=at(62))
    assert [each.change for each in said] == [Change.LOST]


def test_without_a_tail_an_untrusted_reading_is_no_all_clear():
    program = compile_rules([a_rule(a_silence(15), id="lost")], registry=a_registry())
    state, _ = recover(program, levels={("lost", "XY-H03"): Level.ORANGE}, tail=empty_batch(), now=at(0))
    assert evaluate(program, state, readings([(1, 40)], quality=Quality.UNRELIABLE))[1] == []


def test_a_lost_station_that_was_heard_meanwhile_is_told_so():
    program = compile_rules([a_rule(a_silence(15), id="lost")], registry=a_registry())
    levels = {("lost", "XY-H03"): Level.ORANGE}
    _, news = recover(program, levels=levels, tail=readings([(0, 40), (58, 40)]), now=at(60))
    assert [(each.change, each.reason) for each in news] == [(Change.CLEAR, Reason.RECOVERED)]


def test_a_lost_station_of_which_nothing_is_stored_stays_lost():
    program = compile_rules([a_rule(a_silence(15), id="lost")], registry=a_registry())
    assert recover(program, levels={("lost", "XY-H03"): Level.ORANGE}, tail=empty_batch(), now=at(0))[1] == []


def test_a_moving_station_without_a_stored_position_stays_inside():
    program = compile_rules(
        [a_rule(an_inside(), id="in", scope=Scope(stations=("V",)))],
        registry=a_registry(a_station("V")),
        fences=FENCES,
    )
    state, news = recover(program, levels={("in", "V"): Level.RED}, tail=empty_batch(), now=at(0))
    assert news == []
    _, said = evaluate(program, state, readings([(1, 0)], lon=9.0, lat=9.0))
    assert [each.reason for each in said] == [Reason.LEFT]


def test_readings_of_unknown_datastreams_do_not_stop_a_recovery(program):
    tail = concat([readings([(0, 42)], stream=77), readings([(0, 42)])])
    assert len(recover(program, levels={}, tail=tail, now=at(1))[1]) == 1
