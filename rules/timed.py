"""Timed kinds: those that judge readings in the order of their own time, so that a late one can be judged anew.

Silence is not one of them: it goes by arrival, and nothing arrives late.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from rules.fence import judge as fence
from rules.threshold import judge as threshold

if TYPE_CHECKING:
    from rules.program import Program
    from rules.state import State
    from rules.transition import Transition
    from sensing.batch import Batch


def judge(program: Program, state: State, batch: Batch) -> list[Transition]:
    """Move the slots of all timed kinds by a batch, before it is entered as seen and heard."""
    return [*threshold.judge(program, state, batch), *fence.judge(program, state, batch)]


def tick(program: Program, state: State, now: int) -> tuple[list[Transition], int]:
    """Do what is due by the clock; return also when the next thing may be, FOREVER for nothing."""
    held, next_hold = threshold.tick(program, state, now)
    moved, next_move = fence.tick(program, state, now)
    return [*held, *moved], min(next_hold, next_move)
