"""Readings that came for an instant which already has one: corrections, conflicts, repetitions."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from sensing.batch import Batch, make_batch, revisions_of
from sensing.instant import Micros
from store.postgres.columns import array_of, batch_of
from store.postgres.fences import numbers
from store.postgres.instants import instant
from store.queries import named_queries
from store.revisions import Reading, Revised, settle

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sensing.batch import BoolArray
    from store.postgres.session import Session

_SQL = named_queries("series")
#: Readings of one instant that are looked at again.
_MOST_BESIDE = 1000


def settle_all(session: Session, arrivals: Batch) -> None:
    """Decide what is kept of readings for instants that have one; equal ones cost one query."""
    if not len(arrivals) or not _contested(session, arrivals):
        return
    # What another writer decided meanwhile is only seen by a query that begins after its commit.
    session.run(_SQL["settle_alone"])
    kept, beside = [], []
    for number, known, given in _contested(session, arrivals):
        stays, others = settle(known, given)
        if stays != known:
            kept.append((number, stays))
        beside += [(number, each) for each in others]
    if kept:
        session.run(_SQL["replace_readings"], **literals(_batch(kept)))
        session.run(_SQL["put_revisions"], **literals(_batch(kept)))
    if beside:
        session.run(_SQL["put_beside"], **literals(_batch(beside)))


def put_revisions(session: Session, batch: Batch) -> None:
    """Remember the revisions of readings that were stored as new."""
    session.run(_SQL["put_revisions"], **literals(batch))


def settle_again(session: Session, number: int, time: Micros) -> None:
    """Decide anew what is kept of one instant, once what a person put there no longer stands."""
    settle_all(session, beside(session, number, start=time, end=Micros(time + 1), limit=_MOST_BESIDE))
    session.run(_SQL["drop_kept_beside"], number=number, time=instant(time))


def beside(session: Session, number: int, *, start: Micros, end: Micros, limit: int) -> Batch:
    """Return the readings recorded beside those kept, by time, revision and value."""
    *arrays, revision = session.raw(_SQL["beside"], number=number, start=instant(start), end=instant(end), limit=limit)
    return replace(batch_of(arrays), revision=array_of(revision, ">i2").astype(np.int8))


def literals(batch: Batch, *, is_newest: BoolArray | None = None) -> dict[str, str]:
    """Return the columns of a batch as array literals by their names in the queries."""
    flags = {} if is_newest is None else {"is_newest": numbers(is_newest)}
    return {
        "phenomenon_us": numbers(batch.phenomenon_time),
        "result_us": numbers(batch.result_time),
        "value": numbers(batch.value),
        "datastream": numbers(batch.datastream),
        "why": numbers(batch.why),
        "quality": numbers(batch.quality),
        "lon": numbers(batch.lon),
        "lat": numbers(batch.lat),
        "revision": numbers(revisions_of(batch)),
        **flags,
    }


def _contested(session: Session, arrivals: Batch) -> list[tuple[int, Revised, list[Revised]]]:
    """Return per instant that has another reading or revision: datastream, what is stored, what came for it."""
    given = literals(arrivals)
    asked = {name: given[name] for name in ("phenomenon_us", "datastream", "value", "revision")}
    *arrays, revision, position = session.raw(_SQL["contested"], **asked)
    stored = _revised(batch_of(arrays), array_of(revision, ">i2").tolist())
    came = list(_revised(arrivals, revisions_of(arrivals).tolist()))
    found: dict[tuple[int, int], tuple[int, Revised, list[Revised]]] = {}
    for (number, known), place in zip(stored, array_of(position, ">i4").tolist(), strict=True):
        entry = found.setdefault((number, known.reading.phenomenon_time), (number, known, []))
        entry[2].append(came[place - 1][1])
    return list(found.values())


def _revised(batch: Batch, revisions: list[int]) -> Iterable[tuple[int, Revised]]:
    columns = (getattr(batch, name).tolist() for name in Reading._fields)
    rows = zip(batch.datastream.tolist(), revisions, zip(*columns, strict=True), strict=True)
    return ((number, Revised(revision, Reading(*fields))) for number, revision, fields in rows)


def _batch(rows: list[tuple[int, Revised]]) -> Batch:
    return make_batch(
        datastream=[number for number, _ in rows],
        revision=[each.revision for _, each in rows],
        **{name: [getattr(each.reading, name) for _, each in rows] for name in Reading._fields},
    )
