"""The time series as it is read: latest values, readings packed or not, and the tail for recovery."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from sensing.batch import concat
from sensing.instant import Micros, to_micros
from sensing.quality import Check, Quality
from sensing.station import StationId
from sensing.stored import LatestReading
from store.packing import decode
from store.postgres.aged import merged
from store.postgres.columns import batch_of
from store.postgres.instants import cursor, instant
from store.queries import named_queries

if TYPE_CHECKING:
    from sensing.batch import Batch
    from store.postgres.session import Session

_SQL = named_queries("readings")


def latest(session: Session, *, station: str | None, since: Micros | None) -> list[LatestReading]:
    """Return the newest reading of each registered datastream, by datastream number."""
    rows = session.rows(_SQL["latest"], station=station, since=cursor(since))
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
    """Return all readings since an instant and each datastream's last one before it, by phenomenon time."""
    *columns, blobs = session.raw(_SQL["tail"], since=instant(since))
    found = concat([batch_of(columns), decode(blobs)])
    found = found.take(np.lexsort((found.phenomenon_time, found.datastream)))
    is_before = found.phenomenon_time < since
    # In key order, the last before the instant is followed by one that is not, or by another datastream.
    is_last = np.ones(len(found), dtype=np.bool_)
    is_last[:-1] = ~is_before[1:] | (np.diff(found.datastream) != 0)
    found = found.take(~is_before | is_last)
    return found.take(np.lexsort((found.datastream, found.phenomenon_time)))


def count(session: Session) -> int:
    """Return how many readings are stored."""
    ((number,),) = session.rows(_SQL["count"])
    return int(number)
