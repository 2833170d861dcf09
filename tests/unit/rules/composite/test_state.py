from __future__ import annotations

from rules.composite.state import initial
from rules.engine import initial as begun
from sensing.level import Level
from tests.unit.rules.composite.test_recovery import PROGRAM


def test_nothing_stands_before_anything_was_said():
    state = initial(PROGRAM.composites)
    assert state.levels().tolist() == [0]
    assert (state.courses, begun(PROGRAM).composites) == ({}, state)


def test_the_levels_are_those_of_the_slots():
    state = initial(PROGRAM.composites)
    state.slots[0].level = Level.RED
    assert state.levels().tolist() == [4]
