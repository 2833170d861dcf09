"""Silence slots after a restart: who was lost and has not been heard since."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from rules.silence.judge import last_trusted, set_lost

if TYPE_CHECKING:
    from collections.abc import Iterable

    from rules.closing import Closing
    from rules.program import Program
    from rules.state import State
    from sensing.level import Level


def seed(program: Program, state: State, told: Iterable[tuple[int, Level]], *, now: int) -> None:
    """Keep lost what was told to be lost, as (slot, level), and has not been heard since."""
    known = list(told)
    slots = np.array([slot for slot, _ in known], dtype=np.int64)
    level = np.array([level for _, level in known], dtype=np.int8)
    is_silent = last_trusted(program, state, slots) + program.silences.after[slots] <= now
    state.silences.level[slots[is_silent]] = level[is_silent]
    set_lost(program, state, slots[is_silent], is_lost=True)


def is_unheard(program: Program, state: State, slot: int, *, closing: Closing) -> bool:
    """Return whether nothing was heard since a person closed it: whoever was heard was not lost any more."""
    return bool(last_trusted(program, state, np.array([slot]))[0] <= closing.at)
