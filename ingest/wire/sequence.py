"""Sequence numbers of observations: what a device counts itself, so that loss on the way can be counted here.

QoS 0 promises nothing, and a device may restart; the wire format only passes on what was said.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sensing.batch import IntArray


@dataclass(frozen=True, slots=True, kw_only=True)
class Sequences:
    """Observations that carried a sequence number, in columns of equal length n."""

    #: Row of the station in ``Decoded.stations``, int64, shape (n,).
    station: IntArray
    #: The device's own count, int64, shape (n,).
    seq: IntArray
    #: Phenomenon time, µs since the epoch, int64, shape (n,).
    time: IntArray

    def __len__(self) -> int:
        """Return how many there are."""
        return len(self.seq)


def no_sequences() -> Sequences:
    """Return no observations."""
    return sequences([])


def sequences(rows: Sequence[tuple[int, int, int]]) -> Sequences:
    """Return columns of (station row, sequence number, time)."""
    columns = np.array(rows, dtype=np.int64).reshape(-1, 3)
    return Sequences(station=columns[:, 0], seq=columns[:, 1], time=columns[:, 2])


def joined(first: Sequences, second: Sequences) -> Sequences:
    """Return the observations of both; order within a station is by time, not by place."""
    if not len(second):
        return first
    return Sequences(
        station=np.concatenate((first.station, second.station)),
        seq=np.concatenate((first.seq, second.seq)),
        time=np.concatenate((first.time, second.time)),
    )


def is_counted(seq: object) -> bool:
    """Tell whether a ``seq`` is an integer of 64 bits; anything else is passed over."""
    return type(seq) is int and -(2**63) <= seq < 2**63
