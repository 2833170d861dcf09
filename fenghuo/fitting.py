"""Fitting: what a rule is fitted on, as a file or an export has it, and how a fit is written for a person to paste."""

from __future__ import annotations

import csv
import json
import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from rules.backtest.label_table import instant_of
from rules.errors import RuleError
from rules.feature.baseline import LEAST_VALUES, cells, whole_grid, write_baseline
from rules.feature.routing import Series, write_upstream
from sensing.document import write_document
from sensing.exchange.column import columns_of
from sensing.exchange.table import TableError
from sensing.exchange.value import CellError
from sensing.instant import format_instant, from_micros, to_micros

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from rules.feature.baseline import Baseline
    from rules.feature.routing import Fit
    from sensing.exchange.column import Names

_NAMES: Names = {
    "time": ("时间", "观测时间", "监测时间", "t", "phenomenon time", "datetime"),
    "value": ("值", "数值", "监测值", "v"),
    "property": ("要素", "监测要素"),
    "quality": ("质量", "质量标志", "q"),
}
#: What the quality of a reading may say that a fit rests on.
_GOOD: Final = frozenset({"", "good"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Readings:
    """The readings that a fit rests on."""

    #: Where they are from: a station or a file.
    origin: str
    series: Series
    #: Rows that are no reading or not good.
    left_out: int

    @property
    def words(self) -> str:
        """Return what they are."""
        time = self.series.time
        span = f"{_day(time[0])} … {_day(time[-1])}" if len(time) else "none"
        return f"{self.origin}: {len(time):,} good readings, {span}, {self.left_out:,} left out"


def read_readings(lines: Iterable[str], *, origin: str, prop: str = "") -> Readings:
    """Return the good readings of a CSV, as ``fenghuo export observations`` writes it or with any time and value.

    Args:
        lines: Of the file, header first.
        origin: What the file is called in messages.
        prop: Only this observed property, where the file has a column for it.

    Raises:
        RuleError: If there is no column for time or value.
    """
    rows = csv.reader(lines)
    header = next(rows, [])
    try:
        places, _ = columns_of(header, names=_NAMES, mapping={}, where=origin)
    except TableError as error:
        raise RuleError(str(error), origin=origin) from None
    if missing := [name for name in ("time", "value") if name not in places]:
        raise RuleError(f"expected a column {missing[0]}, the header has {', '.join(header[:20])}", origin=origin)
    found: dict[int, float] = {}
    left_out = 0
    for row in rows:
        if prop and "property" in places and _cell(row, places, "property") != prop:
            continue
        reading = _reading(row, places)
        left_out += reading is None
        if reading is not None:
            found[reading[0]] = reading[1]
    time = np.array(sorted(found), dtype=np.int64)
    value = np.array([found[at] for at in time.tolist()], dtype=np.float64)
    return Readings(origin=origin, series=Series(time=time, value=value), left_out=left_out)


def _cell(row: Sequence[str], places: Mapping[str, int], name: str) -> str:
    place = places.get(name, len(row))
    return row[place].strip() if place < len(row) else ""


def _reading(row: Sequence[str], places: Mapping[str, int]) -> tuple[int, float] | None:
    if _cell(row, places, "quality").casefold() not in _GOOD:
        return None
    try:
        time = to_micros(instant_of("time", _cell(row, places, "time")))
        value = float(_cell(row, places, "value"))
    except (CellError, ValueError):
        return None
    return (time, value) if math.isfinite(value) else None


def baseline_json(fitted: Baseline, readings: Readings) -> dict[str, Any]:
    """Return a baseline as a document has it, and how far the readings that it was fitted on lie from it."""
    series = readings.series
    month, hour = cells(series.time)
    apart = np.abs(series.value - whole_grid(fitted.median)[month, hour])
    own = np.bincount(month * 24 + hour, minlength=288)
    return {
        "baseline": write_baseline(fitted),
        "error": {
            "median": round(float(np.median(apart)), 4),
            "within_95": round(float(np.quantile(apart, 0.95)), 4),
            "readings": len(series.time),
            "borrowed_cells": int((own < LEAST_VALUES).sum()),
        },
    }


def routing_json(fitted: Fit, *, station: str) -> dict[str, Any]:
    """Return a relation as a document has it, and how well it did on the history that it was fitted on."""
    return {
        "upstream": write_upstream(fitted.upstream(station)),
        "error": {"rms": fitted.error, "correlation": fitted.correlation, "pairs": fitted.pairs},
    }


def baseline_yaml(found: dict[str, Any], readings: Readings) -> str:
    """Return a baseline as the piece of YAML to put under ``when``."""
    error = found["error"]
    grids = [f"  {key}:{_grid(grid)}" for key, grid in found["baseline"].items()]
    return "\n".join(
        (
            f"# {readings.words}",
            f"# on these readings: half lie within {error['median']:g} of it, 95 of 100 within {error['within_95']:g}",
            f"# {error['borrowed_cells']} of 288 cells (month, hour) with fewer than {LEAST_VALUES} readings borrow",
            "baseline:",
            *grids,
        )
    )


def _grid(grid: Any) -> str:
    if not isinstance(grid, list):
        return f" {grid}"
    if not isinstance(grid[0], list):
        return f" {json.dumps(grid)}"
    return "".join(f"\n    - {json.dumps(row)}" for row in grid)


def routing_yaml(found: dict[str, Any], *, above: Readings, here: Readings) -> str:
    """Return a relation as the piece of YAML to put under ``when``."""
    error = found["error"]
    return "\n".join(
        (
            f"# upstream {above.words}",
            f"# here {here.words}",
            f"# on these readings: root mean square error {error['rms']:g} ({error['pairs']:,} pairs),",
            f"# correlation of the changes {error['correlation']:.3f}",
            write_document({"upstream": found["upstream"]}).rstrip(),
        )
    )


def _day(micros: int) -> str:
    return format_instant(from_micros(int(micros)))
