"""The way of a patrol boat: up and down its stretch, one round trip a simulated day. Pure."""

from __future__ import annotations

from itertools import accumulate, pairwise
from math import hypot
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from simulators.schematic import Place

#: Simulated hours of a round trip.
ROUND_TRIP_H = 24.0


def boat_place(course: Sequence[Place], *, at_h: float) -> Place:
    """Return where (lon, lat) a boat is.

    Args:
        course: Its stretch, degrees, at least two places.
        at_h: Simulated hours since the start; it starts in the middle, going downstream.
    """
    turn = (at_h / ROUND_TRIP_H + 0.25) % 1.0
    return along(course, 2 * turn if turn <= 0.5 else 2 - 2 * turn)  # noqa: PLR2004  half a turn is the way back


def along(course: Sequence[Place], part: float) -> Place:
    """Return the place at a part (0 start to 1 end) of a course's length in degrees."""
    lengths = [hypot(b[0] - a[0], b[1] - a[1]) for a, b in pairwise(course)]
    ends = list(accumulate(lengths))
    wanted = part * ends[-1]
    for start, end, length, reached in zip(course, course[1:], lengths, ends, strict=False):
        if wanted <= reached:
            share = 1 - (reached - wanted) / length if length else 0.0
            return (start[0] + share * (end[0] - start[0]), start[1] + share * (end[1] - start[1]))
    return course[-1]
