"""Routing: what a river will do here, from what it did upstream, after the water has travelled.

The simplest law that a duty officer can check by hand: level here at t + lag = a · level upstream at t + b, as the
correlation of corresponding stages (相应水位法) of Chinese hydrological forecasting has it. Tributaries in between, and
floods outside the range of the history it was fitted on, are not in it; the error of the fit says how well it did.

Source:
    GB/T 22482-2008 (hydrological information and forecasting), forecasting by corresponding stages.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from rules.errors import RuleError
from rules.form import read_positive
from sensing.duration import format_duration
from sensing.instant import span_micros

if TYPE_CHECKING:
    from datetime import timedelta

    from sensing.batch import BoolArray, FloatArray, IntArray
    from sensing.section import Section

#: Readings further apart are not joined by a line.
_LONGEST_GAP_STEPS: Final = 4
#: Fewest pairs of grid points that a fit rests on.
LEAST_PAIRS: Final = 48
_DECIMALS: Final = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class Upstream:
    """The gauge upstream, and how its stage becomes the one here."""

    station: str
    #: Travel time of the water.
    lag: timedelta
    #: Slope of the relation, more than zero.
    a: float
    #: Offset of the relation, canonical unit.
    b: float
    #: Root mean square error of the relation on the history it was fitted on, canonical unit; 0 where it is not known.
    error: float = 0.0


def read_upstream(when: Section) -> Upstream:
    """Return what stands under ``upstream``."""
    section = when.section("upstream", keys=("station", "lag", "a", "b", "error"))
    slope, error = section.number("a"), section.number("error", default=0.0)
    if slope <= 0:
        section.fail(f"{section.path('a')}: expected more than zero, got {slope:g}", key="a")
    if error < 0:
        section.fail(f"{section.path('error')}: expected zero or more, got {error:g}", key="error")
    return Upstream(
        station=section.text("station"),
        lag=read_positive(section, "lag"),
        a=slope,
        b=section.number("b"),
        error=error,
    )


def write_upstream(upstream: Upstream) -> dict[str, Any]:
    """Return what ``read_upstream`` reads."""
    document: dict[str, Any] = {
        "station": upstream.station,
        "lag": format_duration(upstream.lag),
        "a": upstream.a,
        "b": upstream.b,
    }
    return document | {"error": upstream.error} if upstream.error else document


@dataclass(frozen=True, slots=True, kw_only=True)
class Series:
    """A history of one gauge, ascending in time."""

    #: µs, shape (n,).
    time: IntArray
    #: Canonical unit, shape (n,).
    value: FloatArray


@dataclass(frozen=True, slots=True, kw_only=True)
class Fit:
    """A relation and how well it did."""

    lag: timedelta
    a: float
    b: float
    #: Root mean square error, canonical unit.
    error: float
    #: Correlation of the rises at the lag, 0 to 1.
    correlation: float
    #: Pairs of instants that it rests on.
    pairs: int

    def upstream(self, station: str) -> Upstream:
        """Return the fit as a document has it."""
        return Upstream(station=station, lag=self.lag, a=self.a, b=self.b, error=self.error)


def fit_routing(above: Series, here: Series, *, step: timedelta, most: timedelta) -> Fit:
    """Return the travel time and the linear relation between two gauges.

    Both histories are read off at every ``step``, by a line between readings no further apart than four steps. The lag
    is the one at which their changes per step correlate best: levels themselves correlate at any lag, because floods
    last long. Slope and offset are the least squares at that lag.

    Args:
        above: The gauge upstream.
        here: The gauge here.
        step: Resolution of the lag.
        most: Longest travel time that is tried.

    Raises:
        RuleError: If the histories have too little in common, or no rise comes down the river.
    """
    width = span_micros(step)
    begin = max(int(above.time[:1].sum()), int(here.time[:1].sum()) - span_micros(most)) // width * width
    end = max(int(above.time[-1:].sum()), int(here.time[-1:].sum()))
    grid = np.arange(begin, end + 1, width)
    up, down = _read_off(above, grid, width), _read_off(here, grid, width)
    best, lag = -1.0, -1
    for candidate in range(min(span_micros(most) // width, len(grid) - 2) + 1):
        found = _correlation(np.diff(up)[: len(grid) - 1 - candidate], np.diff(down)[candidate:])
        if found > best:
            best, lag = found, candidate
    if best <= 0:
        raise RuleError(f"expected at least {LEAST_PAIRS} common changes that go together, found none", origin="fit")
    known = _both(up[: len(grid) - lag], down[lag:])
    x, y = up[: len(grid) - lag][known], down[lag:][known]
    a, b = np.polyfit(x, y, 1)
    error = float(np.sqrt(np.mean((y - a * x - b) ** 2)))
    return Fit(
        lag=step * lag,
        a=round(float(a), _DECIMALS),
        b=round(float(b), _DECIMALS),
        error=round(error, _DECIMALS),
        correlation=round(best, _DECIMALS),
        pairs=len(x),
    )


def _read_off(series: Series, grid: IntArray, width: int) -> FloatArray:
    """Return the values at the instants of a grid, NaN where the readings around one are too far apart."""
    if not len(series.time):
        return np.full(len(grid), np.nan)
    after = np.clip(np.searchsorted(series.time, grid), 0, len(series.time) - 1)
    before = np.clip(np.searchsorted(series.time, grid, side="right") - 1, 0, len(series.time) - 1)
    near = series.time[after] - series.time[before] <= _LONGEST_GAP_STEPS * width
    inside = (grid >= series.time[0]) & (grid <= series.time[-1])
    # Counted from the first instant, microseconds are exact in a float.
    values = np.interp((grid - grid[0]).astype(np.float64), (series.time - grid[0]).astype(np.float64), series.value)
    return np.where(near & inside, values, np.nan)


def _both(one: FloatArray, other: FloatArray) -> BoolArray:
    return np.isfinite(one) & np.isfinite(other)


def _correlation(one: FloatArray, other: FloatArray) -> float:
    known = _both(one, other)
    x, y = one[known], other[known]
    if len(x) < LEAST_PAIRS or np.ptp(x) == 0 or np.ptp(y) == 0:
        return -1.0
    return float(np.corrcoef(x, y)[0, 1])
