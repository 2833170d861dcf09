"""Everything that is not water on its way: air, water quality, soil, weather, and the health of devices.

Daily cycles with a slow wobble of each station's own; rain washes the air, muddies rivers and wets soil. The
numbers are believable, not measured. Pure.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING
from zlib import crc32

if TYPE_CHECKING:
    from collections.abc import Callable

#: Hour of the day at which a scenario starts.
START_HOUR = 8.0
#: Decimals that a device reports.
_DECIMALS = {
    "water_level": 2,
    "reservoir_level": 2,
    "flow": 0,
    "rain_5m": 1,
    "rain_1h": 1,
    "rain_24h": 1,
    "ph": 2,
    "dissolved_oxygen": 2,
    "ammonia_nitrogen": 3,
    "battery_voltage": 2,
    "pm25": 0,
    "pm10": 0,
    "no2": 0,
    "o3": 0,
    "wind_direction": 0,
    "signal_strength": 0,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Sky:
    """What a station feels."""

    #: Simulated hours since the start.
    at_h: float
    #: Rain of the last hour and the last day, mm.
    rain_1h: float
    rain_24h: float


def wobble(key: str, at_h: float) -> float:
    """Return a slow irregular swing around 0, mostly within ±1, that belongs to a key (station and property)."""
    phase = crc32(key.encode()) / 2**32 * math.tau
    return (
        math.sin(math.tau * at_h / 7.3 + phase)
        + 0.6 * math.sin(math.tau * at_h / 2.9 + 2.3 * phase)
        + 0.3 * math.sin(math.tau * at_h / 0.83 + 4.1 * phase)
    ) / 1.6


def rounded(key: str, value: float) -> float:
    """Return a value with as many decimals as a device reports of a property."""
    return round(value, _DECIMALS.get(key, 1))


def ambient(key: str, *, station: str, sky: Sky) -> float:
    """Return the value of a property at a station.

    Args:
        key: One of ``AMBIENT``.
        station: Its id, which gives it a character of its own.
        sky: Time and rain.
    """
    swing = wobble(f"{station}/{key}", sky.at_h)
    return AMBIENT[key](sky, swing)


def _day(sky: Sky, *, peak: float) -> float:
    """Return the daily cycle, −1..1, highest at the hour ``peak``."""
    return math.cos(math.tau * (sky.at_h + START_HOUR - peak) / 24)


def _washed(sky: Sky) -> float:
    """Return the part of the dust that rain leaves in the air."""
    return 0.35 + 0.65 * math.exp(-sky.rain_24h / 12)


def _soaked(sky: Sky, depth_mm: float) -> float:
    """Return how far the day's rain has wetted the soil down to a depth, 0..1."""
    return 1 - math.exp(-sky.rain_24h / depth_mm)


#: Value of each ambient property from the sky and the station's own swing.
AMBIENT: dict[str, Callable[[Sky, float], float]] = {
    "air_temperature": lambda sky, swing: 26 + 4.5 * _day(sky, peak=15) - 0.12 * min(sky.rain_24h, 40) + 0.6 * swing,
    "humidity": lambda sky, swing: min(99.0, 72 - 14 * _day(sky, peak=15) + 0.8 * min(sky.rain_24h, 30) + 2 * swing),
    "pressure": lambda sky, swing: 1004 - 0.08 * min(sky.rain_24h, 60) + 1.2 * swing,
    "wind_speed": lambda sky, swing: max(0.0, 2.4 + _day(sky, peak=14) + 0.12 * sky.rain_1h + 0.9 * swing),
    "wind_direction": lambda _sky, swing: (135 + 60 * swing) % 360,
    "pm25": lambda sky, swing: max(3.0, (42 + 12 * _day(sky, peak=8) + 9 * swing) * _washed(sky)),
    "pm10": lambda sky, swing: max(6.0, (70 + 18 * _day(sky, peak=9) + 14 * swing) * _washed(sky)),
    "no2": lambda sky, swing: max(2.0, (26 + 10 * _day(sky, peak=20) + 5 * swing) * _washed(sky)),
    "o3": lambda sky, swing: max(4.0, 85 + 55 * _day(sky, peak=15) - 0.8 * min(sky.rain_24h, 50) + 8 * swing),
    "water_temperature": lambda sky, swing: 25 + 1.2 * _day(sky, peak=16) - 0.03 * min(sky.rain_24h, 60) + 0.3 * swing,
    "ph": lambda sky, swing: 7.6 + 0.2 * _day(sky, peak=16) + 0.08 * swing,
    "dissolved_oxygen": lambda sky, swing: 7.4 + 1.0 * _day(sky, peak=16) + 0.25 * swing,
    "turbidity": lambda sky, swing: max(1.0, 14 + 3.5 * min(sky.rain_24h, 120) + 3 * swing),
    "ammonia_nitrogen": lambda sky, swing: max(0.03, 0.28 + 0.003 * min(sky.rain_24h, 80) + 0.06 * swing),
    "soil_moisture_10cm": lambda sky, swing: 21 + 17 * _soaked(sky, 25) + 0.4 * swing,
    "soil_moisture_20cm": lambda sky, swing: 23 + 13 * _soaked(sky, 45) + 0.3 * swing,
    "soil_moisture_40cm": lambda sky, swing: 26 + 7 * _soaked(sky, 90) + 0.2 * swing,
    "battery_voltage": lambda sky, swing: 12.7 + 0.5 * _day(sky, peak=14) + 0.05 * swing,
    "signal_strength": lambda sky, swing: -74 - 0.15 * min(sky.rain_1h, 40) + 5 * swing,
    "device_temperature": lambda sky, swing: 31 + 6 * _day(sky, peak=15) - 0.1 * min(sky.rain_24h, 40) + swing,
}
