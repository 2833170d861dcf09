"""Fence slots after a restart: what was told stays until positions show otherwise."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from rules.fence.condition import On
from rules.fence.judge import settle
from rules.fence.state import UNKNOWN
from sensing.instant import span_micros

if TYPE_CHECKING:
    from collections.abc import Iterable

    from rules.fence.table import FenceTable
    from rules.program import Program
    from rules.state import State
    from sensing.level import Level


def seed(program: Program, state: State, told: Iterable[tuple[int, Level]], *, now: int) -> None:
    """Keep raised what was told, as (slot, level), and that no position since has ended.

    Who has shown no position since is still where it was. Who is inside may have dwelt there for longer than the stored
    positions reach back. What happened at an instant, and lies further back than they do, stands for its time again.
    """
    own, table = state.fences, program.fences
    for slot, _ in told:
        when = table.when[slot]
        is_unseen = own.side[slot] == UNKNOWN
        if is_unseen or (when.on is On.DWELL and own.side[slot] == 1):
            own.raised[slot] = True
        if is_unseen and when.on.is_moment:
            own.until[slot] = now + span_micros(when.clear_for)
        settle(program, state, np.array([slot]))


def memory(table: FenceTable) -> int:
    """Return how far back positions must reach, µs, beside the last one before."""
    spans = [span_micros(when.clear_for if when.on.is_moment else when.dwell) for when in table.when]
    return max(spans, default=0) + int(table.silent_after.max(initial=0))
