from __future__ import annotations

from dataclasses import fields

import numpy as np

from rules.column import FOREVER, NEVER
from rules.compiler import compile_rules
from rules.engine import evaluate, initial
from rules.fence.state import COLUMNS, UNKNOWN, FenceState, renew
from tests.unit.rules.builders import MINUTE, a_rule, readings
from tests.unit.rules.fence.worlds import BOATS, a_fence, fenced


def a_state(rule, *batches):
    program = compile_rules([rule], registry=BOATS, fences=[a_fence()])
    state = initial(program)
    for batch in batches:
        state, _ = evaluate(program, state, batch)
    return program, state


def test_before_the_first_position_nothing_is_known():
    _, state = a_state(a_rule(fenced("inside")))
    own = state.fences
    assert (own.side[0], own.last[0], own.at[0], own.alive[0], own.since[0]) == (UNKNOWN, *[NEVER] * 4)
    assert (own.until[0], own.stir[0], own.due[0], bool(own.raised[0])) == (*[FOREVER] * 3, False)
    assert np.isnan([own.lon[0], own.lat[0]]).all()


def test_every_column_is_moved_or_derived():
    assert {*COLUMNS, "last", "stir", "due"} == {each.name for each in fields(FenceState)}


def test_a_slot_that_is_to_be_looked_at_again_is_due_when_something_stirs():
    program, state = a_state(a_rule(fenced("dwell")), readings([(0, 1)], lon=1.0, lat=1.0))
    assert state.fences.stir[0] == 5 * MINUTE
    state.fences.due[0] = FOREVER
    renew(program, state, np.array([0]))
    assert state.fences.due[0] == 5 * MINUTE
