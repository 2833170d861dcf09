"""Rules as people write them first: a loop over the levels at every reading, with hold, clear level and clear time.

It is the peer "plain Python", and the function that bytewax is given: it needs the standard library only, so that it
loads in the environment of bytewax, which does not know Fenghuo. Times are whole µs.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable


class Latch:
    """One level of one rule at one datastream."""

    __slots__ = ("clear", "is_raised", "since", "threshold")

    def __init__(self, threshold: float, clear: float) -> None:
        self.threshold = threshold
        self.clear = clear
        self.is_raised = False
        #: First reading of the unbroken run beyond the threshold, or at or below the clear level once it is raised.
        self.since: int | None = None


def latches_of(ladders: Iterable[Iterable[tuple[float, float]]]) -> list[Latch]:
    """Return a latch for each (threshold, clear level) of each ladder."""
    return [Latch(threshold, clear) for ladder in ladders for threshold, clear in ladder]


def judge(latches: Iterable[Latch], reading: tuple[int, float], pace: tuple[int, int]) -> tuple[int, int]:
    """Return how many levels a reading raises and how many it clears.

    Args:
        latches: Those of its datastream; they are changed.
        reading: Its time, µs, and its value.
        pace: Hold and clear time, µs.
    """
    time, value = reading
    hold, clear_for = pace
    ups = downs = 0
    for latch in latches:
        since = latch.since
        if latch.is_raised:
            if value > latch.clear:
                latch.since = None
            elif since is None:
                latch.since = time
            elif time - since >= clear_for:
                latch.is_raised, latch.since = False, None
                downs += 1
        elif value <= latch.threshold:
            latch.since = None
        elif since is None:
            latch.since = time
        elif time - since >= hold:
            latch.is_raised, latch.since = True, None
            ups += 1
    return ups, downs
