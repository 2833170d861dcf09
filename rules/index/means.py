"""Means of air quality: which readings make an hour, which hours make a day, and when they are valid.

An hour belongs to the readings in [its beginning, the next); a day to the 24 hours from midnight in Beijing. The means
of 8 hours of ozone that belong to a day are those that end at 08:00 to 24:00 of it.

A day of ozone needs 14 of those 17 means of 8 hours; with fewer, the highest stands only where it lies beyond the limit
of grade 2, because what is missing could only make it worse.

Source:
    GB 3095-2012, table 4, and HJ 663-2013, 5.1: a day needs 20 hourly means, a mean of 8 hours 6 hourly means, the
    highest of a day 14 means of 8 hours unless it exceeds the limit; an hour needs 45 minutes of readings.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Final

import numpy as np

if TYPE_CHECKING:
    from sensing.batch import FloatArray, IntArray

#: Hours in a day, and how many of them a mean of the day needs.
DAY_HOURS: Final = 24
LEAST_OF_DAY: Final = 20
#: Hours of a mean of ozone, and how many of them it needs.
EIGHT: Final = 8
LEAST_OF_EIGHT: Final = 6
#: Means of 8 hours that a day of ozone needs, and the limit (grade 2, µg/m³) beyond which fewer are enough.
LEAST_OF_WINDOWS: Final = 14
OZONE_LIMIT: Final = 160.0
#: Share of an hour that readings must cover.
LEAST_OF_HOUR: Final = 0.75

_HOUR: Final = 3_600_000_000


def hourly_mean(time: IntArray, value: FloatArray, *, hour: int, interval: int) -> float | None:
    """Return the mean of an hour, None where too few readings make it up.

    Args:
        time: Phenomenon times of trusted readings, µs, shape (n,).
        value: Canonical unit, shape (n,).
        hour: Beginning of the hour, µs.
        interval: How often a reading is expected, µs; a station that sends hourly means needs one.
    """
    found = value[(time >= hour) & (time < hour + _HOUR)]
    expected = max(1, _HOUR // max(interval, 1))
    return float(found.mean()) if len(found) >= max(1, math.ceil(LEAST_OF_HOUR * expected)) else None


def daily_mean(hours: FloatArray) -> float | None:
    """Return the mean of a day, None where too few of its 24 hourly means are valid.

    Args:
        hours: Hourly means from midnight on, NaN where invalid, shape (24,).
    """
    valid = hours[np.isfinite(hours)]
    return float(valid.mean()) if len(valid) >= LEAST_OF_DAY else None


def highest_of_eight(hours: FloatArray) -> float | None:
    """Return the highest mean of 8 hours of a day of ozone, None where too few of them are valid to tell.

    Args:
        hours: Hourly means from midnight on, NaN where invalid, shape (24,).
    """
    windows = np.lib.stride_tricks.sliding_window_view(hours, EIGHT)
    valid = np.isfinite(windows)
    enough = valid.sum(axis=1) >= LEAST_OF_EIGHT
    if not enough.any():
        return None
    sums = np.where(valid, windows, 0.0).sum(axis=1)
    highest = float((sums[enough] / valid.sum(axis=1)[enough]).max())
    return highest if enough.sum() >= LEAST_OF_WINDOWS or highest > OZONE_LIMIT else None
