"""Series: indices of many hours or days at once, from the hourly means or newest values of the factors. Pure."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import numpy as np

from rules.index.aqi import daily, edition_on, hourly
from rules.index.means import DAY_HOURS, daily_mean, highest_of_eight
from rules.index.water import Body, water_quality
from sensing.instant import BEIJING, from_micros

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sensing.batch import FloatArray, IntArray

_HOUR = 3_600_000_000


def hourly_aqi(means: Mapping[str, FloatArray], starts: IntArray) -> dict[int, int]:
    """Return the index by the end of each hour (µs) that has one.

    Args:
        means: Valid hourly means by factor, NaN where there is none, shape (n,).
        starts: Beginning of each hour, µs, shape (n,).
    """
    found: dict[int, int] = {}
    for place, start in enumerate(starts.tolist()):
        day = from_micros(start).astimezone(BEIJING).date()
        report = hourly({factor: _known(column[place]) for factor, column in means.items()}, edition=edition_on(day))
        if report.index is not None:
            found[start + _HOUR] = report.index
    return found


def daily_aqi(means: Mapping[str, FloatArray], starts: IntArray) -> dict[int, int]:
    """Return the index by the end of each day in Beijing (µs) that has one.

    Args:
        means: Valid hourly means by factor, NaN where there is none, whole days, shape (24 d,).
        starts: Beginning of each hour, µs, shape (24 d,).
    """
    found: dict[int, int] = {}
    for first in range(0, len(starts) - DAY_HOURS + 1, DAY_HOURS):
        start = int(starts[first])
        hours = {factor: column[first : first + DAY_HOURS] for factor, column in means.items()}
        values = {
            factor: highest_of_eight(column) if factor == "o3" else daily_mean(column)
            for factor, column in hours.items()
        }
        report = daily(values, edition=edition_on(from_micros(start).astimezone(BEIJING).date()))
        if report.index is not None:
            found[start + DAY_HOURS * _HOUR] = report.index
    return found


def water_classes(
    newest: Mapping[str, FloatArray], starts: IntArray, *, lasts: Mapping[str, timedelta], body: Body
) -> dict[int, int]:
    """Return the class by the end of each hour (µs) in which any factor was measured.

    Args:
        newest: Last value of each hour by factor, NaN where there is none, shape (n,).
        starts: Beginning of each hour, µs, shape (n,).
        lasts: How long a value of each factor stands for the water.
        body: What kind of water.
    """
    if not newest:
        return {}
    is_fresh = np.any([np.isfinite(column) for column in newest.values()], axis=0)
    carried = {
        factor: _carried(column, hours=max(1, lasts[factor] // timedelta(hours=1))) for factor, column in newest.items()
    }
    found: dict[int, int] = {}
    for place in np.flatnonzero(is_fresh).tolist():
        values = {factor: float(column[place]) for factor, column in carried.items() if np.isfinite(column[place])}
        quality = water_quality(values, body=body)
        if quality.grade is not None:
            found[int(starts[place]) + _HOUR] = int(quality.grade)
    return found


def _known(value: float) -> float | None:
    return float(value) if np.isfinite(value) else None


def _carried(column: FloatArray, *, hours: int) -> FloatArray:
    """Return a column in which the last value stands for some hours more."""
    carried = column.copy()
    for step in range(1, min(hours, len(column))):
        later = np.full(len(column), np.nan)
        later[step:] = column[:-step]
        carried = np.where(np.isfinite(carried), carried, later)
    return carried
