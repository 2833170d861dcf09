"""Calm: within which values nothing changes, kept for each slot and for each datastream.

A slot on which nothing runs and nothing recedes is left alone by every reading between the highest clear level of
what is raised and the lowest threshold of what is not. So a river that stands at orange costs what a low one costs.
All of this is derived from the latches; whoever changes them settles the slots afterwards.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from rules.column import NEVER

if TYPE_CHECKING:
    from rules.program import Program
    from rules.state import State
    from rules.threshold.state import ThresholdState
    from rules.threshold.table import ThresholdTable
    from sensing.batch import BoolArray, FloatArray, IntArray

#: Columns of the state that are derived from the others.
DERIVED = frozenset({"active", "restless", "floor", "ceiling", "busy", "low", "high"})


def calm_of(table: ThresholdTable, slots: IntArray, latched: BoolArray) -> tuple[FloatArray, FloatArray]:
    """Return the least and the greatest value that changes nothing at some slots on which nothing runs or recedes.

    Args:
        table: The slots.
        slots: Which of them, shape (m,).
        latched: What is raised there, shape (m, 4).
    """
    ceiling = np.where(latched, np.inf, table.threshold.take(slots, axis=0)).min(axis=1)
    floor = np.where(latched, table.clear.take(slots, axis=0), -np.inf).max(axis=1)
    # At its clear level a value counts already.
    floor = np.where(np.isfinite(floor), np.nextafter(floor, np.inf), floor)
    is_up, is_fed = table.sign[slots] > 0, table.feature[slots] >= 0
    least, greatest = np.where(is_up, floor, -ceiling), np.where(is_up, ceiling, -floor)
    # The value says nothing where another number is judged.
    return np.where(is_fed, -np.inf, least), np.where(is_fed, np.inf, greatest)


def settle(program: Program, state: State, slots: IntArray) -> None:
    """Bring up to date what is derived from the latches of some slots."""
    table, own = program.thresholds, state.thresholds
    latched, is_running = own.latched.take(slots, axis=0), (own.run.take(slots, axis=0) != NEVER).any(axis=1)
    active = latched.any(axis=1) | is_running
    restless = is_running | (own.receding.take(slots, axis=0) != NEVER).any(axis=1) | (active & table.wary[slots])
    stream = table.datastream[slots].astype(np.int64)
    np.add.at(own.busy, stream, restless.astype(np.int64) - own.restless[slots])
    own.active[slots], own.restless[slots] = active, restless
    own.floor[slots], own.ceiling[slots] = calm_of(table, slots, latched)
    _forget(own, slots[~restless])
    _narrow(table, own, stream)


def _forget(own: ThresholdState, slots: IntArray) -> None:
    """Forget the last reading of slots that are left alone from now on: it would be an old one."""
    own.value[slots], own.quality[slots] = np.nan, 0
    own.read[slots], own.stated[slots] = NEVER, NEVER


def _narrow(table: ThresholdTable, own: ThresholdState, stream: IntArray) -> None:
    """Bring the calm of some datastreams up to date."""
    streams = np.unique(stream)
    if len(streams):
        place, slots = table.slots.of(streams)
        first = np.flatnonzero(np.r_[True, place[1:] != place[:-1]])
        own.low[streams] = np.maximum.reduceat(own.floor[slots], first)
        own.high[streams] = np.minimum.reduceat(own.ceiling[slots], first)
