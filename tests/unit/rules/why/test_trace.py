from __future__ import annotations

from datetime import timedelta

import pytest

from rules.compiler import compile_rules
from rules.transition import Reason
from rules.why.trace import About, explain, narrowed
from sensing.batch import concat
from sensing.instant import Micros
from sensing.level import Level
from sensing.quality import Check, Quality
from tests.unit.rules.builders import (
    MINUTE,
    a_registry,
    a_rule,
    a_silence,
    a_station,
    a_threshold,
    readings,
)

HELD = a_rule(a_threshold(hold=timedelta(minutes=10)))


def about(number: int) -> About:
    return About(number=number, station="XY-H03", property="water_level")


def thoughts(rules, tail, *, at: float, number: int = 0):
    program = compile_rules(list(rules), registry=a_registry())
    return explain(program, tail, about=about(number), at=Micros(round(at * MINUTE)))


def texts(thought) -> list[str]:
    return [words.en for words in thought.account.lines]


def test_a_hold_that_runs_says_since_when_and_how_much_is_left():
    (thought,) = thoughts([HELD], readings([(0, 40.0), (5, 40.8), (10, 40.9)]), at=11)
    blue, yellow, *_ = thought.account.rungs
    assert (blue.level, blue.is_raised, blue.left) == (Level.BLUE, False, timedelta(minutes=4))
    assert texts(thought)[0] == "beyond blue (40.5 m) since 08:05, hold 10m, 4m to go"
    assert texts(thought)[1] == "yellow (41.5 m): 0.6 m to go"
    assert yellow.beyond == pytest.approx(-0.6)
    assert (thought.account.level, thought.last) == (Level.NONE, None)


def test_what_fired_says_why_and_where_clearing_begins():
    (thought,) = thoughts([HELD], readings([(0, 41.0), (5, 41.0), (10, 41.0)]), at=12)
    assert (thought.account.level, thought.last.reason) == (Level.BLUE, Reason.HELD)
    assert texts(thought)[0] == "blue is raised; clearing begins at 40.5 m"


def test_clearing_that_runs_says_how_much_is_left():
    rule = a_rule(a_threshold(clear_by=0.3, clear_for=timedelta(minutes=30)))
    (thought,) = thoughts([rule], readings([(0, 41.0), (5, 40.0)]), at=15)
    assert thought.account.level is Level.BLUE
    assert texts(thought)[0] == "blue is raised; cleared values since 08:05, for 30m, 20m to go"
    assert thought.account.rungs[0].left == timedelta(minutes=20)


def test_readings_say_which_are_trusted_and_which_check_doubted_them():
    tail = concat(
        [
            readings([(0, 40.0)]),
            readings([(5, 99.0)], quality=int(Quality.DOUBTFUL), why=int(Check.SPIKE)),
            readings([(6, 40.1)], result_time=[60]),
        ]
    )
    (thought,) = thoughts([HELD], tail, at=10)
    assert [(each.is_trusted, each.checks, each.is_late) for each in thought.considered] == [
        (True, (), False),
        (False, ("spike",), False),
        (True, (), True),
    ]


def test_without_a_trusted_reading_it_says_so():
    (thought,) = thoughts([HELD], readings([(0, 50.0)], quality=int(Quality.UNRELIABLE)), at=10)
    assert texts(thought)[-1] == "no reading of late that this rule trusts"
    assert texts(thought)[0] == "blue (40.5 m): no number to compare"


def test_what_comes_after_the_instant_is_not_known():
    (thought,) = thoughts([HELD], readings([(0, 40.0), (30, 50.0), (45, 50.0)]), at=20)
    assert (len(thought.considered), thought.account.level) == (1, Level.NONE)


def test_silence_says_when_it_will_count_as_lost_and_when_it_does():
    rule = a_rule(a_silence(15), id="lost")
    (waiting,) = thoughts([rule], readings([(0, 40.0)]), at=10)
    assert texts(waiting) == ["last heard 08:00; lost if nothing arrives until 08:15, 5m to go"]
    (lost,) = thoughts([rule], readings([(0, 40.0)]), at=20)
    assert (lost.account.level, lost.last.reason) == (Level.ORANGE, Reason.SILENT)
    assert texts(lost) == ["nothing trusted since 08:00, 20m, longer than 15m: lost"]
    (never,) = thoughts([rule], readings([]), at=20)
    assert "never heard" in texts(never)[0]


def test_every_rule_of_the_datastream_has_a_thought_and_no_other():
    rules = [HELD, a_rule(a_silence(), id="lost"), a_rule(a_threshold(property="flow"), id="flow")]
    registry = a_registry(a_station(properties=("water_level", "flow")))
    program = compile_rules(rules, registry=registry)
    found = explain(program, readings([(0, 40.0)]), about=about(0), at=Micros(MINUTE))
    assert [thought.rule.id for thought in found] == ["lost", "stage"]


def test_a_narrowed_rule_judges_one_station_as_before():
    registry = a_registry(a_station("A"), a_station("B", first=1))
    program = compile_rules([narrowed(HELD, "B")], registry=registry)
    assert program.thresholds.target == ("B",)


def test_every_sentence_is_there_in_chinese():
    (thought,) = thoughts([HELD], readings([(0, 40.0), (5, 40.8), (10, 40.9)]), at=11)
    assert thought.account.lines[0].zh == "自 08:05 起越过蓝色阈值（40.5 m），需持续 10分，还差 4分"
