"""AQI: the individual and the air quality index, by the edition of the standard that is in force that day.

An individual index (IAQI) is interpolated between the breakpoints of its factor and always rounded up; the index is
the highest of them. With a factor missing the index is published only if the others already give more than 100.
Indices beyond the last breakpoint are 500. A one-hour mean beyond its column: HJ 633-2026 caps the index, HJ 633-2012
has no value for it (the 24-hour column is to be used then).

Source:
    HJ 633-2026, 5.1 to 5.3, table 1 (in force from 2026-03-01); HJ 633-2012, 4.2 and 4.3, table 1.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from rules.index.rounding import half_even, up
from sensing.level import Level

if TYPE_CHECKING:
    from collections.abc import Mapping


class Edition(StrEnum):
    """Which edition of the standard."""

    HJ_633_2012 = "HJ 633-2012"
    HJ_633_2026 = "HJ 633-2026"


class Mean(StrEnum):
    """Over which time a concentration is averaged."""

    HOUR = "1h"
    EIGHT_HOURS = "8h"
    DAY = "24h"


class Category(StrEnum):
    """What an index means to people."""

    EXCELLENT = "优"
    GOOD = "良"
    LIGHT = "轻度污染"
    MODERATE = "中度污染"
    HEAVY = "重度污染"
    SEVERE = "严重污染"


#: First day on which HJ 633-2026 is in force.
IN_FORCE_2026: Final = date(2026, 3, 1)
#: The six factors, as observed properties.
FACTORS: Final = ("so2", "no2", "co", "o3", "pm10", "pm25")
#: Highest index.
HIGHEST: Final = 500
#: Index above which there is a primary pollutant.
CLEAN: Final = 50
#: Index above which a missing factor keeps nothing back.
POLLUTED: Final = 100

_STEPS: Final = (0, 50, 100, 150, 200, 300, 400, 500)
#: Concentrations at the steps of the index: µg/m³, CO mg/m³. A column that ends early has no value beyond.
_COLUMNS: Final[Mapping[tuple[str, Mean], tuple[int, ...]]] = {
    ("so2", Mean.DAY): (0, 50, 150, 475, 800, 1600, 2100, 2620),
    ("so2", Mean.HOUR): (0, 150, 500, 650, 800),
    ("no2", Mean.DAY): (0, 40, 80, 180, 280, 565, 750, 940),
    ("no2", Mean.HOUR): (0, 100, 200, 700, 1200, 2340, 3090, 3840),
    ("co", Mean.DAY): (0, 2, 4, 14, 24, 36, 48, 60),
    ("co", Mean.HOUR): (0, 5, 10, 35, 60, 90, 120, 150),
    ("o3", Mean.EIGHT_HOURS): (0, 100, 160, 215, 265, 800),
    ("o3", Mean.HOUR): (0, 160, 200, 300, 400, 800, 1000, 1200),
    ("pm10", Mean.DAY): (0, 50, 120, 250, 350, 420, 500, 600),
    ("pm25", Mean.DAY): (0, 35, 60, 115, 150, 250, 350, 500),
}
#: What the edition of 2012 has instead.
_OF_2012: Final[Mapping[tuple[str, Mean], tuple[int, ...]]] = {
    ("pm10", Mean.DAY): (0, 50, 150, 250, 350, 420, 500, 600),
    ("pm25", Mean.DAY): (0, 35, 75, 115, 150, 250, 350, 500),
}
#: Particles have no column for an hour: the real-time report uses that of a day.
_PARTICLES: Final = frozenset({"pm10", "pm25"})
_CATEGORIES: Final = tuple(zip((50, 100, 150, 200, 300, HIGHEST), Category, strict=True))


def edition_on(day: date) -> Edition:
    """Return the edition in force on a day in Beijing."""
    return Edition.HJ_633_2026 if day >= IN_FORCE_2026 else Edition.HJ_633_2012


def iaqi(factor: str, concentration: float, *, mean: Mean, edition: Edition) -> int | None:
    """Return the individual index of a factor; None where the column of its mean has no value for it.

    Args:
        factor: One of ``FACTORS``.
        concentration: µg/m³, CO mg/m³; the mean, not yet rounded.
        mean: Over which time it was averaged; particles of an hour use the column of a day.
        edition: Which edition.
    """
    column = Mean.DAY if factor in _PARTICLES and mean is Mean.HOUR else mean
    limits = _COLUMNS[factor, column]
    if edition is Edition.HJ_633_2012:
        limits = _OF_2012.get((factor, column), limits)
    value = max(half_even(concentration, places=1 if factor == "co" else 0), Decimal(0))
    for place, limit in enumerate(limits[1:], start=1):
        if value <= limit:
            low, index = limits[place - 1], _STEPS[place - 1]
            step = Decimal(_STEPS[place] - index)
            return up(step * (value - low) / Decimal(limit - low) + index)
    if len(limits) == len(_STEPS):
        return HIGHEST
    return _STEPS[len(limits) - 1] if edition is Edition.HJ_633_2026 else None


def category_of(index: int) -> Category:
    """Return what an index means to people."""
    return next(category for highest, category in _CATEGORIES if index <= highest)


@dataclass(frozen=True, slots=True, kw_only=True)
class AirQuality:
    """The air quality index of a station at an instant, hour or day."""

    edition: Edition
    #: 0 to 500; None where it may not be published (NA).
    index: int | None
    #: Individual index by factor, of those that have one.
    parts: Mapping[str, int]
    #: Factors with the highest individual index, where it is above 50.
    primary: tuple[str, ...]
    #: Factors that are monitored and have no valid mean.
    missing: tuple[str, ...]

    @property
    def category(self) -> Category | None:
        """Return what it means to people, None without an index."""
        return None if self.index is None else category_of(self.index)


def hourly(means: Mapping[str, float | None], *, edition: Edition) -> AirQuality:
    """Return the real-time index of an hour.

    Args:
        means: Mean of the hour by factor, of those that are monitored; None where it is missing or invalid.
        edition: Which edition.
    """
    parts = {
        factor: part
        for factor, value in means.items()
        if value is not None and (part := iaqi(factor, value, mean=Mean.HOUR, edition=edition)) is not None
    }
    return _joined(parts, edition=edition, missing=tuple(factor for factor in means if factor not in parts))


def daily(means: Mapping[str, float | None], *, edition: Edition) -> AirQuality:
    """Return the index of a day.

    Args:
        means: Mean of 24 hours by factor, for ``o3`` the highest mean of 8 hours; None where missing or invalid.
        edition: Which edition.
    """
    parts: dict[str, int] = {}
    for factor, value in means.items():
        mean = Mean.EIGHT_HOURS if factor == "o3" else Mean.DAY
        part = None if value is None else iaqi(factor, value, mean=mean, edition=edition)
        if part is not None:
            parts[factor] = part
    return _joined(parts, edition=edition, missing=tuple(factor for factor in means if factor not in parts))


def _joined(parts: Mapping[str, int], *, edition: Edition, missing: tuple[str, ...]) -> AirQuality:
    highest = max(parts.values(), default=None)
    # HJ 633-2026, 5.3.1: what is missing could only make it worse, so an index that is bad already stands.
    is_known = highest is not None and (not missing or highest > POLLUTED)
    index = highest if is_known else None
    primary = tuple(factor for factor, part in parts.items() if part == index) if index and index > CLEAN else ()
    return AirQuality(edition=edition, index=index, parts=dict(parts), primary=primary, missing=missing)


def level_of(index: int) -> Level:
    """Return the warning colour that the category of an index suggests: light pollution is blue, severe is red."""
    place = list(Category).index(category_of(index))
    return Level(max(0, place - 1))
