"""The one place that reads the wall clock for the packages above the pure ones.

The system's clock may be set while we run: by a person, by a time server that comes back, by a machine that wakes.
Rules must neither raise a storm because an hour seems to have passed, nor go blind because it seems to come again.
So a step is noticed and not followed: the process keeps counting from where it was, by a clock that nobody can set,
says so on ``/readyz``, and follows when the devices' clocks, or a restart, speak for the new time.
"""

from __future__ import annotations

import time
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Protocol

from sensing.instant import Micros, from_micros

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

#: Steps up to this are followed at once, µs: what a disciplined clock does now and then.
TOLERANCE = 1_000_000
#: Counts on while the machine sleeps where the system has such a clock.
_STEADY = getattr(time, "CLOCK_BOOTTIME", time.CLOCK_MONOTONIC)


def _steady_micros() -> int:
    return time.clock_gettime_ns(_STEADY) // 1000


def _wall_micros() -> int:
    return time.time_ns() // 1000


class SteadyClock:
    """Wall time that follows no sudden step."""

    def __init__(self, *, wall: Callable[[], int] = _wall_micros, steady: Callable[[], int] = _steady_micros) -> None:
        """Trust the wall clock as it is now.

        Args:
            wall: The system's clock, µs since the epoch.
            steady: A clock that is never set, µs since some instant.
        """
        self._wall = wall
        self._steady = steady
        self._offset = wall() - steady()
        #: By how much the system's clock runs ahead of this one since it was set, µs; 0 while they agree.
        self.step = 0

    def now_micros(self) -> Micros:
        """Return the current instant."""
        wall, steady = self._wall(), self._steady()
        step = wall - steady - self._offset
        if -TOLERANCE <= step <= TOLERANCE:
            self._offset += step
            self.step = 0
            return Micros(wall)
        self.step = step
        return Micros(steady + self._offset)

    def follow(self) -> None:
        """Take over the time to which the system's clock was set."""
        self._offset = self._wall() - self._steady()
        self.step = 0

    @property
    def trouble(self) -> str:
        """Return by how much the system's clock was set, empty while it was not."""
        self.now_micros()
        if not self.step:
            return ""
        return (
            f"the system's clock was set by {self.step / 1e6:+.0f} s while this process ran; it keeps its own time, "
            f"{datetime.fromtimestamp(self._wall() // 1_000_000 - self.step // 1_000_000, UTC):%Y-%m-%d %H:%M:%S}Z. "
            "Correct the system's clock, or restart this process if the new time is right"
        )


#: The clock of this process.
clock = SteadyClock()


class Instants(Protocol):
    """What a clock that takes over must tell."""

    def now_micros(self) -> Micros:
        """Return the current instant; never earlier than the last time."""
        ...


#: The clock of a drill while one runs in this process; None: the process's own counts.
_taken_over: Instants | None = None


@contextmanager
def taken_over(by: Instants) -> Iterator[None]:
    """Let another clock say what time it is in this process: a drill has a process, and a time, of its own.

    Raises:
        RuntimeError: If another one has taken over already.
    """
    global _taken_over  # noqa: PLW0603  the one place of a process that says what time it is
    if _taken_over is not None:
        message = "expected the process's own clock, another one has taken over already"
        raise RuntimeError(message)
    _taken_over = by
    try:
        yield
    finally:
        _taken_over = None


def now() -> datetime:
    """Return the current instant, aware, UTC."""
    return from_micros(now_micros())


def now_micros() -> Micros:
    """Return the current instant in microseconds since the epoch."""
    return (_taken_over or clock).now_micros()
