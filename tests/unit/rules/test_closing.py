from __future__ import annotations

from datetime import timedelta

import pytest

from rules.closing import Closing, still_standing
from rules.compiler import compile_rules
from rules.engine import evaluate, recover, tick
from rules.fence import judge as fence
from rules.rule import Scope
from rules.silence import judge as silence
from rules.state import enter, initial
from rules.threshold import judge as threshold
from rules.transition import Change
from sensing.batch import empty_batch
from sensing.instant import Micros
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
from tests.unit.rules.worlds import FENCE

#: Blue at 40.5, cleared at 40.2; red at 43.5, cleared at 43.2.
LADDER = a_threshold(clear_by=0.3, clear_for=timedelta(minutes=30))


def at(minute: float) -> Micros:
    return Micros(round(minute * MINUTE))


def standing(when, tail, *, minute=10, level=Level.RED, **fields):
    """Return the level that stands after a tail, of an incident closed at a minute; NONE without any."""
    rule = a_rule(when, id="r", scope=Scope(stations=("S",)), **fields)
    program = compile_rules([rule], registry=a_registry(a_station("S")), fences=[FENCE])
    state = initial(program)
    if len(tail):
        for kind in (threshold, silence, fence):
            kind.judge(program, state, tail)
        enter(state, tail)
    closed = {("r", "S"): Closing(level=level, at=at(minute))}
    return dict(still_standing(program, state, tail=tail, closed=closed)).get(("r", "S"), Level.NONE)


@pytest.mark.parametrize(
    ("rows", "level"),
    [
        ([(0, 44)], Level.RED),
        ([(0, 44), (11, 44), (50, 44)], Level.RED),
        ([(0, 44), (11, 43.3), (50, 43.3)], Level.RED),
        ([(0, 44), (11, 43.2), (40.9, 43.2)], Level.RED),
        ([(0, 44), (11, 43.2), (41, 43.2)], Level.ORANGE),
        ([(0, 44), (11, 43.2), (41, 43.2), (42, 44)], Level.ORANGE),
        ([(0, 44), (11, 40), (30, 44), (31, 40), (60, 40)], Level.RED),
        ([(0, 44), (11, 40), (41, 40)], Level.NONE),
        ([(0, 40), (5, 44)], Level.RED),
    ],
)
def test_with_readings_from_before_the_closing_a_level_stands_until_a_full_clear(rows, level):
    assert standing(LADDER, readings(rows)) is level


@pytest.mark.parametrize(
    ("rows", "level"),
    [
        ([], Level.NONE),
        ([(11, 44), (50, 44)], Level.RED),
        ([(11, 44), (50, 43.3)], Level.ORANGE),
        ([(11, 40.4), (50, 40.4)], Level.NONE),
        ([(11, 40), (50, 44)], Level.NONE),
    ],
)
def test_without_them_a_level_stands_only_if_every_reading_is_beyond_it(rows, level):
    assert standing(LADDER, readings(rows) if rows else empty_batch()) is level


def test_no_level_above_the_closed_one_stands():
    assert standing(LADDER, readings([(0, 44), (11, 44)]), level=Level.YELLOW) is Level.YELLOW


def test_a_level_that_the_ladder_no_longer_has_stands_as_the_next_lower_one():
    when = a_threshold(levels={Level.BLUE: 40.5})
    assert standing(when, readings([(0, 44), (11, 44)])) is Level.BLUE


def test_it_is_the_arrival_that_comes_before_or_after_the_closing():
    assert standing(a_threshold(), readings([(0, 44), (9, 40)], result_time=[0, 11])) is Level.NONE


def test_untrusted_readings_show_nothing():
    assert standing(a_threshold(), readings([(0, 44)], quality=Quality.DOUBTFUL)) is Level.NONE


def test_a_lost_station_stands_until_it_is_heard():
    assert standing(a_silence(15), readings([(9, 1)]), level=Level.ORANGE) is Level.ORANGE
    assert standing(a_silence(15), readings([(9, 1), (11, 1)]), level=Level.ORANGE) is Level.NONE


def test_a_moving_station_stands_while_it_is_inside():
    assert standing(an_inside(), readings([(9, 1)], lon=1.0, lat=0.5)) is Level.RED
    assert standing(an_inside(), readings([(9, 1)], lon=9.0, lat=0.5)) is Level.NONE


def test_a_hold_that_completes_while_we_are_away_is_told_though_an_older_danger_was_closed():
    program = compile_rules([a_rule(a_threshold(hold=timedelta(minutes=10)))], registry=a_registry())
    closed = {("stage", "XY-H03"): Closing(level=Level.RED, at=at(10))}
    tail = readings([(5, 44), (20, 40), (30, 44)])
    _, news = recover(program, levels={}, closed=closed, tail=tail, now=at(60))
    assert [(each.change, each.after) for each in news] == [(Change.RAISE, Level.RED)]


def test_a_station_that_is_still_lost_after_its_incident_was_closed_is_not_lost_anew():
    program = compile_rules([a_rule(a_silence(15), id="lost")], registry=a_registry())
    closed = {("lost", "XY-H03"): Closing(level=Level.ORANGE, at=at(30))}
    state, news = recover(program, levels={}, closed=closed, tail=readings([(0, 40)]), now=at(60))
    assert news == []
    state, said, _ = tick(program, state, now=at(90))
    assert said == []
    state, said = evaluate(program, state, readings([(91, 40)]))
    assert [each.change for each in said] == [Change.CLEAR]
    assert [each.change for each in tick(program, state, now=at(106))[1]] == [Change.LOST]
