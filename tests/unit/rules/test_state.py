from __future__ import annotations

import numpy as np

from rules.column import NEVER
from rules.compiler import compile_rules
from rules.state import enter, initial, known, shift_clock
from sensing.batch import concat, empty_batch
from sensing.quality import Quality
from tests.unit.rules.builders import MINUTE, a_registry, a_rule, a_station, readings

PROGRAM = compile_rules([a_rule()], registry=a_registry(a_station("A", first=0), a_station("B", first=2)))


def test_nothing_has_been_heard_at_first():
    state = initial(PROGRAM)
    assert (state.seen == NEVER).all()
    assert (state.heard == NEVER).all()
    assert (state.clock, state.listening) == (NEVER, NEVER)


def test_a_batch_is_entered_per_datastream_and_quality():
    state = initial(PROGRAM)
    enter(state, readings([(3, 1.0), (1, 1.0)], stream=2, result_time=[4, 5]))
    enter(state, readings([(9, 1.0)], stream=2, result_time=[6], quality=Quality.DOUBTFUL))
    # The doubtful one came three minutes before its own time: by as much may others be older than its arrival.
    assert (state.seen[:, 2] // MINUTE).tolist()[:2] == [3, 3]
    assert state.seen[Quality.UNRELIABLE, 2] == NEVER
    assert (state.seen[:, 0] == NEVER).all()
    assert state.arrived[:, 2].max() == state.clock == 6 * MINUTE


def test_a_clock_that_runs_ahead_proves_a_datastream_alive_until_the_arrival_only():
    state = initial(PROGRAM)
    enter(state, readings([(600, 1.0)], result_time=[1]))
    assert state.heard[0] == MINUTE


def test_readings_beyond_the_program_are_left_out():
    batch = concat([readings([(0, 1.0)], stream=3), readings([(0, 2.0)], stream=2), readings([(0, 1.0)], stream=-1)])
    assert known(PROGRAM, batch).value.tolist() == [2.0]
    assert known(PROGRAM, batch.take(np.array([1]))).value.tolist() == [2.0]
    assert len(known(PROGRAM, empty_batch())) == 0


def test_another_clock_changes_when_but_not_how_long_ago_something_was_heard():
    state = initial(PROGRAM)
    state.arrived = np.array([NEVER, 100], dtype=np.int64)
    state.clock, state.listening = 150, NEVER
    shift_clock(state, by=1000)
    assert state.arrived.tolist() == [NEVER, 1100]
    assert (state.silences.begun == NEVER).all()
    assert (state.clock, state.listening) == (1150, NEVER)
    state.listening = 1200
    shift_clock(state, by=-1000)
    assert (state.arrived.tolist(), state.clock, state.listening) == ([NEVER, 100], 150, 200)
