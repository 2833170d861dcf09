"""The twin's flags, marks, corrections, and what has to be reviewed."""

from __future__ import annotations

from dataclasses import replace
from itertools import count
from typing import TYPE_CHECKING

from store.codec import dump, load
from store.memory.devices import is_there

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sensing.batch import Int32Array, IntArray, SmallArray
    from sensing.mark import Correction, Due, Mark
    from store.memory.tables import Tables, Writer

#: Tells one asking for a review from the next.
_ASKINGS = count(1)


def set_quality(
    writer: Writer, number: int, times: IntArray, *, quality: SmallArray, why: Int32Array, before: Int32Array
) -> int:
    """Give readings of one datastream other flags; return how many still had the reasons ``before``."""
    series = writer.tables.observations.get(number, {})
    columns = zip(times.tolist(), quality.tolist(), why.tolist(), before.tolist(), strict=True)
    changed = 0
    for time, trust, reasons, known in columns:
        if time in series and series[time].why == known:
            _replace(writer, number, time, value=series[time].value, quality=trust, why=reasons)
            changed += 1
    return changed


def reading(tables: Tables, number: int, time: int) -> tuple[float, int, int] | None:
    """Return value, quality and reasons of one reading; None when there is none."""
    found = tables.observations.get(number, {}).get(time)
    return None if found is None else (found.value, found.quality, found.why)


def set_value(writer: Writer, number: int, time: int, *, value: float, quality: int, why: int) -> None:
    """Put another value and other flags in place of one reading."""
    if time in writer.tables.observations.get(number, {}):
        _replace(writer, number, time, value=value, quality=quality, why=why)


def _replace(writer: Writer, number: int, time: int, *, value: float, quality: int, why: int) -> None:
    tables = writer.tables
    series = tables.observations[number]
    after = series[time]._replace(value=value, quality=quality, why=why)
    writer.put(series, time, after)
    if tables.latest[number].phenomenon_time == time:
        writer.put(tables.latest, number, after)


def marks(tables: Tables, *, station: str | None) -> list[Mark]:
    """Return marks, those of one station only if asked, oldest first."""
    found = (tables.marks[id_] for id_ in sorted(tables.marks))
    return [mark for mark in found if station is None or mark.station == station]


def put_mark(writer: Writer, mark: Mark) -> None:
    """Insert or replace a mark by id."""
    writer.put(writer.tables.marks, mark.id, load(type(mark), dump(mark)))


def corrections(
    tables: Tables, *, number: int | None, time: int | None, before: str | None, limit: int, within: str = ""
) -> list[Correction]:
    """Return corrections of a subtree newest first."""
    found = (tables.corrections[id_] for id_ in sorted(tables.corrections, reverse=True))
    return [
        each
        for each in found
        if (number is None or each.datastream == number)
        and (time is None or each.phenomenon_time == time)
        and (before is None or each.id < before)
        and is_there(tables, each.station, within=within)
    ][:limit]


def standing_correction(tables: Tables, number: int, time: int) -> Correction | None:
    """Return the correction that holds for a reading."""
    found = corrections(tables, number=number, time=time, before=None, limit=len(tables.corrections))
    return next((each for each in found if each.undone is None), None)


def put_correction(writer: Writer, correction: Correction) -> None:
    """Insert or replace a correction by id."""
    writer.put(writer.tables.corrections, correction.id, load(type(correction), dump(correction)))


def put_dues(writer: Writer, dues: Sequence[Due]) -> None:
    """Have readings reviewed; what is due already grows."""
    known = writer.tables.dues
    for due in dues:
        before = known.get(due.datastream, due)
        start, end = min(before.start, due.start), max(before.end, due.end)
        writer.put(known, due.datastream, replace(due, start=start, end=end, asking=next(_ASKINGS)))


def dues(tables: Tables, *, after: int, limit: int) -> list[Due]:
    """Return what is due of datastreams with a number above ``after``, by number."""
    found = sorted(number for number in tables.dues if number > after)
    return [tables.dues[number] for number in found[:limit]]


def settle_dues(writer: Writer, settled: Sequence[Due]) -> None:
    """Forget what was reviewed, unless it was asked for again meanwhile."""
    known = writer.tables.dues
    for due in settled:
        present = known.get(due.datastream)
        if present is not None and present.asking == due.asking:
            writer.drop(known, due.datastream)
