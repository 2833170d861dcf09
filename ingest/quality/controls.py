"""Controls: the limits of every datastream, compiled into columns. Pure; made anew when registry or marks change.

A row is a datastream in ascending order of its number. The last row stands for every datastream that the registry
lacks: nothing is held against its readings.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import numpy as np

from ingest.quality.defaults import default_of
from ingest.quality.marked import spans_of
from sensing.instant import span_micros

if TYPE_CHECKING:
    import numpy.typing as npt

    from ingest.quality.defaults import Default
    from ingest.quality.marked import Spans
    from sensing.batch import FloatArray, Int32Array, IntArray
    from sensing.mark import Mark
    from sensing.station import Datastream, Registry, Station

#: No shorter time is taken for a rate: the resolution of a gauge, one step up within a second, is no flood.
RATE_FLOOR = timedelta(minutes=5)
#: Older than this on arrival is late, or two intervals of its datastream if that is more.
LATE = timedelta(hours=1)
#: How far a device's clock may lastingly run ahead of ours.
SKEW_AHEAD = timedelta(minutes=2)
#: How far it may lastingly be behind, or one and a half times the shortest interval of the station if that is more:
#: an hourly value may be stamped with the beginning of its hour.
SKEW_BEHIND = timedelta(minutes=10)
#: Neighbours vote with readings no older than this, or two intervals of the datastream if that is more.
VOTE = timedelta(hours=1)
#: A default never calls fewer intervals than this stuck.
FEWEST_STILL = 12
#: A default doubts a reading at once only for a step this many times its limit of a spike: below, the next reading
#: decides, and a rule has seen it by then. Water that rises metres within minutes must not be held back.
JUMP = 10
#: Months of a year; soft ranges have one pair each.
MONTHS = 12

_HOUR_MICROS = 3_600_000_000
_NEVER = np.iinfo(np.int64).max


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Controls:
    """Limits in columns of length n + 1 unless said otherwise; infinite or ``_NEVER`` where nothing is checked."""

    #: Datastream numbers ascending, int32, shape (n,).
    number: Int32Array
    #: Possible range, canonical unit.
    low: FloatArray
    high: FloatArray
    #: Usual range per month, January first, shape (n + 1, 12); None when no datastream has one.
    soft_low: FloatArray | None
    soft_high: FloatArray | None
    #: Fastest rise and fall, canonical unit per µs.
    rise: FloatArray
    fall: FloatArray
    #: Longest run of one value, µs, and the value at which standing still is normal (NaN: none).
    stuck: IntArray
    rest: FloatArray
    #: Steps between neighbours in time, canonical unit.
    spike: FloatArray
    #: Step so large that the reading is doubted before the next one has told a spike from a flood.
    jump: FloatArray
    shift: FloatArray
    oscillation: FloatArray
    #: A step up to this cannot fail any check of steps, canonical unit.
    calm: FloatArray
    #: Expected interval, and the longest pause over which readings are still neighbours in time, µs.
    interval: IntArray
    gap: IntArray
    #: Older than this on arrival is late, µs.
    late: IntArray
    #: Which clock stamps it: row of its station in ``stations``.
    clock: Int32Array
    stations: tuple[str, ...]
    #: Tolerated clock offset per station, µs, shape (stations,): ahead negative, behind positive.
    ahead: IntArray
    behind: IntArray
    #: Rows of the neighbours, -1 beyond the last, int32, shape (n + 1, most); no column when nobody has any.
    neighbours: Int32Array
    #: How far from their median is tolerated, and how old their readings may be, µs.
    disagreement: FloatArray
    vote: IntArray
    #: Rows of those it votes on, as ``neighbours``.
    dependents: Int32Array
    #: What people marked as bad; None when nothing is.
    spans: Spans | None = None

    def rows(self, datastream: npt.NDArray[np.integer]) -> npt.NDArray[np.intp]:
        """Return the row of each datastream number."""
        n = len(self.number)
        if n and self.number[0] == 1 and self.number[-1] == n:
            # The store gives dense numbers from 1: the usual case costs a subtraction.
            row = datastream.astype(np.intp) - 1
            row[(row < 0) | (row >= n)] = n
            return row
        row = np.searchsorted(self.number, datastream)
        row[row < n] = np.where(self.number[row[row < n]] == datastream[row < n], row[row < n], n)
        return row


@lru_cache(maxsize=4)
def controls_of(registry: Registry, marks: tuple[Mark, ...] = ()) -> Controls:
    """Return the controls of a registry and the marks on its stations."""
    controls = _unmarked(registry)
    if not marks:
        return controls

    def rows_of(mark: Mark) -> list[int]:
        station = registry.stations.get(mark.station)
        streams = station.datastreams if station else ()
        numbers = [stream.number for stream in streams if mark.property in ("", stream.property)]
        rows: list[int] = controls.rows(np.array(numbers, dtype=np.int32)).tolist()
        return rows

    return replace(controls, spans=spans_of(marks, rows_of=rows_of, n=len(controls.number) + 1))


@lru_cache(maxsize=2)
def _unmarked(registry: Registry) -> Controls:
    streams = sorted(
        ((station, stream) for station in registry.stations.values() for stream in station.datastreams),
        key=lambda pair: pair[1].number,
    )
    columns = _columns(registry, streams)
    stations = tuple(registry.stations)
    clocks = {station: row for row, station in enumerate(stations)}
    row_of = {(str(station.id), stream.property): row for row, (station, stream) in enumerate(streams)}
    neighbours, dependents = _neighbours(streams, row_of)
    behind = [span_micros(_behind(station)) for station in registry.stations.values()]
    return Controls(
        **columns,
        number=np.array([stream.number for _, stream in streams], dtype=np.int32),
        clock=np.array([*(clocks[station.id] for station, _ in streams), -1], dtype=np.int32),
        stations=stations,
        ahead=np.full(len(stations), -span_micros(SKEW_AHEAD), dtype=np.int64),
        behind=np.array(behind, dtype=np.int64),
        neighbours=neighbours,
        dependents=dependents,
    )


def _behind(station: Station) -> timedelta:
    shortest = min((stream.interval for stream in station.datastreams), default=timedelta(0))
    return max(SKEW_BEHIND, 1.5 * shortest)


def _columns(registry: Registry, streams: list[tuple[Station, Datastream]]) -> dict[str, Any]:
    rows = [_limits(stream, registry.channels[stream.number].low, registry.channels[stream.number].high)
            for _, stream in streams]  # fmt: skip
    rows.append(_NO_LIMITS)
    columns: dict[str, Any] = {
        name: np.array([row[name] for row in rows], dtype=np.int64 if name in _SPANS else np.float64)
        for name in _NO_LIMITS
    }
    soft = [_twelve(stream) for _, stream in streams]
    has_soft = any(pairs is not None for pairs in soft)
    wide = [(-np.inf, np.inf)] * MONTHS
    table = np.array([*(wide if pairs is None else pairs for pairs in soft), wide], dtype=np.float64)
    columns["soft_low"] = table[:, :, 0].copy() if has_soft else None
    columns["soft_high"] = table[:, :, 1].copy() if has_soft else None
    return columns


_SPANS = frozenset({"stuck", "interval", "gap", "late", "vote"})
#: The row of datastreams that the registry lacks.
_NO_LIMITS: dict[str, float] = {
    "low": -np.inf, "high": np.inf, "rise": np.inf, "fall": np.inf, "stuck": _NEVER, "rest": np.nan, "spike": np.inf,
    "shift": np.inf, "oscillation": np.inf, "jump": np.inf, "calm": np.inf, "disagreement": np.inf, "interval": 1,
    "gap": 0, "late": _NEVER, "vote": 0,
}  # fmt: skip


def _limits(stream: Datastream, low: float, high: float) -> dict[str, float]:
    """Return the row of one datastream: what it says itself, else the default of its property."""
    own, default = stream.limits, default_of(stream.property)
    interval = max(span_micros(stream.interval), 1)
    # A slower datastream may step further between two readings; a limit of its own is meant for its interval.
    growth = max(1.0, interval / span_micros(default.base))
    low, high = own.hard if own.hard is not None else (low, high)
    rise = _first(own.rise, default.rise) / _HOUR_MICROS
    fall = _first(own.fall, default.fall) / _HOUR_MICROS
    spike, shift, oscillation = (
        _first(said, None if usual is None else usual * growth)
        for said, usual in (
            (own.spike, default.spike), (own.shift, default.shift), (own.oscillation, default.oscillation)
        )
    )  # fmt: skip
    return {
        "low": low,
        "high": high,
        "rise": rise,
        "fall": fall,
        "stuck": _stuck(stream, default),
        "rest": np.nan if default.rest is None else default.rest,
        "spike": spike,
        "jump": spike if own.spike is not None else spike * JUMP,
        "shift": shift,
        "oscillation": oscillation,
        "calm": min(spike, shift, oscillation, min(rise, fall) * span_micros(RATE_FLOOR)),
        "interval": interval,
        "gap": span_micros(stream.silent_after),
        "late": max(span_micros(LATE), 2 * interval),
        "disagreement": _first(own.disagreement, default.disagreement),
        "vote": max(span_micros(VOTE), 2 * interval),
    }


def _first(said: float | None, usual: float | None) -> float:
    value = usual if said is None else said
    return float("inf") if value is None else value


def _stuck(stream: Datastream, default: Default) -> int:
    if stream.limits.stuck is not None:
        return span_micros(stream.limits.stuck)
    return _NEVER if default.stuck is None else span_micros(max(default.stuck, FEWEST_STILL * stream.interval))


def _twelve(stream: Datastream) -> list[tuple[float, float]] | None:
    """Return the soft range of each month; None when the datastream has none."""
    pairs = stream.limits.soft
    if not pairs:
        return None
    return list(pairs) if len(pairs) == MONTHS else [pairs[0]] * MONTHS


def _neighbours(
    streams: list[tuple[Station, Datastream]], row_of: dict[tuple[str, str], int]
) -> tuple[Int32Array, Int32Array]:
    """Return who votes on each row, and on whom each row votes; a neighbour that does not measure it is left out."""
    voters: list[list[int]] = [[] for _ in range(len(streams) + 1)]
    voted: list[list[int]] = [[] for _ in range(len(streams) + 1)]
    for row, (station, stream) in enumerate(streams):
        for name in stream.limits.neighbours:
            voter = row_of.get((name, stream.property))
            if voter is not None and name != station.id:
                voters[row].append(voter)
                voted[voter].append(row)
    return _table(voters), _table(voted)


def _table(lists: list[list[int]]) -> Int32Array:
    width = max(map(len, lists), default=0)
    return np.array([[*each, *[-1] * (width - len(each))] for each in lists], dtype=np.int32).reshape(len(lists), width)
