from __future__ import annotations

from rules.column import NEVER
from rules.engine import initial
from rules.guard.state import GuardSlot, Step, guarded_levels
from sensing.level import Level
from tests.unit.rules.guard.plain import FREE, compiled


def test_a_ladder_stands_where_its_last_step_led():
    slot = GuardSlot(ladder=Level.RED)
    assert slot.ladder_now() is Level.RED
    slot.steps.append(Step(5, Level.BLUE, None))
    assert slot.ladder_now() is Level.BLUE


def test_a_slot_that_is_held_remembers_since_when():
    slot = GuardSlot(held=3)
    slot.hold(ladder=Level.NONE, level=Level.RED, at=10)
    assert (slot.level, slot.base, slot.since, slot.held) == (Level.RED, Level.RED, 10, 3)
    slot.hold(ladder=Level.RED, level=Level.RED, at=11)
    assert slot.held == NEVER


def test_the_level_that_is_told_is_never_lower_than_the_ladder():
    program = compiled()
    state = initial(program)
    state.thresholds.level[:] = [1, 2, 0, 0, 0]
    state.guards.slots[0].level = Level.BLUE
    state.guards.slots[1].level = Level.RED
    assert guarded_levels(program, state).tolist() == [1, 2, 4, 0, 0]
    assert state.thresholds.level.tolist() == [1, 2, 0, 0, 0]
    free = compiled(FREE)
    assert guarded_levels(free, initial(free)).tolist() == [0] * 5
