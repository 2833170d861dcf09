"""Closing: which of the dangers that a person closed are still the same ones after a restart.

A person may close an incident while its danger stands. It stays closed until the danger grows or comes anew.
The engine knows that while it runs; after a restart only the stored readings tell, together with the instant
at which it was closed. When they cannot show that the danger stood all the time, it counts as a new one: to
tell a danger twice is better than to keep a new one quiet.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from rules.event import recovery as event
from rules.program import keys_of
from rules.silence import recovery as silence
from rules.threshold import recovery as threshold

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from rules.column import Table
    from rules.program import Program
    from rules.standing import Key
    from rules.state import State
    from sensing.batch import Batch
    from sensing.instant import Micros
    from sensing.level import Level


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
        if level := threshold.unbroken(program, state, slot, tail=tail, closing=closing):
            yield key, level
    for slot, key, closing in _closed(program, program.silences, closed):
        if silence.is_unheard(program, state, slot, closing=closing):
            yield key, closing.level
    for slot, key, closing in _closed(program, program.fences, closed):
        if state.fences.raised[slot]:
            yield key, closing.level
    for slot, key, closing in _closed(program, program.events, closed):
        if level := event.stood(state, slot, closing=closing):
            yield key, level


def _closed(program: Program, table: Table, closed: Mapping[Key, Closing]) -> Iterator[tuple[int, Key, Closing]]:
    if not closed or not table.target:
        return
    for slot, key in enumerate(keys_of(program, table)):
        if key in closed:
            yield slot, key, closed[key]
