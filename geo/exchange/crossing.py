"""Crossing: whether lines cross more often than a drawn area's do, counted before GEOS is asked to sort them out.

Mending, joining and comparing areas cost as much as their lines cross, and a hundred thousand positions can cross
thousands of millions of times. So pairs of segments are counted, a few segments at a time, until a limit is passed:
those whose boxes meet, those that touch, and those that cross. How fast the machine is decides nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import numpy as np
import shapely

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry

    from sensing.batch import FloatArray

#: Crossings of the lines of one area with themselves, and of two areas: surveys of one border cross often.
MOST_CROSSINGS: Final = 10_000
MOST_BETWEEN: Final = 100_000
#: Pairs that touch or lie on each other: parts of one area that share borders do at every position.
MOST_TOUCHES: Final = 500_000
#: Pairs of segments whose boxes may meet, for each segment, and beside that.
MOST_MET: Final = 32
_MET_BESIDE: Final = 100_000
#: Pairs of segments of two areas that need no count.
_FEW_PAIRS: Final = 200_000
#: Segments looked up at once: with all others in their boxes they are a few million pairs.
_ONCE: Final = 32


def crosses_itself_much(area: BaseGeometry) -> str:
    """Return why an area crosses itself too often to be mended; empty where it does not."""
    starts, ends = _segments(area)
    return _why(starts, ends, starts, ends, most=MOST_CROSSINGS, is_same=True)


def cross_much(one: BaseGeometry, other: BaseGeometry) -> str:
    """Return why two areas cross each other too often to be joined or compared; empty where they do not."""
    if shapely.get_num_coordinates(one) * shapely.get_num_coordinates(other) <= _FEW_PAIRS:
        return ""
    return _why(*_segments(one), *_segments(other), most=MOST_BETWEEN, is_same=False)


def _segments(area: BaseGeometry) -> tuple[FloatArray, FloatArray]:
    """Return first and last position of every segment of every ring, shape (n, 2) each."""
    rings = shapely.get_rings(shapely.get_parts(area))
    positions, owner = shapely.get_coordinates(rings, return_index=True)
    inner = owner[1:] == owner[:-1]
    return positions[:-1][inner], positions[1:][inner]


def _why(
    starts: FloatArray, ends: FloatArray, others: FloatArray, other_ends: FloatArray, *, most: int, is_same: bool
) -> str:
    tree = shapely.STRtree(_boxes(others, other_ends))
    boxes = _boxes(starts, ends)
    met, touched, crossed = 0, 0, 0
    allowed = MOST_MET * (len(starts) + len(others)) + _MET_BESIDE
    for first in range(0, len(boxes), _ONCE):
        inner, outer = tree.query(boxes[first : first + _ONCE])
        inner = inner + first
        if is_same:
            # Each pair once; neighbours share a position and cross nowhere else that counts.
            inner, outer = inner[outer > inner + 1], outer[outer > inner + 1]
        met += len(inner)
        if met > allowed:
            return f"its lines lie beside each other more than {allowed} times"
        touches, crossings = _meetings(starts[inner], ends[inner], others[outer], other_ends[outer])
        touched, crossed = touched + touches, crossed + crossings
        if crossed > most:
            return f"its lines cross more than {most} times"
        if touched > MOST_TOUCHES:
            return f"its lines touch more than {MOST_TOUCHES} times"
    return ""


def _boxes(starts: FloatArray, ends: FloatArray) -> Any:
    low, high = np.minimum(starts, ends), np.maximum(starts, ends)
    return shapely.box(low[:, 0], low[:, 1], high[:, 0], high[:, 1])


def _meetings(a: FloatArray, b: FloatArray, c: FloatArray, d: FloatArray) -> tuple[int, int]:
    """Return how many segments a–b touch and how many cross their c–d, given that their boxes meet."""
    here, there = _side(a, b, c) * _side(a, b, d), _side(c, d, a) * _side(c, d, b)
    crossed = int(np.count_nonzero((here < 0) & (there < 0)))
    return int(np.count_nonzero((here <= 0) & (there <= 0))) - crossed, crossed


def _side(a: FloatArray, b: FloatArray, c: FloatArray) -> FloatArray:
    turn = (b[:, 0] - a[:, 0]) * (c[:, 1] - a[:, 1]) - (b[:, 1] - a[:, 1]) * (c[:, 0] - a[:, 0])
    return np.sign(turn)
