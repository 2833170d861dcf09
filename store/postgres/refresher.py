"""Sums hours up: what was closed since the last round, newest first, and the hours that late readings marked.

Marks are taken and rollups written in one transaction; a reading that comes in meanwhile leaves a mark of its own,
because it is not among those that this transaction could see when it took the marks.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import numpy as np

from sensing.batch import concat
from sensing.instant import from_micros, to_micros
from store.postgres.columns import batch_of, in_key_order
from store.postgres.fences import numbers
from store.queries import named_queries
from store.rollups import DAY, HOUR, buckets_of_all, decode_day, encode_day
from store.unpacking import decode

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from sensing.batch import Batch, IntArray
    from store.postgres.session import Session
    from store.rollups import Buckets

_SQL = named_queries("rollups")

#: Before every instant that a fence can have moved to, µs since the epoch.
_NEVER = -62_000_000_000_000_000
#: Late hours summed up in one round.
MARKS = 10_000
#: Readings of all datastreams fetched at once.
MOST_ROWS = 500_000


def roll_up(session: Session) -> int:
    """Sum up some of the hours that wait for it; return how many (datastream, hour) were, 0 when none is left."""
    ((is_mine,),) = session.rows(_SQL["refresh_alone"])
    if not is_mine:
        return 0
    return _roll_up_late(session) or _roll_up_closed(session)


def backlog(session: Session) -> tuple[int, timedelta]:
    """Return how many marks wait, and how much time is closed and not summed up."""
    ((marks, waiting),) = session.rows(_SQL["backlog"])
    return int(marks), waiting or timedelta(0)


def _roll_up_late(session: Session) -> int:
    rows = session.rows(_SQL["take_marks"], limit=MARKS)
    if not rows:
        return 0
    keys = np.unique(np.array([(number, to_micros(hour)) for number, hour in rows], dtype=np.int64), axis=0)
    columns = {"datastream": numbers(keys[:, 0]), "hour_us": numbers(keys[:, 1])}
    *plain, packed = session.raw(_SQL["marked_readings"], **columns)
    _write(session, _changeable(session, keys), concat([batch_of(plain), decode(packed)]))
    return len(keys)


def _changeable(session: Session, keys: IntArray) -> IntArray:
    """Return the (datastream, hour) whose readings were not dropped for their age: the others' rollups are final."""
    final = {number: to_micros(since) for number, since in session.rows(_SQL["all_kept_since"])}
    if not final:
        return keys
    return keys[[hour >= final.get(number, hour) for number, hour in keys.tolist()]]


def _roll_up_closed(session: Session) -> int:
    """Sum up the last hours of the newest closed span, of every datastream."""
    while row := session.row(_SQL["newest_span"]):
        since, until = (to_micros(each) for each in row)
        if since < _NEVER:
            ((first,),) = session.rows(_SQL["first_reading"])
            start = until if first is None else min(to_micros(first), until)
            _cut(session, since, until, start=start - start % HOUR, end=until)
        elif since >= until:
            session.run(_SQL["end_span"], since=row[0], until=row[1])
        else:
            return _roll_up_slice(session, since, until)
    return 0


def _roll_up_slice(session: Session, since: int, until: int) -> int:
    span, rows = _newest_slice(session, since, until)
    done = 0
    for low, high in _blocks(session, rows):
        batch = batch_of(session.raw(_SQL["closed_readings"], **span, low=low, high=high))
        done += _write(session, None, batch)
    _cut(session, since, until, start=since, end=to_micros(span["start"]))
    return max(done, 1)


def _newest_slice(session: Session, since: int, until: int) -> tuple[dict[str, datetime], int]:
    """Return the end of a span that holds readings, but not too many, and how many it holds.

    A device whose clock fell back to 1970 makes a span of decades that are empty but for a day.
    """
    hours, has_shrunk = 24, False
    while True:
        start = max(since, until - hours * HOUR)
        span = {"start": from_micros(start), "end": from_micros(until)}
        ((rows,),) = session.rows(_SQL["how_many"], **span)
        if rows > MOST_ROWS and hours > 1:
            hours, has_shrunk = max(1, min(hours // 2, int(hours * MOST_ROWS / rows))), True
        elif not rows and start > since and not has_shrunk:
            hours *= 4
        else:
            return span, rows


def _cut(session: Session, since: int, until: int, *, start: int, end: int) -> None:
    session.run(
        _SQL["cut_span"],
        since=from_micros(since),
        until=from_micros(until),
        new_since=from_micros(start),
        new_until=from_micros(end),
    )


def _blocks(session: Session, rows: int) -> Iterable[tuple[int, int]]:
    """Return ranges of datastream numbers that hold about ``MOST_ROWS`` each."""
    if rows <= MOST_ROWS:
        return [(-(2**31), 2**31 - 1)]
    ((highest,),) = session.rows(_SQL["highest_number"])
    step = max(1, highest * MOST_ROWS // rows)
    return [(low, low + step - 1) for low in range(0, highest + 1, step)]


def _write(session: Session, asked: IntArray | None, batch: Batch) -> int:
    """Keep the hours of readings; return how many.

    Args:
        session: The transaction.
        asked: (datastream, hour) to put in the place of those kept, shape (n, 2), ascending; an hour without a
            usable reading is forgotten. None: all that the readings make.
        batch: Their readings, others with them.
    """
    streams, hours = buckets_of_all(in_key_order(batch)[0], width=HOUR, origin=0)
    found = np.stack((streams.astype(np.int64), hours["start"].astype(np.int64)), axis=1)
    if asked is None:
        asked = found
    else:
        is_asked = np.isin(_joint(found), _joint(asked))
        found, hours = found[is_asked], hours[is_asked]
    days = _days(asked)
    known = _known(session, days)
    kept: list[tuple[int, int, bytes]] = []
    empty: list[tuple[int, int]] = []
    for key, there, given in zip(days, _slices(asked, days), _slices(found, days), strict=True):
        merged = _merged(hours[given], asked[there, 1], known.get(key), day=key[1])
        if len(merged):
            kept.append((*key, encode_day(merged)))
        elif key in known:
            empty.append(key)
    _put(session, kept, empty)
    return len(asked)


def _joint(keys: IntArray) -> IntArray:
    """Return one number per (datastream, hour) that orders as they do."""
    joint: IntArray = keys[:, 0] * (1 << 32) + keys[:, 1] // HOUR
    return joint


def _days(keys: IntArray) -> list[tuple[int, int]]:
    """Return the distinct (datastream, UTC day) of hours, ascending."""
    days = np.unique(np.stack((keys[:, 0], keys[:, 1] - keys[:, 1] % DAY), axis=1), axis=0)
    return [(number, day) for number, day in days.tolist()]


def _slices(keys: IntArray, days: list[tuple[int, int]]) -> Iterable[slice]:
    """Return where the hours of each day stand among ascending (datastream, hour)."""
    joint = _joint(keys)
    starts = _joint(np.array(days, dtype=np.int64).reshape(-1, 2))
    bounds = zip(np.searchsorted(joint, starts).tolist(), np.searchsorted(joint, starts + 24).tolist(), strict=True)
    return (slice(low, high) for low, high in bounds)


def _known(session: Session, days: list[tuple[int, int]]) -> dict[tuple[int, int], bytes]:
    rows = session.rows(
        _SQL["some_days"], datastream=[number for number, _ in days], day=[from_micros(day) for _, day in days]
    )
    return {(number, to_micros(day)): data for number, day, data in rows}


def _merged(hours: Buckets, asked: IntArray, known: bytes | None, *, day: int) -> Buckets:
    """Return the hours of a day with some of them replaced."""
    if known is None:
        return hours
    before = decode_day(day, known)
    both = np.concatenate((before[~np.isin(before["start"], asked)], hours))
    return both[np.argsort(both["start"])]


def _put(session: Session, kept: list[tuple[int, int, bytes]], empty: list[tuple[int, int]]) -> None:
    if kept:
        session.run(
            _SQL["put_days"],
            datastream=[row[0] for row in kept],
            day=[from_micros(row[1]) for row in kept],
            hours=[row[2] for row in kept],
        )
    if empty:
        session.run(_SQL["drop_days"], datastream=[row[0] for row in empty], day=[from_micros(row[1]) for row in empty])
