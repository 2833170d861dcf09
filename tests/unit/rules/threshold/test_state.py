from __future__ import annotations

import numpy as np

from rules.column import FOREVER, NEVER
from rules.compiler import compile_rules
from rules.threshold.state import highest, initial
from tests.unit.rules.builders import a_registry, a_rule


def test_nothing_is_raised_at_first():
    program = compile_rules([a_rule()], registry=a_registry())
    state = initial(program.thresholds, size=program.size)
    assert not state.latched.any()
    assert (state.run == NEVER).all()
    assert (state.deadline == FOREVER).all()
    assert state.busy.tolist() == [0]


def test_the_highest_latch_is_the_level():
    latched = np.array([[0, 0, 0, 0], [1, 0, 0, 0], [1, 1, 0, 0], [0, 0, 1, 0], [1, 1, 1, 1]], dtype=np.bool_)
    assert highest(latched).tolist() == [0, 1, 2, 3, 4]
