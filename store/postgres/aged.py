"""Readings that were packed: how they are read, how late ones get in, how a week is packed.

The readings of one datastream's week are all packed or all not. A late reading, correction or mark therefore
first brings its week back to where it was; the packer comes by again. What a packed week knows already is told
apart without touching it, so a device that repeats its history costs nothing but reading.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from sensing.batch import Batch, concat, revisions_of
from store.postgres.columns import array_of, batch_of
from store.postgres.fences import enter, mark_late, numbers
from store.postgres.partitions import FIRST_MONDAY, WEEK
from store.postgres.settling import literals
from store.queries import named_queries
from store.unpacking import decode

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sensing.batch import BoolArray, Int32Array, IntArray
    from store.postgres.session import Session

_SQL = named_queries("series")

#: Readings brought back by one statement.
_SLICE = 20_000


def merged(arrays: Sequence[bytes | None], *, start: int, end: int, limit: int | None = None) -> Batch:
    """Return the readings of a query's arrays and of its last field, packed ones, ascending in phenomenon time.

    Args:
        arrays: Fields of one row: the columns of readings, then blobs.
        start: First instant, µs, inclusive; the blobs may hold earlier ones.
        end: Last instant, µs, exclusive.
        limit: At most this many.
    """
    *columns, blobs = arrays
    found = batch_of(columns)
    if blobs is not None:
        packed = decode(blobs)
        is_in = (packed.phenomenon_time >= start) & (packed.phenomenon_time < end)
        found = concat([found, packed.take(is_in)])
        found = found.take(np.argsort(found.phenomenon_time, kind="stable"))
    return found if limit is None or len(found) <= limit else found.take(np.arange(limit))


def week_of(times: IntArray) -> IntArray:
    """Return the beginning (Monday 00:00 UTC, µs) of the week in which each instant lies."""
    return times - (times - FIRST_MONDAY) % WEEK


def touch(session: Session, datastream: Int32Array, time: IntArray) -> None:
    """Prepare a change of stored readings by plain statements: mark their hours, bring back their packed weeks.

    Call it before the change, in its transaction.
    """
    if not len(time):
        return
    fence = enter(session)
    is_late = time < fence.closed
    if is_late.any():
        mark_late(session, datastream[is_late], time[is_late])
    is_aged = time < fence.packed
    if is_aged.any():
        session.run(_SQL["share_aged"])
        _bring_back(session, *_weeks(datastream[is_aged], time[is_aged]))


def make_room(session: Session, batch: Batch, *, until: int) -> Batch:
    """Bring back the packed weeks that a batch changes; return the readings without those known already.

    Args:
        session: The transaction, which holds the fences.
        batch: Readings in any order.
        until: The fence of packed weeks, µs.
    """
    session.run(_SQL["share_aged"])
    is_aged = batch.phenomenon_time < until
    late = batch.take(is_aged)
    datastreams, weeks = _weeks(late.datastream, late.phenomenon_time)
    packed = _packed(session, datastreams, weeks)
    if not len(packed):
        return batch
    is_known = _is_known(session, late, packed)
    rest = late.take(~is_known)
    if len(rest):
        _bring_back(session, *_weeks(rest.datastream, rest.phenomenon_time))
    return concat([batch.take(~is_aged), rest])


def _weeks(datastream: Int32Array, time: IntArray) -> tuple[IntArray, IntArray]:
    """Return the distinct (datastream, week) of readings, in columns, ascending."""
    keys = np.unique(np.stack((datastream.astype(np.int64), week_of(time))), axis=1)
    return keys[0], keys[1]


def _packed(session: Session, datastreams: IntArray, weeks: IntArray) -> Batch:
    (blobs,) = session.raw(_SQL["packed_weeks"], datastream=numbers(datastreams), week_us=numbers(weeks))
    return decode(blobs)


def _is_known(session: Session, late: Batch, packed: Batch) -> BoolArray:
    """Return which readings are packed already with the same value and were never corrected."""
    kind = [("datastream", "<i8"), ("time", "<i8"), ("value", "<f8")]
    there, given = (_rows(each, kind) for each in (packed, late))
    is_known: BoolArray = np.isin(given, there) & (revisions_of(late) == 0)
    columns = literals(late)
    (raw,) = session.raw(_SQL["revised"], phenomenon_us=columns["phenomenon_us"], datastream=columns["datastream"])
    is_known[array_of(raw, ">i4") - 1] = False
    return is_known


def _rows(batch: Batch, kind: list[tuple[str, str]]) -> np.ndarray[tuple[int], np.dtype[np.void]]:
    rows = np.empty(len(batch), dtype=kind)
    rows["datastream"], rows["time"], rows["value"] = batch.datastream, batch.phenomenon_time, batch.value
    return rows


def _bring_back(session: Session, datastreams: IntArray, weeks: IntArray) -> None:
    packed = _packed(session, datastreams, weeks)
    for start in range(0, len(packed), _SLICE):
        part = packed.take(np.arange(start, min(start + _SLICE, len(packed))))
        session.run(_SQL["unpack"], **literals(part))
    if len(packed):
        session.run(_SQL["drop_packed_weeks"], datastream=numbers(datastreams), week_us=numbers(weeks))
