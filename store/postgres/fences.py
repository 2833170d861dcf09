"""Two instants that move forward while readings come in: closed hours, packed weeks.

A writer asks once per transaction where they are and keeps them there until its commit, so it knows which of its
readings are late for a rollup or for a packed week, and nobody who moves a fence overlooks a writer. Whoever
moves one waits for the writers of that moment, never for longer than ``PATIENCE``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from sensing.instant import from_micros, to_micros
from store.queries import named_queries

if TYPE_CHECKING:
    from typing import Any

    from numpy.typing import NDArray

    from sensing.batch import Int32Array, IntArray
    from store.postgres.session import Session

_SQL = named_queries("series")

#: µs in an hour.
HOUR = 3_600_000_000
#: How long writers may be kept waiting while a fence moves.
PATIENCE = "500ms"


class Fence(NamedTuple):
    """Where the fences are, µs since the epoch."""

    #: Hours before this are answered from rollups.
    closed: int
    #: Weeks before this may be packed.
    packed: int


def enter(session: Session) -> Fence:
    """Return where the fences are, and keep them there until the commit."""
    ((closed, packed),) = session.rows(_SQL["enter"])
    return Fence(to_micros(closed), to_micros(packed))


def look(session: Session) -> Fence:
    """Return where the fences are in this transaction's eyes."""
    ((closed, packed),) = session.rows(_SQL["fence"])
    return Fence(to_micros(closed), to_micros(packed))


def mark_late(session: Session, datastream: Int32Array, time: IntArray) -> None:
    """Have the hours of these readings summed up again."""
    keys = np.unique(np.stack((datastream.astype(np.int64), time - time % HOUR)), axis=1)
    session.run(_SQL["mark_late"], datastream=numbers(keys[0]), hour_us=numbers(keys[1]))


def close(session: Session, until: int) -> None:
    """Close the hours before an instant."""
    until -= until % HOUR
    if look(session).closed >= until:
        return
    session.run(_SQL["patience"], timeout=PATIENCE)
    session.run(_SQL["stop_writers"])
    session.run(_SQL["close"], until=from_micros(until))


def move_packed(session: Session, until: int) -> None:
    """Let the weeks before an instant, a Monday, be packed."""
    session.run(_SQL["patience"], timeout=PATIENCE)
    session.run(_SQL["stop_writers"])
    session.run(_SQL["move_packed"], until=from_micros(until))


def numbers(column: NDArray[Any]) -> str:
    """Return a column as an array literal; Python's floats are written so that every bit comes back."""
    return "{" + ",".join(map(repr, column.tolist())) + "}"
