"""What the engine remembers of fence slots."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from rules.column import FOREVER, never

if TYPE_CHECKING:
    from rules.fence.table import FenceTable
    from rules.program import Program
    from rules.state import State
    from sensing.batch import BoolArray, FloatArray, IntArray, SmallArray

#: Nothing is known of where the station is.
UNKNOWN: Final = -1
#: What is remembered of a slot, the time of its last position and what is derived from it apart.
COLUMNS: Final = ("side", "at", "lon", "lat", "alive", "since", "is_blind", "raised", "until")


@dataclass(slots=True, kw_only=True)
class FenceState:
    """One row per fence slot."""

    #: 1 inside, 0 outside, UNKNOWN before the first position, int8, shape (n,).
    side: SmallArray
    #: Phenomenon time up to which positions are late, µs; NEVER before the first, shape (n,).
    last: IntArray
    #: Instant up to which ``side`` holds, µs; NEVER before the first position, shape (n,).
    at: IntArray
    #: The position that counted last, degrees, NaN before it, shape (n,).
    lon: FloatArray
    lat: FloatArray
    #: Latest time for which the station is known to send positions, of any quality, µs; NEVER before it, shape (n,).
    alive: IntArray
    #: Since when it is inside, for dwelling, µs; NEVER while it is not, shape (n,).
    since: IntArray
    #: Whether it was silent when it had dwelt long enough: the next position decides, not the clock, shape (n,).
    is_blind: BoolArray
    #: Whether the level stands, shape (n,).
    raised: BoolArray
    #: When what happened at an instant is over, µs; FOREVER while nothing of that kind stands, shape (n,).
    until: IntArray
    #: When the clock decides something next, be it said or not, µs; FOREVER for never, shape (n,).
    stir: IntArray
    #: When the clock may have something to say: ``stir``, until somebody has looked, µs, shape (n,).
    due: IntArray


def initial(table: FenceTable) -> FenceState:
    """Return the state before the first position."""
    n = len(table.target)
    return FenceState(
        side=np.full(n, UNKNOWN, dtype=np.int8),
        last=never(n),
        at=never(n),
        lon=np.full(n, np.nan),
        lat=np.full(n, np.nan),
        alive=never(n),
        since=never(n),
        is_blind=np.zeros(n, dtype=np.bool_),
        raised=np.zeros(n, dtype=np.bool_),
        until=np.full(n, FOREVER, dtype=np.int64),
        stir=np.full(n, FOREVER, dtype=np.int64),
        due=np.full(n, FOREVER, dtype=np.int64),
    )


def renew(_program: Program, state: State, slots: IntArray) -> None:
    """Let the clock look at some slots again."""
    state.fences.due[slots] = state.fences.stir[slots]
