"""Air quality index of simulated air, for the truth of a drill. Pure.

The simulators know nothing of the rules, so they have a table of their own; a test holds it against the rules' one.

Source:
    HJ 633-2026, table 1 and 5.1 to 5.3 (in force from 2026-03-01).
"""

from __future__ import annotations

from math import ceil
from typing import TYPE_CHECKING, Final

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Mapping

#: The six factors, as observed properties: µg/m³, CO mg/m³.
FACTORS: Final = ("so2", "no2", "co", "o3", "pm10", "pm25")
#: Highest index.
HIGHEST: Final = 500

_STEPS: Final = (0, 50, 100, 150, 200, 300, 400, 500)
_PM10: Final = (0, 50, 120, 250, 350, 420, 500, 600)
_PM25: Final = (0, 35, 60, 115, 150, 250, 350, 500)
#: Concentrations at the steps, means of an hour; particles use the column of a day.
_HOUR: Final[Mapping[str, tuple[int, ...]]] = {
    "so2": (0, 150, 500, 650, 800),
    "no2": (0, 100, 200, 700, 1200, 2340, 3090, 3840),
    "co": (0, 5, 10, 35, 60, 90, 120, 150),
    "o3": (0, 160, 200, 300, 400, 800, 1000, 1200),
    "pm10": _PM10,
    "pm25": _PM25,
}
#: Means of a day; ozone: the highest mean of 8 hours.
_DAY: Final[Mapping[str, tuple[int, ...]]] = {
    "so2": (0, 50, 150, 475, 800, 1600, 2100, 2620),
    "no2": (0, 40, 80, 180, 280, 565, 750, 940),
    "co": (0, 2, 4, 14, 24, 36, 48, 60),
    "o3": (0, 100, 160, 215, 265, 800),
    "pm10": _PM10,
    "pm25": _PM25,
}


def hourly_index(means: Mapping[str, float]) -> int:
    """Return the index of one hour, 0..500, from the means by factor; others than the six are passed over."""
    return max((_index(_HOUR[key], key, value) for key, value in means.items() if key in _HOUR), default=0)


def daily_index(means: Mapping[str, float]) -> int:
    """Return the index of one day, 0..500, from the means by factor, of ozone the highest of 8 hours."""
    return max((_index(_DAY[key], key, value) for key, value in means.items() if key in _DAY), default=0)


def _index(column: tuple[int, ...], key: str, value: float) -> int:
    rounded = round(value, 1 if key == "co" else 0)
    # Past the end of a short column the index stays at its last step; interp does just that.
    return ceil(round(float(np.interp(rounded, column, _STEPS[: len(column)])), 9))
