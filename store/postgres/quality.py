"""Flags of stored readings, marks, corrections, and what has to be reviewed."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from sensing.instant import to_micros
from sensing.mark import Correction, Due, Mark
from store.codec import dump, load
from store.postgres.aged import touch
from store.postgres.fences import numbers
from store.postgres.instants import instant
from store.queries import named_queries

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sensing.batch import Int32Array, IntArray, SmallArray
    from store.postgres.session import Session

_SQL = named_queries("quality")


def set_quality(
    session: Session, number: int, times: IntArray, *, quality: SmallArray, why: Int32Array, before: Int32Array
) -> int:
    """Give readings of one datastream other flags; return how many still had the reasons ``before``."""
    if not len(times):
        return 0
    touch(session, np.full(len(times), number, dtype=np.int32), times)
    return session.run(
        _SQL["set_quality"],
        number=number,
        phenomenon_us=numbers(times),
        quality=numbers(quality),
        why=numbers(why),
        before=numbers(before),
        start=instant(int(times.min())),
        end=instant(int(times.max())),
    )


def reading(session: Session, number: int, time: int) -> tuple[float, int, int] | None:
    """Return value, quality and reasons of one reading, held until the commit; None when there is none."""
    touch(session, np.array([number], dtype=np.int32), np.array([time], dtype=np.int64))
    row = session.row(_SQL["reading"], number=number, time=instant(time))
    return None if row is None else (float(row[0]), int(row[1]), int(row[2]))


def set_value(session: Session, number: int, time: int, *, value: float, quality: int, why: int) -> None:
    """Put another value and other flags in place of one reading."""
    touch(session, np.array([number], dtype=np.int32), np.array([time], dtype=np.int64))
    session.run(_SQL["set_value"], number=number, time=instant(time), value=value, quality=quality, why=why)


def marks(session: Session, *, station: str | None, within: str = "") -> list[Mark]:
    """Return marks of a subtree, those of one station only if asked, oldest first."""
    return [load(Mark, document) for (document,) in session.rows(_SQL["marks"], station=station, within=within)]


def lock_mark(session: Session, id_: str) -> Mark | None:
    """Return one mark, held until the commit."""
    row = session.row(_SQL["lock_mark"], id=id_)
    return load(Mark, row[0]) if row else None


def put_mark(session: Session, mark: Mark) -> None:
    """Insert or replace a mark by id."""
    session.run(_SQL["put_mark"], id=mark.id, station=mark.station, document=dump(mark))


def corrections(
    session: Session, *, number: int | None, time: int | None, before: str | None, limit: int, within: str = ""
) -> list[Correction]:
    """Return corrections of a subtree newest first."""
    at = None if time is None else instant(time)
    rows = session.rows(_SQL["corrections"], number=number, time=at, before=before, limit=limit, within=within)
    return [load(Correction, document) for (document,) in rows]


def lock_correction(session: Session, id_: str) -> Correction | None:
    """Return one correction, held until the commit."""
    row = session.row(_SQL["lock_correction"], id=id_)
    return load(Correction, row[0]) if row else None


def standing_correction(session: Session, number: int, time: int) -> Correction | None:
    """Return the correction that holds for a reading."""
    row = session.row(_SQL["standing_correction"], number=number, time=instant(time))
    return load(Correction, row[0]) if row else None


def put_correction(session: Session, correction: Correction) -> None:
    """Insert or replace a correction by id."""
    session.run(
        _SQL["put_correction"],
        id=correction.id,
        number=correction.datastream,
        time=instant(correction.phenomenon_time),
        is_undone=correction.undone is not None,
        document=dump(correction),
    )


def put_dues(session: Session, dues: Sequence[Due]) -> None:
    """Have readings reviewed, at most one due per datastream."""
    session.run(
        _SQL["put_dues"],
        number=[due.datastream for due in dues],
        since=[instant(due.start) for due in dues],
        until=[instant(due.end) for due in dues],
    )


def dues(session: Session, *, after: int, limit: int) -> list[Due]:
    """Return what is due of datastreams with a number above ``after``, by number."""
    rows = session.rows(_SQL["dues"], after=after, limit=limit)
    return [
        Due(datastream=number, start=to_micros(since), end=to_micros(until), asking=asking)
        for number, since, until, asking in rows
    ]


def settle_dues(session: Session, settled: Sequence[Due]) -> None:
    """Forget what was reviewed, unless it was asked for again meanwhile."""
    session.run(
        _SQL["settle_dues"],
        number=[due.datastream for due in settled],
        asking=[due.asking for due in settled],
    )


def limits(session: Session) -> dict[int, str]:
    """Return the digest of the limits under which each datastream was flagged last."""
    return dict(session.rows(_SQL["limits"]))


def put_limits(session: Session, digests: Mapping[int, str]) -> None:
    """Note the limits under which datastreams are flagged now."""
    session.run(_SQL["put_limits"], number=list(digests), digest=list(digests.values()))
