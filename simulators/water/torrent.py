"""Mountain torrents: a small steep catchment whose brook rises within the hour. Pure.

The same runoff and unit hydrograph as the large basins, at the step of the rain and with thin soil. Its water is part
of what the large basin sends down: nothing is handed on.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from simulators.catchment import Course
from simulators.hydrology import discharge, runoff, stage
from simulators.storm import RAIN_STEP_H

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sensing.batch import FloatArray

#: Flow in dry weather, m³/s per km².
_BASE_FLOW = 0.02


@dataclass(frozen=True, slots=True, kw_only=True)
class Torrent:
    """A brook with its gauge."""

    #: Station id.
    id: str
    #: Catchment, km².
    area: float
    #: Mean delay of its runoff, h.
    lag: float
    #: What its soil holds, mm.
    soil_mm: float
    #: Stage at no flow, m, and m per √(m³/s).
    zero: float
    scale: float
    #: Stage at which people get ready to leave (准备转移), and leave at once (立即转移), m.
    ready: float
    leave: float


def torrent(place: Torrent, rains: Sequence[FloatArray], *, wetness: float) -> Course:
    """Return stage and flow of a brook over the last of some cycles of weather.

    Args:
        place: The brook.
        rains: Rain over it, one array per cycle, mm per step of the rain, shape (n,).
        wetness: Soil water at the start of each cycle, 0..1.
    """
    excess = np.concatenate([runoff(rain, wetness=wetness, capacity_mm=place.soil_mm) for rain in rains])
    flow = discharge(excess, area_km2=place.area, lag_h=place.lag, step_h=RAIN_STEP_H) + _BASE_FLOW * place.area
    last = flow[-len(rains[-1]) :]
    return Course(level=stage(last, zero_m=place.zero, scale=place.scale), flow=last, step_h=RAIN_STEP_H)
