"""The twin's time series: readings, latest values, aggregates and the tail for recovery."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from sensing.batch import make_batch, revisions_of
from sensing.instant import Micros
from sensing.quality import Check, Quality
from sensing.station import StationId
from sensing.stored import LatestReading
from store.buckets import ORIGIN
from store.revisions import Reading, Revised, settle
from store.rollups import HOUR, buckets_of, combined, no_buckets, reduced

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from sensing.batch import Batch, FloatArray, IntArray
    from store.memory.tables import Tables, Writer


def append(writer: Writer, batch: Batch) -> int:
    """Store readings whose (datastream, phenomenon time) is new; return how many were.

    A higher revision replaces what is stored; whatever else comes for an instant is recorded beside it.
    """
    tables = writer.tables
    new = 0
    for (number, time), arrivals in _by_key(batch).items():
        best = max(arrivals, key=lambda arrival: arrival.revision)
        series = tables.observations.setdefault(number, {})
        if time not in series:
            _keep(writer, number, best)
            arrivals.remove(best)
            new += 1
        known = Revised(tables.revisions.get((number, time), 0), series[time])
        kept, beside = settle(known, arrivals)
        if kept != known:
            _keep(writer, number, kept)
        _show(writer, number, kept.reading)
        for each in beside:
            key = (number, time, each.revision, each.reading.value)
            if key not in tables.beside:
                writer.put(tables.beside, key, each.reading)
    return new


def settle_again(writer: Writer, number: int, time: Micros) -> None:
    """Decide anew what is kept of one instant, once what a person put there no longer stands."""
    tables = writer.tables
    append(writer, beside(tables, number, start=time, end=Micros(time + 1)))
    kept = tables.observations.get(number, {}).get(time)
    key = (number, time, tables.revisions.get((number, time), 0), kept.value if kept else 0.0)
    if key in tables.beside:
        writer.drop(tables.beside, key)


def _show(writer: Writer, number: int, kept: Reading) -> None:
    """Bring the latest value up to date with a reading that is kept now."""
    tables = writer.tables
    newest = tables.latest.get(number)
    if newest is not None and newest.phenomenon_time == kept.phenomenon_time:
        # A correction may have arrived before another reading that it was newer than.
        kept = max(tables.observations[number].values(), key=lambda reading: reading.recency)
    if newest is None or newest.phenomenon_time == kept.phenomenon_time or newest.recency < kept.recency:
        writer.put(tables.latest, number, kept)


def _keep(writer: Writer, number: int, revised: Revised) -> None:
    reading = revised.reading
    writer.put(writer.tables.observations[number], reading.phenomenon_time, reading)
    if revised.revision:
        writer.put(writer.tables.revisions, (number, reading.phenomenon_time), revised.revision)


def _by_key(batch: Batch) -> dict[tuple[int, int], list[Revised]]:
    """Return the readings of each instant of each datastream, in order of arrival."""
    found: dict[tuple[int, int], list[Revised]] = {}
    for revision, (number, reading) in zip(revisions_of(batch).tolist(), _rows(batch), strict=True):
        found.setdefault((number, reading.phenomenon_time), []).append(Revised(revision, reading))
    return found


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


def latest(tables: Tables, *, station: str | None, since: Micros | None, within: str = "") -> list[LatestReading]:
    """Return the newest reading of each datastream of a subtree still registered, by datastream number."""
    found = []
    for number, (owner, key) in sorted(_registered(tables).items()):
        reading = tables.latest.get(number)
        if reading is None or (station is not None and owner != station):
            continue
        if not tables.stations[owner].division.startswith(within):
            continue
        if since is None or reading.result_time > since:
            found.append(_latest_reading(owner, key, reading=reading))
    return found


def readings_at(
    tables: Tables, *, since: Micros, at: Micros, properties: Collection[str] | None, within: str = ""
) -> list[LatestReading]:
    """Return the newest reading of each registered datastream with since < phenomenon time ≤ at, by number."""
    found = []
    for number, (owner, key) in sorted(_registered(tables).items()):
        if not tables.stations[owner].division.startswith(within) or (properties is not None and key not in properties):
            continue
        past = span(tables, number, start=Micros(since + 1), end=Micros(at + 1))
        if past:
            found.append(_latest_reading(owner, key, reading=max(past, key=lambda each: each.phenomenon_time)))
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


def beside(tables: Tables, number: int, *, start: Micros, end: Micros) -> Batch:
    """Return the readings recorded beside those kept, by time, revision and value."""
    keys = sorted(key for key in tables.beside if key[0] == number and start <= key[1] < end)
    found = columns((number, tables.beside[key]) for key in keys)
    return replace(found, revision=np.array([key[2] for key in keys], dtype=np.int8))


def aggregate(
    tables: Tables, number: int, *, start: Micros, end: Micros, width: int, offset: int, how: str
) -> tuple[IntArray, FloatArray]:
    """Return bucket starts (µs) and one value per bucket that holds a usable reading, ascending."""
    origin = ORIGIN + offset
    batch = columns((number, reading) for reading in span(tables, number, start=start, end=end))
    if width % HOUR or offset % HOUR:
        return reduced(buckets_of(batch, width=width, origin=origin), how)
    final = tables.kept_since.get(number, start)
    hours = buckets_of(batch.take(batch.phenomenon_time >= final), width=HOUR, origin=ORIGIN)
    rolled = tables.rolled.get(number, no_buckets())
    rolled = rolled[(rolled["start"] >= start) & (rolled["start"] + HOUR <= end)]
    return reduced(combined(np.concatenate((rolled, hours)), width=width, origin=origin), how)


def expire(writer: Writer, number: int, *, until: int) -> int:
    """Drop a datastream's readings before an instant; its hours stay."""
    tables = writer.tables
    series = tables.observations.get(number, {})
    dropped = [series[time] for time in sorted(series) if time < until]
    if not dropped:
        return 0
    final = tables.kept_since.get(number, dropped[0].phenomenon_time)
    hours = buckets_of(
        columns((number, reading) for reading in dropped if reading.phenomenon_time >= final),
        width=HOUR,
        origin=ORIGIN,
    )
    writer.put(tables.rolled, number, np.concatenate((tables.rolled.get(number, no_buckets()), hours)))
    writer.put(tables.kept_since, number, max(until, final))
    writer.put(tables.observations, number, {time: reading for time, reading in series.items() if time >= until})
    for corrected in [key for key in tables.revisions if key[0] == number and key[1] < until]:
        writer.drop(tables.revisions, corrected)
    for other in [key for key in tables.beside if key[0] == number and key[1] < until]:
        writer.drop(tables.beside, other)
    return len(dropped)


def tail(tables: Tables, *, since: Micros) -> Batch:
    """Return all readings since an instant and each datastream's last ones before it, by phenomenon time.

    Before it: the last one, and where that is not good the last one of each better quality.
    """
    rows: list[tuple[int, Reading]] = []
    for number in _registered(tables):
        series = tables.observations.get(number, {})
        best = len(Quality)
        for time in sorted((t for t in series if t < since), reverse=True):
            if series[time].quality < best:
                best = series[time].quality
                rows.append((number, series[time]))
            if best == Quality.GOOD:
                break
        rows += [(number, reading) for t, reading in series.items() if t >= since]
    rows.sort(key=lambda row: (row[1].phenomenon_time, row[0]))
    return columns(rows)
