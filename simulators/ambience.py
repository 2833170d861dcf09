"""Everything that is not water on its way: air, water quality, soil, weather, and the health of devices.

Daily cycles with a slow wobble of each station's own; rain washes the air, muddies rivers and wets soil. The
numbers are believable, not measured. Everything is told of many stations and hours at once. Pure.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING
from zlib import crc32

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable

    from sensing.batch import FloatArray

#: Hour of the day at which a scenario starts when nothing else is said.
START_HOUR = 8.0
#: Decimals that a device reports.
_DECIMALS = {
    "water_level": 2,
    "reservoir_level": 2,
    "relative_level": 2,
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
    "so2": 0,
    "no2": 0,
    "o3": 0,
    "wind_direction": 0,
    "signal_strength": 0,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Sky:
    """What stations feel, each at an hour."""

    #: Simulated hours since the start, float64, shape (n,).
    at_h: FloatArray
    #: Rain of the last hour and the last day, mm, float64, shape (n,).
    rain_1h: FloatArray
    rain_24h: FloatArray
    #: Hour of the day at the start.
    start_hour: float = START_HOUR


def phase(key: str) -> float:
    """Return where the wobble of a key (station and property) begins, radians."""
    return crc32(key.encode()) / 2**32 * math.tau


def wobble(phases: FloatArray, at_h: FloatArray) -> FloatArray:
    """Return a slow irregular swing around 0, mostly within ±1, that belongs to a phase."""
    swing: FloatArray = (
        np.sin(math.tau / 7.3 * at_h + phases)
        + 0.6 * np.sin(math.tau / 2.9 * at_h + 2.3 * phases)
        + 0.3 * np.sin(math.tau / 0.83 * at_h + 4.1 * phases)
    ) / 1.6
    return swing


def rounded(key: str, value: float) -> float:
    """Return a value with as many decimals as a device reports of a property."""
    return round(value, _DECIMALS.get(key, 1))


def ambient(key: str, *, phases: FloatArray, sky: Sky) -> FloatArray:
    """Return the values of a property.

    Args:
        key: One of ``AMBIENT``.
        phases: Of each station's own wobble, which gives it a character of its own, shape (n,).
        sky: Time and rain at each.
    """
    return AMBIENT[key](sky, wobble(phases, sky.at_h))


def _day(sky: Sky, *, peak: float) -> FloatArray:
    """Return the daily cycle, −1..1, highest at the hour ``peak``."""
    cycle: FloatArray = np.cos(math.tau * (sky.at_h + sky.start_hour - peak) / 24)
    return cycle


def _washed(sky: Sky) -> FloatArray:
    """Return the part of the dust that rain leaves in the air."""
    left: FloatArray = 0.35 + 0.65 * np.exp(-sky.rain_24h / 12)
    return left


def _soaked(sky: Sky, depth_mm: float) -> FloatArray:
    """Return how far the day's rain has wetted the soil down to a depth, 0..1."""
    wet: FloatArray = 1 - np.exp(-sky.rain_24h / depth_mm)
    return wet


#: Value of each ambient property from the sky and the station's own swing.
AMBIENT: dict[str, Callable[[Sky, FloatArray], FloatArray]] = {
    "air_temperature": lambda sky, swing: (
        26 + 4.5 * _day(sky, peak=15) - 0.12 * np.minimum(sky.rain_24h, 40) + 0.6 * swing
    ),
    "humidity": lambda sky, swing: np.minimum(
        99.0, 72 - 14 * _day(sky, peak=15) + 0.8 * np.minimum(sky.rain_24h, 30) + 2 * swing
    ),
    "pressure": lambda sky, swing: 1004 - 0.08 * np.minimum(sky.rain_24h, 60) + 1.2 * swing,
    "wind_speed": lambda sky, swing: np.maximum(0.0, 2.4 + _day(sky, peak=14) + 0.12 * sky.rain_1h + 0.9 * swing),
    "wind_direction": lambda _sky, swing: (135 + 60 * swing) % 360,
    "pm25": lambda sky, swing: np.maximum(3.0, (42 + 12 * _day(sky, peak=8) + 9 * swing) * _washed(sky)),
    "pm10": lambda sky, swing: np.maximum(6.0, (70 + 18 * _day(sky, peak=9) + 14 * swing) * _washed(sky)),
    "so2": lambda sky, swing: np.maximum(1.0, (8 + 2 * _day(sky, peak=10) + 2 * swing) * _washed(sky)),
    "co": lambda sky, swing: np.maximum(0.1, 0.6 + 0.15 * _day(sky, peak=8) + 0.08 * swing),
    "no2": lambda sky, swing: np.maximum(2.0, (26 + 10 * _day(sky, peak=20) + 5 * swing) * _washed(sky)),
    "o3": lambda sky, swing: np.maximum(
        4.0, 85 + 55 * _day(sky, peak=15) - 0.8 * np.minimum(sky.rain_24h, 50) + 8 * swing
    ),
    "water_temperature": lambda sky, swing: (
        25 + 1.2 * _day(sky, peak=16) - 0.03 * np.minimum(sky.rain_24h, 60) + 0.3 * swing
    ),
    "ph": lambda sky, swing: 7.6 + 0.2 * _day(sky, peak=16) + 0.08 * swing,
    "dissolved_oxygen": lambda sky, swing: 7.4 + 1.0 * _day(sky, peak=16) + 0.25 * swing,
    "turbidity": lambda sky, swing: np.maximum(1.0, 14 + 3.5 * np.minimum(sky.rain_24h, 120) + 3 * swing),
    "ammonia_nitrogen": lambda sky, swing: np.maximum(0.03, 0.28 + 0.003 * np.minimum(sky.rain_24h, 80) + 0.06 * swing),
    "soil_moisture_10cm": lambda sky, swing: 21 + 17 * _soaked(sky, 25) + 0.4 * swing,
    "soil_moisture_20cm": lambda sky, swing: 23 + 13 * _soaked(sky, 45) + 0.3 * swing,
    "soil_moisture_40cm": lambda sky, swing: 26 + 7 * _soaked(sky, 90) + 0.2 * swing,
    "battery_voltage": lambda sky, swing: 12.7 + 0.5 * _day(sky, peak=14) + 0.05 * swing,
    "signal_strength": lambda sky, swing: -74 - 0.15 * np.minimum(sky.rain_1h, 40) + 5 * swing,
    "device_temperature": lambda sky, swing: 31 + 6 * _day(sky, peak=15) - 0.1 * np.minimum(sky.rain_24h, 40) + swing,
}
