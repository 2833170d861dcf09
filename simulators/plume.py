"""Plume: what a steady source leaves in the air downwind of it, after Gauss. Pure.

The plume is in balance with the wind of the moment: that air needs an hour to reach a place 10 km off is left out.
No ground but flat ground is known, and no lid on the mixing layer.

Source:
    F. Pasquill, Atmospheric Diffusion (1974); G. A. Briggs, Diffusion estimation for small emissions, ATDL 79
    (1973), open country: the widths; G. A. Briggs, Plume rise predictions (1975): the rise in neutral air.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from enum import StrEnum
from math import cos, exp, pi, radians, sin, sqrt

#: Wind below which the formula has no meaning, m/s.
_LEAST_WIND = 0.5
#: Nearest distance that is told apart from the source, m.
_NEAREST_M = 50.0
#: Turns of the wind within an hour over which the mean is taken, degrees. Invented.
_SWINGS = (-20.0, -10.0, 0.0, 10.0, 20.0)
#: Highest rise that is told, m: above it no smoke column stands in a wind. Invented.
_HIGHEST_M = 3000.0
#: Buoyancy flux, m⁴/s³, at which Briggs changes his formula.
_BIG_FIRE = 55.0


class Stability(StrEnum):
    """Class of Pasquill."""

    #: Day, light wind: air turns over.
    UNSTABLE = "C"
    #: Wind or clouds.
    NEUTRAL = "D"
    #: Clear night, light wind: air lies in layers.
    STABLE = "F"


#: Widths: across a·x/√(1 + 0.0001·x), up b·x·(1 + c·x)^d, x in m.
_WIDTHS: dict[Stability, tuple[float, float, float, float]] = {
    Stability.UNSTABLE: (0.11, 0.08, 0.0002, -0.5),
    Stability.NEUTRAL: (0.08, 0.06, 0.0015, -0.5),
    Stability.STABLE: (0.04, 0.016, 0.0003, -1.0),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Wind:
    """Wind over the city."""

    #: m/s.
    speed: float
    #: Where it comes from, ° clockwise from north.
    come_from: float


def concentration(
    east_m: float, north_m: float, *, emission: float, height_m: float, wind: Wind, stability: Stability
) -> float:
    """Return what a source adds at the ground, as a mean over the turns of the wind within an hour.

    Args:
        east_m: How far east of the source the place lies.
        north_m: How far north.
        emission: g/s.
        height_m: Height of the plume's axis.
        wind: Of the hour.
        stability: Of the air.

    Returns:
        µg/m³, 0 upwind.
    """
    total = 0.0
    for swing in _SWINGS:
        # The axis points where the wind goes to.
        angle = radians(wind.come_from + 180 + swing)
        along, across = east_m * sin(angle) + north_m * cos(angle), east_m * cos(angle) - north_m * sin(angle)
        total += _on_axis(along, across, height_m=height_m, stability=stability)
    return total / len(_SWINGS) * emission * 1e6 / max(wind.speed, _LEAST_WIND)


def _on_axis(along: float, across: float, *, height_m: float, stability: Stability) -> float:
    """Return concentration × wind / emission at the ground, 1/m²; the ground throws the plume back."""
    if along <= 0:
        return 0.0
    x = max(along, _NEAREST_M)
    a, b, c, d = _WIDTHS[stability]
    wide, high = a * x / sqrt(1 + 0.0001 * x), b * x * math.pow(1 + c * x, d)
    return exp(-(across**2) / (2 * wide**2) - height_m**2 / (2 * high**2)) / (pi * wide * high)


def rise_m(heat_mw: float, *, wind_speed: float) -> float:
    """Return how high hot gas rises above its source, m.

    Args:
        heat_mw: Heat that goes into the air, MW.
        wind_speed: m/s.
    """
    flux = 8.8 * max(heat_mw, 0.0)
    rise = 38.7 * math.pow(flux, 0.6) if flux > _BIG_FIRE else 21.4 * math.pow(flux, 0.75)
    return min(rise / max(wind_speed, 1.0), _HIGHEST_M)
