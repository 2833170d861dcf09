"""Closing: which of the dangers that a person closed are still the same ones after a restart.

A person may close an incident while its danger stands. It stays closed until the danger grows or comes anew.
The engine knows that while it runs; after a restart only the stored readings tell, together with the instant
at which it was closed. When they cannot show that the danger stood all the time, it counts as a new one: to
tell a danger twice is better than to keep a new one quiet.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from rules import silence, threshold
from rules.order import true_at
from rules.program import NEVER, keys_of
from sensing.level import LADDER, Level

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from rules.program import Program, Table
    from rules.standing import Key
    from rules.state import State
    from sensing.batch import Batch, BoolArray
    from sensing.instant import Micros


@dataclass(frozen=True, slots=True, kw_only=True)
class Closing:
    """A person closed an incident while its danger stood."""

    #: Level at which it stood.
    level: Level
    #: When it was closed, µs.
    at: Micros


def still_standing(
    program: Program, state: State, *, tail: Batch, closed: Mapping[Key, Closing]
) -> Iterator[tuple[Key, Level]]:
    """Yield the slots whose danger has stood ever since a person closed it, with the level that has.

    Args:
        program: The rules.
        state: The state after the tail, without anything but the tail.
        tail: Stored readings, and the last one before of each datastream.
        closed: How the newest incident of a slot was closed.
    """
    for slot, key, closing in _closed(program, program.thresholds, closed):
        if level := _unbroken(program, slot, tail, closing):
            yield key, level
    for slot, key, closing in _closed(program, program.silences, closed):
        # Whoever was heard after the closing was not lost any more.
        if silence.last_trusted(program, state, np.array([slot]))[0] <= closing.at:
            yield key, closing.level
    for slot, key, closing in _closed(program, program.insides, closed):
        if state.inside.inside[slot]:
            yield key, closing.level


def _closed(program: Program, table: Table, closed: Mapping[Key, Closing]) -> Iterator[tuple[int, Key, Closing]]:
    if not closed or not table.target:
        return
    for slot, key in enumerate(keys_of(program, table)):
        if key in closed:
            yield slot, key, closed[key]


def _unbroken(program: Program, slot: int, tail: Batch, closing: Closing) -> Level:
    """Return the highest level, up to the closed one, that has stood since the closing; NONE without any."""
    table = program.thresholds
    mine = threshold.trusted(program, slot, tail)
    since = mine.take(np.flatnonzero(mine.result_time > closing.at))
    reaches_back = len(since) < len(mine)
    value = since.value * table.sign[slot]
    for level in reversed(LADDER[: closing.level]):
        place = level - 1
        if not np.isfinite(table.threshold[slot, place]):
            continue
        if reaches_back:
            stood = not _has_cleared(since, value <= table.clear[slot, place], int(table.clear_for[slot, place]))
        else:
            # What happened before the first of these readings is not known, and a value between the level and
            # its clear level may be that of a danger which had ended.
            stood = len(since) > 0 and bool((value > table.threshold[slot, place]).all())
        if stood:
            return level
    return Level.NONE


def _has_cleared(readings: Batch, low: BoolArray, clear_for: int) -> bool:
    """Return whether some unbroken run of low readings lasted for the clear time."""
    time = true_at(readings)
    begins = low & ~np.r_[False, low[:-1]]
    began = np.maximum.accumulate(np.where(begins, time, NEVER))
    return bool((low & (time - began >= clear_for)).any())
