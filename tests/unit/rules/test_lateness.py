from __future__ import annotations

from datetime import timedelta

import pytest

from rules.compiler import compile_rules
from rules.engine import evaluate, initial, migrate, reconsider, tick
from rules.lateness import EVERY
from rules.standing import standing
from rules.transition import Change, Reason
from sensing.batch import concat
from sensing.instant import Micros, from_micros
from sensing.level import Level
from sensing.quality import Quality
from sensing.station import StationKind
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
from tests.unit.rules.worlds import FENCE

KEY = ("stage", "XY-H03")


def at(minute: float) -> Micros:
    return Micros(round(minute * MINUTE))


def late(minute: float, value: float, *, arrival: float, **columns):
    return readings([(minute, value)], result_time=arrival, **columns)


class Engine:
    def __init__(self, *rules, registry=None) -> None:
        self.program = compile_rules(rules or [a_rule()], registry=registry or a_registry())
        self.state = initial(self.program)

    def judge(self, *batches):
        said = []
        for batch in batches:
            self.state, more = evaluate(self.program, self.state, batch)
            said += more
        return said

    def tick(self, minute: float):
        self.state, said, wanted = tick(self.program, self.state, now=at(minute))
        return said, wanted

    def reconsider(self, batch):
        self.state, said = reconsider(self.program, self.state, batch)
        return said

    @property
    def history(self):
        return self.state.history

    def level(self):
        return standing(self.program, self.state).get(KEY, Level.NONE)


def levels(said):
    return [(each.before, each.after) for each in said]


def test_a_peak_among_late_readings_is_raised_at_its_own_time_and_ends():
    engine = Engine()
    assert engine.judge(readings([(0, 40), (2, 40)])) == []
    raised, cleared = engine.judge(late(1, 44, arrival=3))
    assert (raised.change, raised.after, raised.at) == (Change.RAISE, Level.RED, from_micros(at(1)))
    assert (cleared.change, cleared.after, cleared.at) == (Change.CLEAR, Level.NONE, from_micros(at(2)))
    assert (raised.value, raised.facts["late_s"]) == (44.0, 120.0)


def test_a_late_reading_that_changes_nothing_says_nothing():
    engine = Engine()
    engine.judge(readings([(0, 40), (2, 44)]))
    assert engine.judge(late(1, 43.8, arrival=3)) == []
    assert engine.level() is Level.RED


def test_a_late_low_reading_takes_back_a_hold():
    engine = Engine(a_rule(a_threshold(hold=timedelta(minutes=10))))
    assert [each.reason for each in engine.judge(readings([(0, 44), (10, 44)]))] == [Reason.HELD]
    (taken,) = engine.judge(late(5, 40, arrival=11))
    assert (taken.before, taken.after, taken.reason) == (Level.RED, Level.NONE, Reason.LATE_READING)
    assert [each.reason for each in engine.judge(readings([(20, 44)]))] == [Reason.HELD]


def test_a_reading_from_before_a_hold_ended_by_the_clock_still_ends_it():
    engine = Engine(a_rule(a_threshold(hold=timedelta(minutes=10))))
    engine.judge(readings([(0, 44)]))
    assert [each.reason for each in engine.tick(10)[0]] == [Reason.HELD_BY_CLOCK]
    assert levels(engine.judge(late(9, 40, arrival=11))) == [(Level.RED, Level.NONE)]


def test_a_reading_later_than_the_rule_allows_is_counted_and_not_judged():
    engine = Engine(a_rule(lateness=timedelta(minutes=5)))
    engine.judge(readings([(0, 40), (20, 40)]))
    assert engine.judge(late(14, 44, arrival=20)) == []
    assert (engine.history.judged, engine.history.beyond) == (0, 1)
    assert levels(engine.judge(late(15, 44, arrival=20.1))) == []
    assert levels(engine.judge(late(15.2, 44, arrival=20.2))) == [
        (Level.NONE, Level.RED),
        (Level.RED, Level.NONE),
    ]


def test_each_rule_allows_its_own_lateness():
    short = a_rule(id="short", lateness=timedelta(minutes=2))
    engine = Engine(short, a_rule(id="long"), a_rule(id="none", lateness=timedelta(0)))
    engine.judge(readings([(0, 40), (10, 40)]))
    assert {each.rule for each in engine.judge(late(5, 44, arrival=10))} == {"long"}
    assert {each.rule for each in engine.judge(late(9, 44, arrival=11))} == {"short"}
    assert engine.history.beyond == 0


def test_without_lateness_there_is_no_history():
    engine = Engine(a_rule(lateness=timedelta(0)), a_rule(a_silence(15), id="lost"))
    assert engine.history is None
    engine.judge(readings([(0, 40), (2, 40)]))
    assert engine.judge(late(1, 44, arrival=3)) == []


def test_many_small_late_batches_are_judged_together():
    engine = Engine()
    engine.judge(readings([(0, 40), (2, 40)]))
    second = 1 / 60
    assert len(engine.judge(late(1, 44, arrival=2))) == 2
    assert engine.judge(late(1.1, 41, arrival=2), late(1.2, 45, arrival=2 + 0.05 * second)) == []
    said, wanted = engine.tick(2 + 0.1 * second)
    assert (said, wanted) == ([], at(2) + EVERY)
    assert engine.tick(2 + 0.2 * second) == ([], None)
    assert engine.history.judged == 3
    assert not engine.history.is_waiting


def test_a_repeated_reading_is_no_news_however_late():
    engine = Engine()
    engine.judge(readings([(0, 40), (1, 44), (2, 40)]))
    assert engine.judge(late(1, 44, arrival=3), late(1, 44, arrival=4)) == []
    assert (engine.history.judged, engine.history.beyond) == (0, 0)


def test_a_corrected_value_takes_the_place_of_the_first_one():
    engine = Engine()
    engine.judge(readings([(0, 40), (1, 44)]))
    (lowered,) = engine.judge(late(1, 41, arrival=2, revision=1))
    assert (lowered.before, lowered.after) == (Level.RED, Level.BLUE)
    assert engine.judge(late(1, 44, arrival=3)) == []
    assert engine.level() is Level.BLUE


def test_a_reading_that_lost_trust_is_taken_back():
    engine = Engine()
    engine.judge(readings([(0, 40), (1, 44)]))
    doubted = readings([(1, 44)], quality=Quality.DOUBTFUL)
    assert [(each.before, each.reason) for each in engine.reconsider(doubted)] == [(Level.RED, Reason.LATE_READING)]
    assert engine.reconsider(doubted) == []


def test_a_reading_that_gained_trust_is_raised():
    engine = Engine()
    engine.judge(readings([(0, 40), (1, 44), (2, 40)], quality=[0, Quality.DOUBTFUL, 0]))
    engine.tick(3)
    assert levels(engine.reconsider(readings([(1, 44)]))) == [(Level.NONE, Level.RED), (Level.RED, Level.NONE)]


def test_a_stored_reading_that_was_never_judged_is_judged():
    engine = Engine()
    engine.judge(readings([(0, 40), (2, 40)]))
    assert levels(engine.reconsider(readings([(0, 40), (1, 44), (2, 40)])))[0] == (Level.NONE, Level.RED)


def test_a_stored_reading_from_long_ago_is_left_alone():
    engine = Engine()
    engine.judge(readings([(0, 40), (60, 40)]))
    assert engine.reconsider(readings([(30, 44)])) == []
    assert engine.history.beyond == 0


def test_a_late_reading_is_judged_across_a_change_of_other_rules():
    engine = Engine()
    engine.judge(readings([(0, 40), (2, 40)]))
    new = compile_rules([a_rule(a_silence(99), id="a"), a_rule()], registry=a_registry())
    engine.state, said = migrate(engine.program, engine.state, new)
    engine.program = new
    assert said == []
    assert levels(engine.judge(late(1, 44, arrival=3)))[0] == (Level.NONE, Level.RED)


def test_a_late_reading_is_judged_though_a_station_with_later_numbers_was_removed():
    stations = [a_station("XY-H03", first=0), a_station("B", first=7)]
    engine = Engine(registry=a_registry(*stations))
    engine.judge(readings([(0, 40), (2, 40)]), readings([(0, 40), (2, 40)], stream=7))
    engine.judge(late(1, 44, arrival=2, stream=7))
    engine.reconsider(readings([(0, 44)], stream=7))
    assert engine.history.is_waiting
    new = compile_rules([a_rule()], registry=a_registry(stations[0]))
    engine.state, _ = migrate(engine.program, engine.state, new)
    engine.program = new
    assert levels(engine.judge(late(1, 44, arrival=3)))[0] == (Level.NONE, Level.RED)
    engine.reconsider(readings([(0, 40)], quality=Quality.UNRELIABLE))
    assert not engine.tick(4)[0]


def test_a_new_rule_that_ties_datastreams_together_does_not_misplace_late_readings():
    boat = a_station("B", properties=("pm25", "pm10"), kind=StationKind.MOVING)
    dust = a_rule(a_threshold(property="pm25", clear_for=timedelta(minutes=10)))
    engine = Engine(dust, registry=a_registry(boat))
    # One that is ahead of the other when a chapter begins.
    engine.judge(readings([(0, 40)]), readings([(5, 40)], stream=1), late(3, 44, arrival=6))
    assert engine.history.pending == []
    fenced = a_rule(an_inside(FENCE.id), id="fenced")
    new = compile_rules([dust, fenced], registry=a_registry(boat), fences=[FENCE])
    engine.state, _ = migrate(engine.program, engine.state, new)
    engine.program = new
    # A single low reading clears nothing here.
    assert engine.judge(late(4, 40, arrival=7)) == []
    assert standing(new, engine.state) == {("stage", "B"): Level.RED}


def test_what_came_before_a_rule_changed_is_not_judged_by_the_new_one():
    engine = Engine()
    engine.judge(readings([(0, 40), (2, 40)]))
    new = compile_rules([a_rule(a_threshold(levels={Level.RED: 39.0}))], registry=a_registry())
    engine.state, _ = migrate(engine.program, engine.state, new)
    engine.program = new
    assert engine.judge(late(1, 44, arrival=3)) == []
    assert levels(engine.judge(readings([(4, 38), (6, 38)]), late(5, 40, arrival=7)))[0] == (Level.NONE, Level.RED)


def test_only_the_datastreams_concerned_are_judged_anew():
    stations = (a_station("A", first=0), a_station("B", first=1))
    engine = Engine(a_rule(), registry=a_registry(*stations))
    engine.judge(concat([readings([(0, 44), (2, 44)]), readings([(0, 40), (2, 40)], stream=1)]))
    assert {each.target for each in engine.judge(late(1, 44, arrival=3, stream=1))} == {"B"}
    assert engine.judge(readings([(4, 44)])) == []


@pytest.mark.parametrize("minutes", [1, 12, 30])
def test_a_long_run_forgets_what_no_late_reading_needs(minutes):
    engine = Engine()
    for second in range(0, minutes * 60, 10):
        engine.judge(readings([(second / 60, 40)]))
    assert len(engine.history.chapters) <= 6
    assert engine.history.reach(engine.state.clock) == at(10)
