"""Urban waterlogging: what the drains cannot take stands at the low point. Pure.

Rain on the sealed ground around runs to the low point at once; drains take their capacity, pumps that fail take less;
the rest fills a bowl whose depth grows with the root of its volume until it flows over the rim.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from simulators.catchment import Course
from simulators.storm import RAIN_STEP_H

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sensing.batch import FloatArray


@dataclass(frozen=True, slots=True, kw_only=True)
class LowPoint:
    """An underpass or a hollow of a street, with its gauge."""

    #: Station id.
    id: str
    #: Ground that drains to it, km², and the part of the rain on it that runs off, 0..1.
    area: float
    sealed: float
    #: What its drains take when they work, mm/h over that ground.
    drains: float
    #: Volume at a depth of 1 m, m³, and depth at which it flows over, m.
    bowl: float
    rim: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Drains:
    """Drains that work only in part, in the whole of a cycle."""

    station: str
    #: 0 (blocked) to 1 (as built).
    working: float


def waterlogging(place: LowPoint, rains: Sequence[FloatArray], *, working: float = 1.0) -> Course:
    """Return the depth of water at a low point over the last of some cycles, and what its drains take.

    Args:
        place: The low point.
        rains: Rain on it, one array per cycle, mm per step of the rain, shape (n,).
        working: Part of the drains' capacity that works, 0..1.

    Returns:
        Depth, m, as level; flow through the drains, m³/s.
    """
    rain = np.concatenate(rains)
    cubic = place.area * 1e3  # m³ per mm
    most = place.drains * working * RAIN_STEP_H * cubic
    stands = 0.0
    volumes, taken = np.zeros(len(rain)), np.zeros(len(rain))
    for i, comes in enumerate((rain * place.sealed * cubic).tolist()):
        there = stands + comes
        taken[i] = min(there, most)
        stands = min(there - taken[i], place.bowl * place.rim**2)
        volumes[i] = stands
    last = len(rains[-1])
    depth = np.sqrt(volumes / place.bowl)
    return Course(level=depth[-last:], flow=taken[-last:] / (RAIN_STEP_H * 3600), step_h=RAIN_STEP_H)
