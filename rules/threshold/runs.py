"""Runs: the readings of a batch, datastream by datastream, in the order in which they count."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from rules.column import NEVER
from rules.order import true_at
from sensing.quality import Quality

if TYPE_CHECKING:
    from sensing.batch import Batch, BoolArray, FloatArray, IntArray, SmallArray


class Runs:
    """The readings of some datastreams in a batch, one run per datastream, each in the order in which they count."""

    __slots__ = ("highest", "is_plain", "length", "lowest", "row", "start", "stream", "time", "value")

    def __init__(self, size: int, batch: Batch, *, streams: IntArray) -> None:
        """Order the readings of ``streams``, ascending and all in the batch; none is ``size`` or more."""
        wanted = np.zeros(size, dtype=np.bool_)
        wanted[streams] = True
        rows = np.flatnonzero(wanted[batch.datastream])
        # Readings of a clock that runs ahead may have arrived together: their own times still order them.
        stated, time, stream = batch.phenomenon_time[rows], true_at(batch)[rows], batch.datastream[rows]
        order = np.lexsort((stated, time, stream))
        #: Rows of the batch, run by run.
        self.row: IntArray = rows[order]
        #: Datastream of each run, ascending.
        self.stream: IntArray = streams
        #: Where each run starts in ``row``, and how many readings it has.
        self.start: IntArray = np.searchsorted(batch.datastream[self.row], streams)
        self.length: IntArray = np.diff(np.append(self.start, len(self.row)))
        #: Value and instant at which it counts as true, µs, of the readings in ``row``.
        self.value: FloatArray = batch.value[self.row]
        self.time: IntArray = time[order]
        #: Whether each is good, from a clock that does not run ahead, and newer than the one before it in its run.
        self.is_plain: BoolArray = (batch.quality[self.row] == Quality.GOOD) & (stated[order] == self.time)
        self.is_plain[1:] &= (self.time[1:] > self.time[:-1]) | (stream[order][1:] != stream[order][:-1])
        #: Extremes of each run, whatever the quality.
        self.highest = np.maximum.reduceat(self.value, self.start)
        self.lowest = np.minimum.reduceat(self.value, self.start)


@dataclass(frozen=True, slots=True, kw_only=True)
class Readings:
    """One reading per row."""

    #: Phenomenon time, µs, NEVER where there is none any more, shape (m,).
    stated: IntArray
    #: When it counts as true, and proves the datastream alive, µs, shape (m,).
    time: IntArray
    #: Phenomenon time up to which other readings are late after it, µs, shape (m,).
    outdates: IntArray
    #: Canonical unit, unsigned, shape (m,).
    value: FloatArray
    quality: SmallArray

    @classmethod
    def of(cls, batch: Batch, rows: IntArray) -> Readings:
        """Return the readings in some rows of a batch."""
        stated, arrived = batch.phenomenon_time[rows], batch.result_time[rows]
        return cls(
            stated=stated,
            time=np.minimum(stated, arrived),
            outdates=np.minimum(stated, 2 * arrived - stated),
            value=batch.value[rows],
            quality=batch.quality[rows],
        )

    def where(self, there: BoolArray) -> Readings:
        """Return them with none in the other rows."""
        return replace(self, stated=np.where(there, self.stated, NEVER), time=np.where(there, self.time, NEVER))
