"""Agenda: what is still to happen in a drill, by when; of one instant in the order in which it was put down."""

from __future__ import annotations

import heapq
from itertools import count
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from sensing.instant import Micros


class Agenda:
    """Acts by their instants."""

    def __init__(self) -> None:
        """Begin empty."""
        self._acts: list[tuple[Micros, int, Callable[[], None]]] = []
        self._numbers = count()

    def put(self, at: Micros, act: Callable[[], None]) -> None:
        """Plan an act."""
        heapq.heappush(self._acts, (at, next(self._numbers), act))

    @property
    def due(self) -> Micros | None:
        """Return when the next act is due, µs since the epoch; None: there is none."""
        return self._acts[0][0] if self._acts else None

    def carry_out(self, now: Micros) -> int:
        """Do everything that is due by now; return how much it was. What that plans for now is done, too."""
        done = 0
        while self._acts and self._acts[0][0] <= now:
            heapq.heappop(self._acts)[2]()
            done += 1
        return done
