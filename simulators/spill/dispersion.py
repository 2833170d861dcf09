"""Dispersion: a cloud of something dissolved that drifts down a river, spreads and decays. Pure.

One dimension, one mean speed: what is spilled over some time is a row of equal gulps, each of them G. I. Taylor's
solution for an instant. Mass times what has not decayed is kept at all times: ∫ C·A dx.

Source:
    H. B. Fischer et al., Mixing in Inland and Coastal Waters (1979), ch. 5; their rivers have 10 to 1500 m²/s.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import exp, pi, sqrt
from typing import Final

#: Gulps into which a spill is cut.
_GULPS: Final = 16
#: Soonest after a gulp that its cloud is told, s: before, it is not mixed over the bed.
_MIXED_S: Final = 60.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Cloud:
    """What was spilled, and how the river takes it."""

    #: g.
    mass: float
    #: How long it flowed into the river, s.
    lasts_s: float
    #: Mean speed of the water, m/s, above 0.
    speed: float
    #: Coefficient of dispersion along the river, m²/s, above 0.
    dispersion: float
    #: Decay, 1/s.
    decay: float = 0.0

    def concentration(self, distance_m: float, *, after_s: float, bed_m2: float) -> float:
        """Return the concentration, g/m³ (= mg/L).

        Args:
            distance_m: How far below the spill.
            after_s: Time since it began.
            bed_m2: Wet cross section there.
        """
        gulp_s, total = self.lasts_s / _GULPS, 0.0
        for i in range(_GULPS):
            age = after_s - (i + 0.5) * gulp_s
            if age < _MIXED_S:
                break
            width = 4 * self.dispersion * age
            total += exp(-((distance_m - self.speed * age) ** 2) / width - self.decay * age) / sqrt(pi * width)
        return self.mass / _GULPS * total / bed_m2

    def span_s(self, distance_m: float) -> tuple[float, float]:
        """Return from when until when, since the spill began, the cloud passes a place, with four widths of margin."""
        middle = max(distance_m, 0.0) / self.speed
        width = sqrt(2 * self.dispersion * (middle + self.lasts_s + 3600)) / self.speed
        return max(middle - 4 * width, 0.0), middle + self.lasts_s + 4 * width
