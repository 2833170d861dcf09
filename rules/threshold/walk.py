"""Walk: some slots on their way through the runs of a batch, round by round, each at its own pace."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from rules.threshold.quiet import passed_over
from rules.threshold.runs import Readings

if TYPE_CHECKING:
    from rules.threshold.latches import Latches
    from rules.threshold.runs import Runs
    from sensing.batch import Batch, FloatArray, IntArray

#: With fewer readings to come, to look for what can be passed over costs more than to judge them.
LONG: Final = 16


class Walk:
    """The next reading of each slot."""

    __slots__ = ("_at", "_batch", "_end", "_runs", "_sign", "_start", "rows")

    def __init__(self, batch: Batch, runs: Runs, *, sign: FloatArray, place: IntArray) -> None:
        """Begin with the first readings.

        Args:
            batch: The readings.
            runs: Their order.
            sign: 1 for above, -1 for below, of each slot.
            place: Run of each slot.
        """
        self._batch, self._runs, self._sign = batch, runs, sign
        self._start = runs.start[place]
        self._at, self._end = self._start.copy(), self._start + runs.length[place]
        #: Which of the slots are still on their way; some of them may have come to their end.
        self.rows: IntArray = np.arange(len(place))

    @property
    def is_under_way(self) -> bool:
        """Return whether any slot has a reading to come."""
        return len(self.rows) > 0

    @property
    def step(self) -> IntArray:
        """Return which reading of its run comes next at each slot that is on its way."""
        step: IntArray = np.minimum(self._at, self._end - 1) - self._start
        return step

    def readings(self) -> Readings:
        """Return the next reading of each slot that is on its way."""
        found = Readings.of(self._batch, self._runs.row[np.minimum(self._at, self._end - 1)])
        there = self._at < self._end
        return found if there.all() else found.where(there)

    def go_on(self, latches: Latches) -> None:
        """Step to the reading after the one that was judged, or to a later one if those between change nothing."""
        self._at = np.minimum(self._at + 1, self._end)
        left = self._end - self._at
        if int(left.max()) >= LONG:
            self._pass_over(latches)
            left = self._end - self._at
        alive = np.flatnonzero(left)
        if not len(alive):
            self.rows = alive
        elif 2 * len(alive) <= len(self.rows):
            latches.keep(alive)
            for name in ("rows", "_at", "_end", "_sign", "_start"):
                setattr(self, name, getattr(self, name)[alive])

    def _pass_over(self, latches: Latches) -> None:
        at = passed_over(self._runs, latches.quiet(), self._at, self._end, sign=self._sign)
        passed = np.flatnonzero(at > self._at)
        if len(passed):
            latches.pass_over(passed, Readings.of(self._batch, self._runs.row[at[passed] - 1]))
        self._at = at
