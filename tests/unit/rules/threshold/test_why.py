from __future__ import annotations

from datetime import timedelta

import pytest

from rules.compiler import compile_rules
from rules.direction import Direction
from rules.engine import evaluate, initial, tick
from rules.threshold.why import account
from sensing.instant import Micros
from sensing.level import Level
from tests.unit.rules.builders import MINUTE, a_registry, a_rule, a_threshold, readings


def told(when, rows, *, at: float):
    program = compile_rules([a_rule(when)], registry=a_registry())
    state, _ = evaluate(program, initial(program), readings(rows))
    state, _, _ = tick(program, state, now=Micros(round(at * MINUTE)))
    return account(program, state, 0, at=round(at * MINUTE), value=rows[-1][1] if rows else None)


def test_below_is_told_in_plain_numbers():
    when = a_threshold(direction=Direction.BELOW, levels={Level.BLUE: 10.0, Level.RED: 5.0}, clear_by=1.0)
    found = told(when, [(0, 8.0)], at=1)
    blue, red = found.rungs
    assert (blue.threshold, blue.clear, blue.is_raised, blue.beyond) == (10.0, 11.0, True, 2.0)
    assert (red.threshold, red.is_raised, red.beyond) == (5.0, False, -3.0)
    assert [words.en for words in found.lines] == [
        "blue is raised; clearing begins at 11 m",
        "red (5 m): 3 m to go",
    ]


def test_a_hold_that_a_gap_interrupted_waits_for_a_reading():
    when = a_threshold(levels={Level.BLUE: 40.5}, hold=timedelta(minutes=10))
    program = compile_rules([a_rule(when)], registry=a_registry())
    state, _ = evaluate(program, initial(program), readings([(0, 41.0)]))
    state.thresholds.deadline[:] = 2**62
    found = account(program, state, 0, at=30 * MINUTE, value=41.0)
    assert found.lines[1].zh == "计时中数据一度中断，须等下一条可信数据"


def test_a_ladder_by_month_is_that_of_the_instant():
    from rules.threshold.ladder import Steps

    months = {"1": Steps(levels={Level.BLUE: 30.0})}
    when = a_threshold(levels={Level.BLUE: 40.5}, months=months)
    # The epoch lies in January.
    assert told(when, [(0, 20.0)], at=1).rungs[0].threshold == pytest.approx(30.0)


def test_without_a_number_nothing_is_compared():
    assert told(a_threshold(levels={Level.BLUE: 40.5}), [], at=1).rungs[0].beyond is None
