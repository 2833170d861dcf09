"""Spread: how fast a forest fire runs and what it has burnt: an ellipse that grows with the wind. Pure.

Source:
    Wang Zhengfei, 山火初始蔓延速度测算法, 山地研究 1 (1983): speed from temperature, wind and dryness;
    H. E. Anderson, USDA INT-305 (1983): length to breadth of the ellipse; R. S. McAlpine, R. H. Wakimoto, Forest
    Science 37 (1991): the start from a point; G. M. Byram, Forest Fire: Control and Use (1959): heat of the front.
"""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from math import exp, hypot, pi, sqrt
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from simulators.plume import Wind

#: Upper ends of the forces 0 to 11 of Beaufort's scale, m/s (WMO).
_BEAUFORT: Final = (0.2, 1.5, 3.3, 5.4, 7.9, 10.7, 13.8, 17.1, 20.7, 24.4, 28.4, 32.6)
#: Rate at which a fire from a point comes to its full speed, 1/h (0.115 per minute).
_STARTING: Final = 6.9
#: Wind among the trees, part of that above them. Invented, of the order of closed stands.
_AMONG_TREES: Final = 0.4
#: Slenderest ellipse.
_SLENDEREST: Final = 8.0
#: Heat of burning litter, MJ/kg, and how much of it burns, kg/m².
_HEAT: Final = 18.0
_LITTER: Final = 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Weather:
    """What drives a fire."""

    wind: Wind
    #: °C.
    temperature: float
    #: Relative humidity, %.
    humidity: float
    #: Factor of the fuel: 1 for leaves and needles, more for dry grass.
    fuel: float = 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Ellipse:
    """What has burnt; the fire began in the focus that lies upwind."""

    #: How far the head and the back have come from there, m.
    ahead: float
    behind: float
    #: Half of the breadth, m.
    half_breadth: float

    @property
    def area_ha(self) -> float:
        """Return the burnt area, ha."""
        return pi * (self.ahead + self.behind) / 2 * self.half_breadth / 10_000

    def covers(self, along: float, across: float, *, margin: float = 0.0) -> bool:
        """Return whether a place, m downwind and aside of the start, lies within, or at most a margin outside."""
        half_length = (self.ahead + self.behind) / 2 + margin
        middle, half_breadth = (self.ahead - self.behind) / 2, self.half_breadth + margin
        return (
            half_length > 0 and half_breadth > 0 and hypot((along - middle) / half_length, across / half_breadth) <= 1
        )


def speed(weather: Weather) -> float:
    """Return how fast the head of a fire runs, m/h, 0 where it is too damp to burn."""
    force = bisect_right(_BEAUFORT, weather.wind.speed)
    start = 0.03 * weather.temperature + 0.05 * force + 0.01 * (100 - weather.humidity) - 0.3
    return max(start, 0.0) * exp(0.1783 * weather.wind.speed) * weather.fuel * 60


def burnt(weather: Weather, hours: float) -> Ellipse:
    """Return what has burnt after some hours in steady weather."""
    ran = speed(weather) * (hours - (1 - exp(-_STARTING * hours)) / _STARTING) if hours > 0 else 0.0
    ratio = slenderness(weather.wind.speed)
    root = sqrt(ratio**2 - 1)
    behind = ran * (ratio - root) / (ratio + root)
    return Ellipse(ahead=ran, behind=behind, half_breadth=(ran + behind) / 2 / ratio)


def slenderness(wind_speed: float) -> float:
    """Return length over breadth of a fire in wind above the trees, m/s."""
    inside = _AMONG_TREES * wind_speed
    ratio = 0.936 * exp(0.2566 * inside) + 0.461 * exp(-0.1548 * inside) - 0.397
    return min(max(ratio, 1.0), _SLENDEREST)


def heat_mw(weather: Weather, hours: float) -> float:
    """Return the heat that the running front gives off, MW: half the breadth of the ellipse burns at full speed."""
    reached = 1 - exp(-_STARTING * hours) if hours > 0 else 0.0
    intensity = _HEAT * _LITTER * speed(weather) * reached / 3600
    return intensity * burnt(weather, hours).half_breadth
