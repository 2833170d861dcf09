"""Gaps: where a datastream should have had readings and had none. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from sensing.batch import IntArray

#: Longest step between two readings that is none yet, in intervals.
TOLERANCE = 1.5


@dataclass(frozen=True, slots=True, kw_only=True)
class Gap:
    """A span without the readings that were expected."""

    #: The last reading before it, or where the span that was asked for begins; µs since the epoch.
    start: int
    #: The first reading after it, or where the span ends; µs since the epoch.
    end: int
    #: How many readings were expected in between.
    missing: int


def find_gaps(time: IntArray, *, start: int, end: int, interval: int) -> list[Gap]:
    """Return the gaps of a span, ascending.

    Args:
        time: Phenomenon times of the readings in the span, ascending, µs, shape (n,).
        start: Where the span begins, µs.
        end: Where it ends, µs: not later than now, what is to come is not missing.
        interval: How often a reading is expected, µs.
    """
    # A reading is owed within one interval of the beginning, and one within the last interval.
    edges = np.concatenate(([start], time, [end]))
    steps = np.diff(edges)
    found = np.flatnonzero(steps > TOLERANCE * interval)
    return [
        Gap(start=int(edges[i]), end=int(edges[i + 1]), missing=max(1, round(int(steps[i]) / interval) - 1))
        for i in found
    ]
