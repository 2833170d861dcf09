"""Baseline: what is usual in a month and at an hour of the day, given in a document or fitted on history.

Months and hours are Beijing's, as people and their emissions keep them. Usual is the median, and the spread is the
median absolute deviation times 1.4826, which for a normal distribution is its standard deviation; a single storm moves
neither.

Source:
    Rousseeuw, Croux (1993): Alternatives to the Median Absolute Deviation. JASA 88 (424), 1273-1283 (the factor).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from rules.errors import RuleError
from sensing.instant import BEIJING

if TYPE_CHECKING:
    from sensing.batch import BoolArray, FloatArray, IntArray
    from sensing.section import Section

MONTHS: Final = 12
HOURS: Final = 24
#: Makes the median absolute deviation of a normal distribution its standard deviation.
MAD_SCALE: Final = 1.4826
#: A cell with fewer values borrows from its month, its hour, or the whole history.
LEAST_VALUES: Final = 20
_HOUR: Final = 3_600_000_000
_OFFSET: Final = round((BEIJING.utcoffset(None)).total_seconds()) * 1_000_000
#: Decimals that a fitted baseline keeps.
_DECIMALS: Final = 4

Grid = tuple[tuple[float, ...], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Baseline:
    """What is usual, canonical unit; 1 or 12 rows (months) of 1 or 24 columns (hours of the day)."""

    median: Grid
    #: More than zero; empty where levels are absolute.
    spread: Grid = ()


def read_baseline(when: Section, *, with_spread: bool) -> Baseline:
    """Return what stands under ``baseline``."""
    section = when.section("baseline", keys=("median", "spread"))
    median = _grid(section, "median")
    if not with_spread and not section.has("spread"):
        return Baseline(median=median)
    spread = _grid(section, "spread")
    if any(number <= 0 for row in spread for number in row):
        section.fail(f"{section.path('spread')}: expected numbers of more than zero", key="spread")
    return Baseline(median=median, spread=spread)


def _grid(section: Section, key: str) -> Grid:
    """Return one number, 12 (by month), 24 (by hour) or 12 lists of 24 (both)."""
    if not section.has(key):
        section.number(key)
    plain = section.plain(key)
    rows = plain if isinstance(plain, list) else [plain]
    if len(rows) == HOURS:
        rows = [rows]
    elif len(rows) == MONTHS:
        rows = [row if isinstance(row, list) else [row] for row in rows]
    else:
        rows = [rows]
    widths = {len(row) for row in rows}
    numbers = all(
        isinstance(n, int | float) and not isinstance(n, bool) and np.isfinite(n) for row in rows for n in row
    )
    if not numbers or widths not in ({1}, {HOURS}):
        detail = "expected a number, 12 (one a month), 24 (one an hour of the day) or 12 lists of 24"
        section.fail(f"{section.path(key)}: {detail}", key=key)
    return tuple(tuple(float(n) for n in row) for row in rows)


def write_baseline(baseline: Baseline) -> dict[str, Any]:
    """Return what ``read_baseline`` reads."""
    document = {"median": _plain(baseline.median)}
    return document | {"spread": _plain(baseline.spread)} if baseline.spread else document


def _plain(grid: Grid) -> Any:
    if len(grid) == 1:
        return list(grid[0]) if len(grid[0]) > 1 else grid[0][0]
    return [list(row) if len(row) > 1 else row[0] for row in grid]


def cells(time: IntArray) -> tuple[IntArray, IntArray]:
    """Return (month 0..11, hour 0..23) of some instants in Beijing."""
    local = time + _OFFSET
    month = (local // 1_000_000).astype("M8[s]").astype("M8[M]").astype(np.int64) % MONTHS
    return month, local // _HOUR % HOURS


def whole_grid(grid: Grid) -> FloatArray:
    """Return a grid for every month and hour, shape (12, 24)."""
    return np.broadcast_to(np.array(grid, dtype=np.float64), (MONTHS, HOURS)).copy()


def fit_baseline(time: IntArray, value: FloatArray) -> Baseline:
    """Return the baseline of a history by month and hour.

    Args:
        time: Phenomenon times, µs, shape (n,), in any order.
        value: Trusted values, canonical unit, shape (n,).

    Raises:
        RuleError: If there are too few values, or they never change.
    """
    if len(value) < LEAST_VALUES:
        raise RuleError(f"expected at least {LEAST_VALUES} values to fit a baseline, got {len(value)}", origin="fit")
    month, hour = cells(time)
    median, spread = np.zeros((MONTHS, HOURS)), np.zeros((MONTHS, HOURS))
    for m in range(MONTHS):
        for h in range(HOURS):
            for chosen in ((month == m) & (hour == h), month == m, hour == h, np.ones(len(value), dtype=np.bool_)):
                median[m, h], spread[m, h] = _usual(value, chosen)
                if chosen.sum() >= LEAST_VALUES and spread[m, h] > 0:
                    break
    if not spread.all():
        raise RuleError("expected values that differ to fit a baseline, more than half of them are equal", origin="fit")
    return Baseline(median=_rounded(median), spread=_rounded(np.maximum(spread, 10.0**-_DECIMALS)))


def _usual(value: FloatArray, chosen: BoolArray) -> tuple[float, float]:
    own = value[chosen]
    if not len(own):
        return 0.0, 0.0
    median = float(np.median(own))
    return median, float(np.median(np.abs(own - median))) * MAD_SCALE


def _rounded(grid: FloatArray) -> Grid:
    return tuple(tuple(round(float(n), _DECIMALS) for n in row) for row in grid)
