"""The clock of a drill: set by the events of the drill, or running at a speed between them; it never goes back."""

from __future__ import annotations

import threading
import time
from typing import TYPE_CHECKING

from sensing.instant import Micros

if TYPE_CHECKING:
    from collections.abc import Callable


def _seconds() -> float:
    return time.monotonic()  # noqa: TID251  how fast people see a drill go by is wall time


class DrillClock:
    """Says what time it is in a drill; safe to share between threads."""

    def __init__(self, start: Micros, *, steady: Callable[[], float] = _seconds) -> None:
        """Stand still at the start.

        Args:
            start: µs since the epoch.
            steady: Seconds that nobody sets.
        """
        self._lock = threading.Lock()
        self._steady = steady
        self._at = start
        #: Drill seconds in a second; 0: it stands still.
        self._speed = 0.0
        self._since = steady()
        #: The next event: time stands still there until it has happened, µs since the epoch.
        self._until = start

    def now_micros(self) -> Micros:
        """Return the current instant of the drill."""
        with self._lock:
            self._run()
            return self._at

    def _run(self) -> None:
        instant = self._steady()
        if self._speed:
            ran = round((instant - self._since) * self._speed * 1e6)
            self._at = Micros(max(self._at, min(self._at + ran, self._until)))
        self._since = instant

    def go_to(self, instant: Micros) -> None:
        """Go on to an instant; one that is past changes nothing."""
        with self._lock:
            self._run()
            self._at = max(self._at, instant)
            self._until = max(self._until, self._at)

    def run(self, *, speed: float, until: Micros) -> None:
        """Let time go by at a speed, up to an instant; speed 0 is a pause."""
        with self._lock:
            self._run()
            self._speed, self._until = speed, max(until, self._at)

    def seconds_to(self, instant: Micros) -> float | None:
        """Return how long it takes until an instant comes, s of wall time; None while time stands still."""
        with self._lock:
            self._run()
            if instant <= self._at:
                return 0.0
            return (instant - self._at) / 1e6 / self._speed if self._speed else None
