"""Runs: the readings of a batch, datastream by datastream, in the order in which they count."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from rules.order import true_at

if TYPE_CHECKING:
    from sensing.batch import Batch, IntArray


class Runs:
    """The readings of some datastreams in a batch, one run per datastream, each in the order in which they count."""

    __slots__ = ("highest", "length", "lowest", "row", "start", "stream")

    def __init__(self, size: int, batch: Batch, *, streams: IntArray) -> None:
        """Order the readings of ``streams``, ascending and all in the batch; none is ``size`` or more."""
        wanted = np.zeros(size, dtype=np.bool_)
        wanted[streams] = True
        rows = np.flatnonzero(wanted[batch.datastream])
        # Readings of a clock that runs ahead may have arrived together: their own times still order them.
        order = np.lexsort((batch.phenomenon_time[rows], true_at(batch)[rows], batch.datastream[rows]))
        #: Rows of the batch, run by run.
        self.row: IntArray = rows[order]
        #: Datastream of each run, ascending.
        self.stream: IntArray = streams
        #: Where each run starts in ``row``, and how many readings it has.
        self.start: IntArray = np.searchsorted(batch.datastream[self.row], streams)
        self.length: IntArray = np.diff(np.append(self.start, len(self.row)))
        value = batch.value[self.row]
        #: Extremes of each run, whatever the quality.
        self.highest = np.maximum.reduceat(value, self.start)
        self.lowest = np.minimum.reduceat(value, self.start)

    def rounds(self, place: IntArray) -> list[int]:
        """Return, for every round, how many of some runs (longest first) still have a reading."""
        if not len(place):
            return []
        ascending = self.length[place][::-1]
        steps = np.arange(int(ascending[-1]))
        return [int(n) for n in len(place) - np.searchsorted(ascending, steps, side="right")]
