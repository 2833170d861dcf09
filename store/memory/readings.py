"""The twin's time series: readings, latest values, aggregates and the tail for recovery."""

from __future__ import annotations

import math
from collections import defaultdict
from operator import itemgetter
from typing import TYPE_CHECKING

import numpy as np

from sensing.batch import make_batch
from sensing.instant import Micros, span_micros
from sensing.quality import Check, Quality
from sensing.station import StationId
from sensing.stored import LatestReading
from store.buckets import ORIGIN, check_how
from store.memory.tables import Reading

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from datetime import timedelta

    from sensing.batch import Batch, FloatArray, IntArray
    from store.memory.tables import Tables, Writer

_REDUCERS: dict[str, Callable[[list[float]], float]] = {
    "min": min,
    "max": max,
    "mean": lambda values: math.fsum(values) / len(values),
    "sum": math.fsum,
    "count": len,
    "last": itemgetter(-1),
}


def append(writer: Writer, batch: Batch) -> int:
    """Store readings whose (datastream, phenomenon time) is new; return how many were."""
    tables = writer.tables
    new = 0
    for number, reading in _first_of_each(_rows(batch)):
        series = tables.observations.setdefault(number, {})
        if reading.phenomenon_time not in series:
            writer.put(series, reading.phenomenon_time, reading)
            new += 1
        newest = tables.latest.get(number)
        if newest is None or newest.recency < reading.recency:
            writer.put(tables.latest, number, reading)
    return new


def _first_of_each(rows: Iterable[tuple[int, Reading]]) -> Iterable[tuple[int, Reading]]:
    """Return the rows without those that repeat an earlier one of the same batch."""
    firsts: dict[tuple[int, int], Reading] = {}
    for number, reading in rows:
        firsts.setdefault((number, reading.phenomenon_time), reading)
    return ((number, reading) for (number, _), reading in firsts.items())


def _rows(batch: Batch) -> Iterable[tuple[int, Reading]]:
    readings = map(
        Reading,
        batch.phenomenon_time.tolist(),
        batch.result_time.tolist(),
        batch.value.tolist(),
        batch.quality.tolist(),
        batch.why.tolist(),
        batch.lon.tolist(),
        batch.lat.tolist(),
    )
    return zip(batch.datastream.tolist(), readings, strict=True)


def latest(tables: Tables, *, station: str | None, since: Micros | None) -> list[LatestReading]:
    """Return the newest reading of each datastream still registered, by datastream number."""
    found = []
    for number, (owner, key) in sorted(_registered(tables).items()):
        reading = tables.latest.get(number)
        if reading is None or (station is not None and owner != station):
            continue
        if since is None or reading.result_time > since:
            found.append(_latest_reading(owner, key, reading=reading))
    return found


def _latest_reading(owner: str, key: str, *, reading: Reading) -> LatestReading:
    is_moving = not math.isnan(reading.lon)
    return LatestReading(
        station=StationId(owner),
        property=key,
        phenomenon_time=Micros(reading.phenomenon_time),
        result_time=Micros(reading.result_time),
        value=reading.value,
        quality=Quality(reading.quality),
        why=Check(reading.why),
        lon=reading.lon if is_moving else None,
        lat=reading.lat if is_moving else None,
    )


def _registered(tables: Tables) -> dict[int, tuple[str, str]]:
    return {
        stream.number: (station.id, stream.property)
        for station in tables.stations.values()
        for stream in station.datastreams
    }


def span(tables: Tables, number: int, *, start: Micros, end: Micros) -> list[Reading]:
    """Return a datastream's readings with start ≤ phenomenon time < end, ascending."""
    series = tables.observations.get(number, {})
    return [series[t] for t in sorted(series) if start <= t < end]


def columns(rows: Iterable[tuple[int, Reading]]) -> Batch:
    """Return readings as a batch."""
    listed = list(rows)
    return make_batch(
        datastream=[number for number, _ in listed],
        **{name: [getattr(reading, name) for _, reading in listed] for name in Reading._fields},
    )


def aggregate(readings: Iterable[Reading], *, every: timedelta, how: str) -> tuple[IntArray, FloatArray]:
    """Return bucket starts (µs) and one value per bucket that holds a usable reading, ascending."""
    check_how(how)
    width = span_micros(every)
    buckets: dict[int, list[float]] = defaultdict(list)
    for reading in readings:
        if reading.quality >= Quality.UNRELIABLE:
            continue
        start = reading.phenomenon_time - (reading.phenomenon_time - ORIGIN) % width
        buckets[start].append(reading.value)
    values = [float(_REDUCERS[how](held)) for held in buckets.values()]
    return np.array(list(buckets), dtype=np.int64), np.array(values, dtype=np.float64)


def tail(tables: Tables, *, since: Micros) -> Batch:
    """Return all readings since an instant and each datastream's last one before it, by phenomenon time."""
    rows: list[tuple[int, Reading]] = []
    for number in _registered(tables):
        series = tables.observations.get(number, {})
        earlier = max((t for t in series if t < since), default=None)
        rows += [(number, reading) for t, reading in series.items() if t >= since or t == earlier]
    rows.sort(key=lambda row: (row[1].phenomenon_time, row[0]))
    return columns(rows)
