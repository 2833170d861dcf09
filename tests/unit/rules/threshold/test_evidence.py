"""What a tail shows of a level is what the latches would have seen."""

from __future__ import annotations

from datetime import timedelta

import pytest

from rules.compiler import compile_rules
from rules.engine import initial
from rules.threshold.evidence import Account
from sensing.level import Level
from tests.unit.rules.builders import MINUTE, a_registry, a_rule, a_threshold, readings


def evidence(*rows, **fields):
    when = a_threshold(**({"levels": {Level.RED: 5.0}, "clear_by": 1.0} | fields))
    program = compile_rules([a_rule(when)], registry=a_registry())
    return Account.of(program, initial(program), 0, tail=readings(rows)).of_level(program, 0, 3)


def test_readings_at_the_end_that_are_low_are_the_run():
    assert evidence((0, 6), (1, 4), (2, 5.5), (3, 4), (4, 3)).run == 2
    assert evidence((0, 4)).run == 1
    assert evidence().run == 0


@pytest.mark.parametrize(
    ("fields", "cleared"),
    [
        ({}, [False, True, True, False, True]),
        ({"clear_for": timedelta(minutes=1)}, [False, False, True, False, False]),
        ({"clear_readings": 2}, [False, False, True, False, False]),
        ({"clear_fastest": 300.0}, [False, True, True, False, True]),
        ({"clear_fastest": 100.0}, [False, False, False, False, True]),
    ],
)
def test_a_level_has_cleared_where_the_latches_would_clear_it(fields, cleared):
    rows = (0, 6), (1, 4), (2, 4), (3, 4.6), (4, 4)
    assert evidence(*rows, **fields).cleared().tolist() == cleared


def test_a_tail_that_begins_low_shows_no_fall_that_could_be_believed():
    assert evidence((0, 3), (1, 3), clear_fastest=100.0).doubted.tolist() == [True, True]
    assert evidence((0, 3), (1, 3)).doubted.tolist() == [False, False]


def test_what_arrived_before_an_instant_is_left_out():
    found = evidence((0, 6), (1, 4), (2, 4)).since(MINUTE)
    assert (len(found), found.time.tolist()) == (1, [2 * MINUTE])
