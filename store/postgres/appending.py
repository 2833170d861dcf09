"""How a batch gets in: the fewest round trips for what is new and on time, care for the rest.

What is late for a rollup marks its hour; what is late for a packed week goes through ``store.postgres.aged``;
what comes for an instant that has a reading goes through ``store.postgres.settling``. A batch of which nothing is
late, repeated or corrected pays for none of that but the look at the fences.
"""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

import numpy as np

from sensing.batch import concat
from sensing.instant import from_micros
from store.errors import ConflictError
from store.postgres import aged, settling
from store.postgres.columns import array_of, copy_payload, in_key_order, newest
from store.postgres.fences import Fence, enter, mark_late
from store.postgres.partitions import mondays
from store.queries import named_queries

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sensing.batch import Batch, BoolArray
    from store.postgres.partitions import Partitions
    from store.postgres.session import Session

_SQL = named_queries("readings")
_SERIES = named_queries("series")

#: Readings from which a batch is first tried without the staging table; below, the round trips cost more.
DIRECT_FROM = 500
#: Readings up to which one statement with arrays is cheaper than the staging table with its round trips.
FEW = 64

#: Later than every fence.
_NEVER_LATE = 2**62


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
        if not is_first:
            weeks = [from_micros(monday) for monday in mondays(batch.phenomenon_time)]
            session.run(_SQL["notice_weeks"], mondays=weeks)
    with _forgetting(partitions):
        stored = _settled(session, batch, is_first=is_first)
    if stored < len(batch):
        # One whose clock runs ahead may have been counted by its arrival, and not kept.
        session.run(_SQL["right_latest"], datastreams=np.unique(batch.datastream).tolist())
    return stored


def _settled(session: Session, batch: Batch, *, is_first: bool) -> int:
    batch, others = in_key_order(batch)
    is_revised = batch.revision is not None and bool(batch.revision.any())
    if len(batch) <= FEW and not is_revised:
        stored = _append_few(session, batch, earliest=int(batch.phenomenon_time.min()))
        if stored is not None:
            settling.settle_all(session, others if stored == len(batch) else concat([batch, others]))
            return stored
    batch, others = _late(session, batch, others, fence=enter(session))
    return _append(session, batch, others, is_first=is_first)


def _append(session: Session, batch: Batch, others: Batch, *, is_first: bool) -> int:
    if not len(batch):
        return 0
    if batch.revision is not None and batch.revision.any():
        return _append_revised(session, batch, others)
    if len(batch) <= FEW:
        stored = _append_few(session, batch, earliest=_NEVER_LATE) or 0
        is_contested = stored < len(batch)
    else:
        stored = _append_many(session, batch, is_first=is_first)
        # What was copied directly is new; what was staged can be compared where it is.
        is_contested = stored < len(batch) and session.rows(_SERIES["contested_staged"]) != [(0,)]
    settling.settle_all(session, concat([batch, others]) if is_contested else others)
    return stored


def _late(session: Session, batch: Batch, others: Batch, *, fence: Fence) -> tuple[Batch, Batch]:
    """Mark the closed hours that the batch changes, make room in packed weeks, return what is still to be stored."""
    is_late = batch.phenomenon_time < fence.closed
    if not is_late.any():
        return batch, others
    mark_late(session, batch.datastream[is_late], batch.phenomenon_time[is_late])
    if not (batch.phenomenon_time < fence.packed).any():
        return batch, others
    return in_key_order(aged.make_room(session, concat([batch, others]), until=fence.packed))


def _append_many(session: Session, batch: Batch, *, is_first: bool) -> int:
    is_newest = newest(batch)
    if not is_first:
        session.run(_SQL["empty_staging"])
    is_moving = not np.isnan(batch.lon).all()
    if len(batch) >= DIRECT_FROM and not is_moving and _is_copied(session, batch):
        shown = batch.take(is_newest)
        _stage(session, shown, is_newest=np.ones(len(shown), dtype=np.bool_), is_moving=False)
        session.run(_SQL["move_latest"])
        return len(batch)
    _stage(session, batch, is_newest=is_newest, is_moving=is_moving)
    stored, _ = session.run_all(_SQL["store_staged"], _SQL["move_latest"])
    return stored


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


def _append_few(session: Session, batch: Batch, *, earliest: int) -> int | None:
    """Store a few readings; return how many were new, None when one is late for a rollup and nothing was stored."""
    columns = settling.literals(batch, is_newest=newest(batch))
    del columns["revision"]
    ((stored, taken),) = session.rows(_SQL["append_few"], earliest_us=earliest, **columns)
    return int(stored) if taken else None


def _append_revised(session: Session, batch: Batch, others: Batch) -> int:
    """Store readings some of which are corrections; return how many instants had no reading before."""
    columns = settling.literals(batch, is_newest=newest(batch))
    (raw,) = session.raw(_SQL["append_revised"], **columns)
    is_new = np.zeros(len(batch), dtype=np.bool_)
    is_new[array_of(raw, ">i4") - 1] = True
    settling.put_revisions(session, batch.take(is_new))
    settling.settle_all(session, concat([batch.take(~is_new), others]))
    return int(is_new.sum())


@contextmanager
def _forgetting(partitions: Partitions | None) -> Iterator[None]:
    """Forget the known partitions when a reading finds none: somebody dropped a week that this process had seen."""
    try:
        yield
    except ConflictError:
        if partitions is not None:
            partitions.forget()
        raise
