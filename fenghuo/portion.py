"""Portion: how much one transaction of the writer holds, found by how long the last one took. Pure.

It is counted in readings. A transition costs as much as many of them, because incidents, warnings and the journal
follow it; a storm of them must not hold locks for seconds while people act.
"""

from __future__ import annotations

#: Readings written in one transaction: at least, to begin with, and at most.
LEAST_READINGS, FIRST_READINGS, MOST_READINGS = 1_000, 5_000, 20_000
#: Readings that take as long as one transition.
READINGS_A_TRANSITION = 40
#: Transitions that are written together where there are so many: what is smaller is never taken apart.
TRANSITIONS_TOGETHER = 100


def weight(*, readings: int, transitions: int) -> int:
    """Return how many readings would take as long to write."""
    return readings + READINGS_A_TRANSITION * transitions


def next_most(most: int, *, count: int, seconds: float, goal: float) -> int:
    """Return how many readings the next transaction may hold, after one of ``count`` took ``seconds``.

    Args:
        most: How many it might have held.
        count: How many it held.
        seconds: How long it took.
        goal: How long one should take.
    """
    if seconds > goal and count > LEAST_READINGS:
        # Halved at most: one slow commit, a checkpoint say, is no measure.
        return max(LEAST_READINGS, most // 2, int(count * goal / seconds))
    if seconds < goal / 2 and 2 * count > most:
        return min(MOST_READINGS, most + most // 4)
    return most
