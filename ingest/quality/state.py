"""State: what live quality control remembers of each datastream, in columns; its size follows the registry."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from ingest.quality.offset import Offsets, moved_offsets, no_offsets
from ingest.quality.steps import REACH

if TYPE_CHECKING:
    import numpy.typing as npt

    from ingest.quality.controls import Controls
    from sensing.batch import BoolArray, FloatArray, Int32Array, IntArray, SmallArray

#: Time of a reading that never was.
NEVER = np.iinfo(np.int64).min // 2


@dataclass(slots=True, kw_only=True)
class State:
    """Memory of one ``Controls``; arrays have a row per datastream and one for unknown ones, which stays empty."""

    #: Newest usable reading: phenomenon time, µs, and value, canonical unit; shape (n + 1,).
    newest: IntArray
    value: FloatArray
    #: When the run of equal values began in which it stands, µs, shape (n + 1,).
    began: IntArray
    #: Readings until the last large step is out of reach, shape (n + 1,).
    watch: SmallArray
    #: The last usable readings: times µs, values, hindsight checks they were given; rings of shape (n + 1, REACH).
    times: IntArray
    values: FloatArray
    bits: Int32Array
    #: How many readings were put into each ring, shape (n + 1,).
    count: IntArray
    #: Whether something late was heard that is not among what is remembered, shape (n + 1,).
    unsure: BoolArray
    #: Phenomenon time of the last such reading, µs, shape (n + 1,).
    behind: IntArray
    #: Clock offset per station.
    offsets: Offsets
    #: Room to find out which rows a batch holds twice; holds nothing between batches. Shape (n + 1,).
    scratch: IntArray
    #: Whether the clock of each station is lastingly wrong, shape (stations,).
    is_skewed: BoolArray
    #: The look of the clock at which ``is_skewed`` was last found.
    skew_look: int = -1


def empty_state(controls: Controls) -> State:
    """Return a state in which nothing has come yet."""
    n = len(controls.number) + 1
    return State(
        newest=np.full(n, NEVER, dtype=np.int64),
        value=np.full(n, np.nan),
        began=np.full(n, NEVER, dtype=np.int64),
        watch=np.zeros(n, dtype=np.int8),
        times=np.full((n, REACH), NEVER, dtype=np.int64),
        values=np.full((n, REACH), np.nan),
        bits=np.zeros((n, REACH), dtype=np.int32),
        count=np.zeros(n, dtype=np.int64),
        unsure=np.zeros(n, dtype=np.bool_),
        behind=np.full(n, NEVER, dtype=np.int64),
        offsets=no_offsets(len(controls.stations)),
        scratch=np.zeros(n, dtype=np.int64),
        is_skewed=np.zeros(len(controls.stations), dtype=np.bool_),
    )


_PER_STREAM = ("newest", "value", "began", "watch", "times", "values", "bits", "count", "unsure", "behind")


def moved_state(state: State, *, before: Controls, after: Controls) -> State:
    """Return the state for new controls; a datastream and a station that stay keep their memory."""
    fresh = empty_state(after)
    source = before.rows(after.number)
    stays = np.flatnonzero(source < len(before.number))
    for name in _PER_STREAM:
        getattr(fresh, name)[stays] = getattr(state, name)[source[stays]]
    places = {station: row for row, station in enumerate(before.stations)}
    clocks = np.array([places.get(station, -1) for station in after.stations], dtype=np.intp)
    fresh.offsets = moved_offsets(state.offsets, clocks)
    return fresh


def ring_tail(
    state: State, rows: npt.NDArray[np.intp]
) -> tuple[npt.NDArray[np.intp], IntArray, FloatArray, Int32Array]:
    """Return what the rings of some rows hold: row, time, value and checks of each reading, oldest first."""
    held = np.minimum(state.count[rows], REACH)
    age = np.arange(REACH)
    slots = (state.count[rows][:, None] - REACH + age) % REACH
    is_held = age >= REACH - held[:, None]
    owner = np.broadcast_to(rows[:, None], slots.shape)[is_held]
    slot = slots[is_held]
    return owner, state.times[owner, slot], state.values[owner, slot], state.bits[owner, slot]


def push(
    state: State, row: npt.NDArray[np.intp], *, time: IntArray, value: FloatArray, place: IntArray, last: IntArray
) -> None:
    """Put readings into the rings.

    Args:
        state: Changed in place.
        row: Row of each reading, ascending.
        time: Phenomenon time, ascending within a row.
        value: Canonical unit.
        place: How many readings of the same row stand before each, shape (m,).
        last: Positions of the last reading of each row.
    """
    of_row = place[last] + 1
    if (of_row > REACH).any():
        # Of more than a ring holds only the newest are kept, or one slot would be written twice.
        kept = np.repeat(of_row, of_row) - place <= REACH
        row_, time_, value_, place_ = row[kept], time[kept], value[kept], place[kept]
    else:
        row_, time_, value_, place_ = row, time, value, place
    slot = (state.count[row_] + place_) % REACH
    state.times[row_, slot] = time_
    state.values[row_, slot] = value_
    state.bits[row_, slot] = 0
    state.count[row[last]] += of_row


def set_ring_bits(state: State, row: npt.NDArray[np.intp], *, bits: Int32Array) -> None:
    """Write the hindsight checks of readings, by row and time, of which the last are those in the rings."""
    from_end = np.searchsorted(row, row, side="right") - 1 - np.arange(len(row))
    kept = from_end < REACH
    slot = (state.count[row[kept]] - 1 - from_end[kept]) % REACH
    state.bits[row[kept], slot] = bits[kept]
