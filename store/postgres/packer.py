"""Packs aged weeks, frees their room, drops what is older than it is to be kept.

Every step is a short transaction of its own: a crash between two leaves readings either packed or not, never
both and never neither. While a step runs, only writers of aged readings wait.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sensing.batch import concat
from sensing.instant import Micros, from_micros, to_micros
from store.errors import StoreError
from store.packing import pack
from store.postgres import fences
from store.postgres.columns import batch_of, in_key_order, streams
from store.postgres.partitions import FIRST_MONDAY, WEEK
from store.queries import named_queries
from store.unpacking import decode

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator

    from store.postgres.session import Database, Session

_SQL = named_queries("packer")

#: Readings packed in one transaction; writers of aged readings wait no longer than that takes.
MOST_READINGS = 200_000


def pack_until(database: Database, until: int, *, is_stopped: Callable[[], bool]) -> int:
    """Pack the whole weeks before an instant that were summed up; return how many readings were packed."""
    with database.session() as session:
        ((untold, has_hypertable),) = session.rows(_SQL["packable_until"])
        closed = fences.look(session).closed
    horizon = min(until, closed if untold is None else min(closed, to_micros(untold)))
    horizon -= (horizon - FIRST_MONDAY) % WEEK
    with database.session() as session:
        if fences.look(session).packed < horizon:
            fences.move_packed(session, horizon)
    packed = 0
    for week in _weeks(database, horizon):
        for group in _groups(database, week):
            if is_stopped():
                return packed
            with database.session() as session:
                packed += _pack(session, group, week=week)
    _free(database, horizon, has_hypertable=has_hypertable)
    return packed


def expire(database: Database, datastreams: Collection[int], until: Micros) -> int:
    """Drop the weeks of some datastreams before an instant; their rollups stay and are final.

    A datastream with hours that are still to be summed up is left for the next round.

    Returns:
        How many readings were dropped.
    """
    with database.session() as session:
        limit = min(int(until), fences.look(session).closed)
        limit -= (limit - FIRST_MONDAY) % WEEK
        session.run(_SQL["own_aged"])
        ready = [
            row[0] for row in session.rows(_SQL["expirable"], datastreams=list(datastreams), until=from_micros(limit))
        ]
        if not ready:
            return 0
        asked = {"datastreams": ready, "until": from_micros(limit)}
        session.run(_SQL["keep_since"], **asked)
        ((packed,),) = session.rows(_SQL["drop_packed"], **asked)
        dropped = session.run(_SQL["drop_readings"], **asked)
        session.run(_SQL["drop_beside"], **asked)
        session.run(_SQL["drop_revisions"], **asked)
    return int(packed) + dropped


def _weeks(database: Database, horizon: int) -> Iterator[int]:
    """Yield the Mondays (µs) of weeks before an instant that hold readings which are not packed."""
    start = None
    while True:
        with database.session() as session:
            ((first,),) = session.rows(_SQL["first_reading"], start=start, end=from_micros(horizon))
        if first is None:
            return
        monday = to_micros(first) - (to_micros(first) - FIRST_MONDAY) % WEEK
        yield monday
        start = from_micros(monday + WEEK)


def _groups(database: Database, week: int) -> list[list[int]]:
    """Return the datastreams of a week in groups of about ``MOST_READINGS`` readings."""
    with database.session() as session:
        rows = session.rows(_SQL["in_week"], start=from_micros(week), end=from_micros(week + WEEK))
    groups: list[list[int]] = []
    room = 0
    for number, readings in rows:
        if not groups or room < readings:
            groups.append([])
            room = MOST_READINGS
        groups[-1].append(number)
        room -= readings
    return groups


def _pack(session: Session, datastreams: list[int], *, week: int) -> int:
    """Pack the readings of some datastreams' week."""
    session.run(_SQL["patience"], timeout=fences.PATIENCE)
    session.run(_SQL["own_aged"])
    asked = {"datastreams": datastreams, "start": from_micros(week), "end": from_micros(week + WEEK)}
    found = batch_of(session.raw(_SQL["readings"], **asked))
    # A week is either packed or not; should one be both, what is not packed is what counts.
    (blobs,) = session.raw(_SQL["take_blobs"], **asked)
    batch, _ = in_key_order(concat([found, decode(blobs)]))
    rows = [
        (
            int(part.datastream[0]),
            from_micros(int(part.phenomenon_time[0])),
            from_micros(int(part.phenomenon_time[-1])),
            len(part),
            blob,
        )
        for stream in streams(batch)
        for blob in pack(stream)
        for part in (decode(blob),)
    ]
    session.run(
        _SQL["put_blobs"],
        week=from_micros(week),
        datastream=[row[0] for row in rows],
        first_time=[row[1] for row in rows],
        last_time=[row[2] for row in rows],
        readings=[row[3] for row in rows],
        data=[row[4] for row in rows],
    )
    session.run(_SQL["drop_raw"], **asked)
    return len(found)


def _free(database: Database, horizon: int, *, has_hypertable: bool) -> None:
    """Give back the room of partitions or chunks that hold nothing any more."""
    with database.session() as session:
        used = session.rows(_SQL["chunks" if has_hypertable else "partitions"], until=from_micros(horizon))
    for (name,) in used:
        try:
            with database.session() as session:
                session.run(_SQL["patience"], timeout=fences.PATIENCE)
                session.run(_SQL["own_aged"])
                session.run(_SQL["empty_week"], week=name)
        except StoreError as error:
            if not error.retryable:
                raise
            # A backup still reads what was there: the room is given back in a later round.
            return
