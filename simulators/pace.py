"""Open-loop pace: when each station reports, whether or not the last report got through.

Stations are spread over their interval, so that a second of wall time carries its even share. Pure.
"""

from __future__ import annotations

import heapq
import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

#: The golden section spreads any number of phases evenly.
_GOLDEN = 0.6180339887498949


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class Turn:
    """One station's turn to report."""

    #: Seconds since the start, wall time.
    due_s: float
    #: Position of the station.
    index: int
    #: 0 for its first report.
    count: int


class Pace:
    """The coming turns of all stations."""

    def __init__(self, intervals: Sequence[float]) -> None:
        """Take each station's interval, seconds, all above 0."""
        self._intervals = tuple(intervals)
        self._heap = [
            Turn(due_s=every * ((index * _GOLDEN) % 1.0), index=index, count=0)
            for index, every in enumerate(self._intervals)
        ]
        heapq.heapify(self._heap)

    def next_due(self) -> float:
        """Return when the next turn is, seconds since the start."""
        return self._heap[0].due_s

    def due(self, elapsed_s: float) -> list[Turn]:
        """Return the turns that have come, in order, and plan the next of each station."""
        turns = []
        while self._heap[0].due_s <= elapsed_s:
            turn = self._heap[0]
            turns.append(turn)
            heapq.heapreplace(self._heap, self._after(turn, steps=1))
        return turns

    def skip(self, elapsed_s: float) -> int:
        """Drop every turn before ``elapsed_s`` (the machine slept) and return how many were missed."""
        missed = 0
        while self._heap[0].due_s < elapsed_s:
            turn = self._heap[0]
            steps = math.ceil((elapsed_s - turn.due_s) / self._intervals[turn.index])
            heapq.heapreplace(self._heap, self._after(turn, steps=steps))
            missed += steps
        return missed

    def _after(self, turn: Turn, *, steps: int) -> Turn:
        return Turn(due_s=turn.due_s + steps * self._intervals[turn.index], index=turn.index, count=turn.count + steps)
