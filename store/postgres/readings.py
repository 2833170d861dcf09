"""The time series: readings, latest values, aggregates and the tail for recovery."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, LiteralString

import numpy as np

from sensing.instant import Micros, from_micros, to_micros
from sensing.quality import Check, Quality
from sensing.station import StationId
from sensing.stored import LatestReading
from store.buckets import ORIGIN, check_how, check_width
from store.errors import ConflictError
from store.postgres.columns import array_of, batch_of, copy_payload, in_key_order, times_of
from store.postgres.instants import cursor, instant
from store.queries import named_queries

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import timedelta

    from numpy.typing import NDArray

    from sensing.batch import Batch, BoolArray, FloatArray, IntArray
    from store.postgres.partitions import Partitions
    from store.postgres.session import Session

_SQL = named_queries("readings")

_REDUCTIONS: dict[str, LiteralString] = {
    "min": "min(value)",
    "max": "max(value)",
    "mean": "avg(value)",
    "sum": "sum(value)",
    "count": "count(*)",
    "last": "(array_agg(value ORDER BY phenomenon_time DESC))[1]",
}

#: Readings from which a batch is first tried without the staging table; below, the round trips cost more.
DIRECT_FROM = 500


#: Readings up to which one statement with arrays is cheaper than the staging table with its round trips.
FEW = 64


def append(session: Session, batch: Batch, *, partitions: Partitions | None, is_first: bool) -> int:
    """Store readings whose (datastream, phenomenon time) is new; return how many were.

    Args:
        session: The transaction.
        batch: Readings in order of arrival.
        partitions: Native partitions; None where TimescaleDB makes its own chunks.
        is_first: Whether nothing was appended in this transaction before.
    """
    if not len(batch):
        return 0
    if partitions is not None:
        partitions.ensure(batch.phenomenon_time)
    batch, is_newest = in_key_order(batch)
    if len(batch) <= FEW:
        return _append_few(session, batch, is_newest=is_newest, partitions=partitions)
    if not is_first:
        session.run(_SQL["empty_staging"])
    is_moving = not np.isnan(batch.lon).all()
    if len(batch) >= DIRECT_FROM and not is_moving and _is_copied(session, batch):
        newest = batch.take(is_newest)
        _stage(session, newest, is_newest=np.ones(len(newest), dtype=np.bool_), is_moving=False)
        session.run(_SQL["move_latest"])
        return len(batch)
    _stage(session, batch, is_newest=is_newest, is_moving=is_moving)
    return _store_staged(session, partitions=partitions)


def _is_copied(session: Session, batch: Batch) -> bool:
    """Copy a large batch straight to its place; return whether every reading was new.

    Asking about every reading whether it is there already costs as much again as storing it, and hardly any
    batch repeats one. The one that does is taken back and goes through the staging table.
    """
    try:
        with session.savepoint():
            session.copy_in(_SQL["copy_directly"], copy_payload(batch))
    except ConflictError:
        return False
    return True


def _stage(session: Session, batch: Batch, *, is_newest: BoolArray, is_moving: bool) -> None:
    payload = copy_payload(batch, is_newest=is_newest, is_moving=is_moving)
    session.copy_in(_SQL["stage_moving" if is_moving else "stage_fixed"], payload)


def _store_staged(session: Session, *, partitions: Partitions | None) -> int:
    with _forgetting(partitions):
        stored, _ = session.run_all(_SQL["store_staged"], _SQL["move_latest"])
    return stored


def _append_few(session: Session, batch: Batch, *, is_newest: BoolArray, partitions: Partitions | None) -> int:
    with _forgetting(partitions):
        row = session.row(
            _SQL["append_few"],
            phenomenon_us=_numbers(batch.phenomenon_time),
            result_us=_numbers(batch.result_time),
            value=_numbers(batch.value),
            datastream=_numbers(batch.datastream),
            why=_numbers(batch.why),
            quality=_numbers(batch.quality),
            is_newest=_numbers(is_newest),
            lon=_numbers(batch.lon),
            lat=_numbers(batch.lat),
        )
    return int(row[0]) if row else 0


def _numbers(column: NDArray[Any]) -> str:
    """Return a column as an array literal; Python's floats are written so that every bit comes back."""
    return "{" + ",".join(map(repr, column.tolist())) + "}"


@contextmanager
def _forgetting(partitions: Partitions | None) -> Iterator[None]:
    """Forget the known partitions when a reading finds none: somebody dropped a week that this process had seen."""
    try:
        yield
    except ConflictError:
        if partitions is not None:
            partitions.forget()
        raise


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
    return batch_of(arrays)


def aggregate(
    session: Session, number: int, *, start: Micros, end: Micros, every: timedelta, how: str
) -> tuple[IntArray, FloatArray]:
    """Return bucket starts (µs) and one value per bucket that holds a usable reading, ascending."""
    check_width(every)
    check_how(how)
    buckets, values = session.raw(
        _SQL["aggregate"].replace("{reduction}", _REDUCTIONS[how]),
        number=number,
        start=instant(start),
        end=instant(end),
        every=every,
        origin=from_micros(ORIGIN),
    )
    return times_of(buckets), array_of(values, ">f8")


def tail(session: Session, *, since: Micros) -> Batch:
    """Return all readings since an instant and each datastream's last one before it, by phenomenon time."""
    return batch_of(session.raw(_SQL["tail"], since=instant(since)))


def count(session: Session) -> int:
    """Return how many readings are stored."""
    ((number,),) = session.rows(_SQL["count"])
    return int(number)
