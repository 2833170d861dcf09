"""What a camera sees now and then: floating wood, people at the water, a flooded road, smoke.

The draw depends on seed, camera and time only, so that a run can be repeated. Pure.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from zlib import crc32

import numpy as np

if TYPE_CHECKING:
    from sensing.station import Station

#: Classes seen in rain and in dry weather.
_WET = ("floating_debris", "water_over_road", "person_near_water")
_DRY = ("person_near_water", "fire_smoke", "illegal_parking")


@dataclass(frozen=True, slots=True, kw_only=True)
class Sighting:
    """One thing seen."""

    #: Class of thing, e.g. ``fire_smoke``.
    kind: str
    #: 0..1.
    confidence: float
    #: Degrees (lon, lat), some hundred metres from the camera.
    place: tuple[float, float]
    #: x, y, width, height as parts of the picture, 0..1.
    bbox: tuple[float, float, float, float]
    count: int


def sighting(station: Station, *, at_h: float, chance: float, is_wet: bool, seed: int) -> Sighting | None:
    """Return what a camera sees in one look, mostly nothing.

    Args:
        station: The camera.
        at_h: Simulated hours since the start.
        chance: Probability that it sees something, 0..1.
        is_wet: Whether it rained in the last hour.
        seed: Of the run.
    """
    rng = np.random.default_rng([seed, crc32(station.id.encode()), round(at_h * 3600)])
    if rng.uniform() >= chance:
        return None
    kinds = _WET if is_wet else _DRY
    x, y = rng.uniform(0.05, 0.7, 2)
    width, height = rng.uniform(0.05, 0.25, 2)
    return Sighting(
        kind=kinds[int(rng.integers(len(kinds)))],
        confidence=round(float(rng.uniform(0.55, 0.97)), 2),
        place=(
            round(station.lon + float(rng.normal(0, 0.002)), 5),
            round(station.lat + float(rng.normal(0, 0.002)), 5),
        ),
        bbox=(round(float(x), 3), round(float(y), 3), round(float(width), 3), round(float(height), 3)),
        count=int(rng.integers(1, 5)),
    )
