"""The time series as it is read: latest values, readings packed or not, and the tail for recovery."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from sensing.batch import concat
from sensing.instant import Micros, to_micros
from sensing.quality import Check, Quality
from sensing.station import StationId
from sensing.stored import LatestReading
from store.postgres.aged import merged
from store.postgres.columns import batch_of
from store.postgres.instants import cursor, instant
from store.queries import named_queries
from store.unpacking import decode

if TYPE_CHECKING:
    from collections.abc import Collection

    from sensing.batch import Batch, BoolArray
    from store.postgres.session import Session

_SQL = named_queries("readings")


def latest(session: Session, *, station: str | None, since: Micros | None, within: str = "") -> list[LatestReading]:
    """Return the newest reading of each registered datastream of a subtree, by datastream number."""
    rows = session.rows(_SQL["latest"], station=station, since=cursor(since), within=within)
    return [_latest_reading(row) for row in rows]


def readings_at(
    session: Session, *, since: Micros, at: Micros, properties: Collection[str] | None, within: str = ""
) -> list[LatestReading]:
    """Return the newest reading of each registered datastream with since < phenomenon time ≤ at, by number."""
    keys = None if properties is None else sorted(properties)
    rows = session.rows(_SQL["readings_at"], since=instant(since), at=instant(at), properties=keys, within=within)
    return [_latest_reading(row) for row in rows]


def _latest_reading(row: tuple[Any, ...]) -> LatestReading:
    station, key, phenomenon_time, result_time, value, quality, why, lon, lat = row
    return LatestReading(
        station=StationId(station),
        property=key,
        phenomenon_time=to_micros(phenomenon_time),
        result_time=to_micros(result_time),
        value=value,
        quality=Quality(quality),
        why=Check(why),
        lon=lon,
        lat=lat,
    )


def observations(
    session: Session, number: int, *, start: Micros, end: Micros, after: Micros | None, limit: int
) -> Batch:
    """Return a datastream's readings with start ≤ phenomenon time < end, ascending."""
    arrays = session.raw(
        _SQL["observations"],
        number=number,
        start=instant(start),
        end=instant(end),
        after=cursor(after),
        limit=limit,
    )
    first = start if after is None else max(start, after + 1)
    return merged(arrays, start=first, end=end, limit=limit)


def tail(session: Session, *, since: Micros) -> Batch:
    """Return all readings since an instant and each datastream's last ones before it, by phenomenon time.

    Before it: the last one, and where that is not good the last one of each better quality, as far as that is among the
    readings that are not packed or in the newest packed week.
    """
    *columns, blobs = session.raw(_SQL["tail"], since=instant(since))
    found = concat([batch_of(columns), decode(blobs)])
    found = found.take(np.lexsort((found.phenomenon_time, found.datastream)))
    is_before = found.phenomenon_time < since
    found = found.take(~is_before | _is_last(found, is_before))
    return found.take(np.lexsort((found.datastream, found.phenomenon_time)))


def _is_last(found: Batch, is_before: BoolArray) -> BoolArray:
    """Return which readings before the instant are the last of their quality, and no better one came later."""
    newest = np.full(int(found.datastream.max(initial=-1)) + 1, -1, dtype=np.int64)
    is_last = np.zeros(len(found), dtype=np.bool_)
    for quality in sorted(Quality):
        rows = np.flatnonzero(is_before & (found.quality == quality))
        # In order of time within each datastream, so that the last assignment wins.
        last = np.full_like(newest, -1)
        last[found.datastream[rows]] = rows
        is_last[last[last > newest]] = True
        newest = np.maximum(newest, last)
    return is_last


def count(session: Session) -> int:
    """Return how many readings are stored."""
    ((number,),) = session.rows(_SQL["count"])
    return int(number)
