"""Past: the trusted readings of the last hours that features look back on.

A row holds what one policy of trust admits of one datastream, ascending by phenomenon time. A feature at an
instant looks only at entries up to it, so that it is a pure function of (past, instant): whoever judges a reading
again needs no copy. One instant has one entry: a repeated reading changes nothing, a higher revision replaces it,
and one that is no longer trusted takes it away. Entries older than a row's span, counted from its newest reading,
are forgotten, except the last of them: what came since then begins there. An entry takes 33 bytes, and about three
times as much is allocated; a row never keeps more than ``MOST`` entries.

Values are whole millionths of the canonical unit, so that sums are exact in any order.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

import numpy as np

from rules.column import NEVER, Links
from rules.increment import Steps, increments, whole
from rules.order import true_at
from rules.segment import Segments, spread
from sensing.batch import revisions_of

if TYPE_CHECKING:
    from sensing.batch import Batch, BoolArray, IntArray, SmallArray

#: Most entries of a row; the oldest are forgotten first.
MOST: Final = 1 << 17
#: Beyond every revision.
_LAST: Final = 127


@dataclass(frozen=True, slots=True, kw_only=True)
class PastTable:
    """What must be remembered; one row per datastream, policy of trust and way of adding up."""

    #: Datastream number, int64, shape (rows,).
    datastream: IntArray
    #: Whether the row trusts each ``Quality``, shape (rows, 3).
    trusts: BoolArray
    #: How long entries are kept, counted back from the newest reading, µs, shape (rows,).
    span: IntArray
    #: What a value covers, µs, ``COUNTER``, or 0 for what is no increment, shape (rows,).
    interval: IntArray
    #: Value at which a counter begins again at zero, millionths; 0 where it never does, shape (rows,).
    rollover: IntArray
    #: Rows of each datastream.
    rows: Links

    def __len__(self) -> int:
        """Return the number of rows."""
        return len(self.span)

    def keys(self) -> list[tuple[object, ...]]:
        """Return what tells each row from the others."""
        columns = (self.datastream, self.interval, self.rollover, *self.trusts.T)
        return list(zip(*(column.tolist() for column in columns), strict=True))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Entries:
    """Entries in order of row and time, one of each instant."""

    row: IntArray
    time: IntArray
    value: IntArray
    revision: SmallArray
    #: Whether the row trusts it; one that it does not takes the entry of its instant away.
    trusted: BoolArray

    def take(self, index: IntArray | BoolArray) -> _Entries:
        return _Entries(
            row=self.row[index],
            time=self.time[index],
            value=self.value[index],
            revision=self.revision[index],
            trusted=self.trusted[index],
        )

    def distinct(self) -> _Entries:
        """Return one entry of each instant: the highest revision, among equals the first."""
        ordered = self.take(np.lexsort((-self.revision, self.time, self.row)))
        row, time = ordered.row, ordered.time
        return ordered.take(np.r_[True, (row[1:] != row[:-1]) | (time[1:] != time[:-1])][: len(row)])


class Past:
    """What features look back on; changed in place."""

    __slots__ = ("_newest", "segments", "table")

    def __init__(self, table: PastTable) -> None:
        """Begin without a reading."""
        self.table = table
        #: Columns: phenomenon time µs, value and running sum in millionths, running time covered µs, revision.
        self.segments = Segments(
            len(table),
            {"time": np.int64, "value": np.int64, "sum": np.int64, "covered": np.int64, "revision": np.int8},
        )
        self._newest: IntArray = np.full(len(table), NEVER, dtype=np.int64)

    @property
    def nbytes(self) -> int:
        """Bytes that the past takes."""
        return self.segments.nbytes + self._newest.nbytes

    def insert(self, batch: Batch, *, amended: bool = False) -> None:
        """Put the readings of a batch in their places.

        Args:
            batch: The readings, in any order.
            amended: Whether they are known and their flags have changed: what is not trusted any more goes.
        """
        if not len(self.table) or not len(batch):
            return
        reading, row = self.table.rows.of(batch.datastream.astype(np.int64))
        if not len(row):
            return
        arrived = _Entries(
            row=row,
            time=batch.phenomenon_time[reading],
            value=whole(batch.value)[reading],
            revision=revisions_of(batch)[reading],
            trusted=self.table.trusts[row, batch.quality[reading]],
        )
        if amended:
            arrived = replace(arrived, revision=np.where(arrived.trusted, arrived.revision, _LAST).astype(np.int8))
        is_told = arrived.trusted | (arrived.revision > 0)
        arrived = arrived.take(is_told & (arrived.time > self._newest[row] - self.table.span[row])).distinct()
        # A clock that runs ahead must not push out what is still needed.
        np.maximum.at(self._newest, row[is_told], true_at(batch)[reading[is_told]])
        if len(arrived.row):
            self._place(arrived)

    def take_over(self, other: Past) -> None:
        """Begin with what another past has of the same rows."""
        place = {key: row for row, key in enumerate(other.table.keys())}
        pairs = [(place[key], row) for row, key in enumerate(self.table.keys()) if key in place]
        source, rows = np.array(pairs, dtype=np.int64).reshape(-1, 2).T
        taken, position = other.segments.flat(source)
        column = other.segments.column
        self._newest[rows] = other._newest[source]
        self._append(
            _Entries(
                row=rows[taken],
                time=column["time"][position],
                value=column["value"][position],
                revision=column["revision"][position],
                trusted=np.ones(len(position), dtype=np.bool_),
            )
        )

    def _place(self, arrived: _Entries) -> None:
        segments = self.segments
        behind = ~arrived.trusted
        filled = segments.count[arrived.row] > 0
        last = segments.first[arrived.row] + segments.count[arrived.row] - 1
        behind[filled] |= arrived.time[filled] <= segments.column["time"][last[filled]]
        if not behind.any():
            self._append(arrived)
            return
        is_mixed = np.zeros(len(self.table), dtype=np.bool_)
        is_mixed[arrived.row[behind]] = True
        self._append(arrived.take(~is_mixed[arrived.row]))
        self._merge(np.flatnonzero(is_mixed), arrived.take(is_mixed[arrived.row]))

    def _merge(self, rows: IntArray, arrived: _Entries) -> None:
        """Write some rows anew with what arrived among their entries."""
        place, position = self.segments.flat(rows)
        column = self.segments.column
        # The entries that are there come first, so that a repeated reading changes nothing.
        both = _Entries(
            row=np.concatenate([rows[place], arrived.row]),
            time=np.concatenate([column["time"][position], arrived.time]),
            value=np.concatenate([column["value"][position], arrived.value]),
            revision=np.concatenate([column["revision"][position], arrived.revision]),
            trusted=np.concatenate([np.ones(len(position), dtype=np.bool_), arrived.trusted]),
        ).distinct()
        self.segments.clear(rows)
        self._append(both.take(both.trusted))

    def _append(self, entries: _Entries) -> None:
        """Add entries that are newer than those of their rows."""
        if not len(entries.row):
            return
        segments = self.segments
        head = np.flatnonzero(np.r_[True, entries.row[1:] != entries.row[:-1]])
        rows, added = entries.row[head], np.diff(np.r_[head, len(entries.row)])
        has_before = np.ones(len(entries.row), dtype=np.bool_)
        has_before[head] = segments.count[rows] > 0
        position = segments.append(rows, added)
        column = segments.column
        column["time"][position], column["value"][position] = entries.time, entries.value
        column["revision"][position] = entries.revision
        before = np.maximum(position - 1, 0)
        steps = increments(
            Steps(
                time=entries.time,
                value=entries.value,
                time_before=column["time"][before],
                value_before=column["value"][before],
                has_before=has_before,
                interval=self.table.interval[entries.row],
                rollover=self.table.rollover[entries.row],
            )
        )
        for name, step in zip(("sum", "covered"), steps, strict=True):
            running = np.cumsum(step)
            start = np.where(has_before[head], column[name][before[head]], 0) - running[head] + step[head]
            column[name][position] = running + np.repeat(start, added)

    def evict(self, batch: Batch) -> None:
        """Forget what the rows of a judged batch no longer need."""
        if not len(self.table) or not len(batch):
            return
        is_told = np.zeros(len(self.table), dtype=np.bool_)
        is_told[self.table.rows.of(batch.datastream.astype(np.int64))[1]] = True
        rows = np.flatnonzero(is_told)
        if not len(rows):
            return
        first, count = self.segments.first[rows], self.segments.count[rows]
        horizon = self._newest[rows] - self.table.span[rows]
        outlived = self.after(rows, horizon) - first - 1
        self.segments.drop(rows, np.maximum(np.maximum(outlived, count - MOST), 0))

    def after(self, rows: IntArray, time: IntArray) -> IntArray:
        """Return the position of the first entry of each row that is later than an instant."""
        return self.segments.search("time", rows, time + 1)

    def since(self, rows: IntArray, time: IntArray) -> IntArray:
        """Return the position of the first entry of each row that is not earlier than an instant."""
        return self.segments.search("time", rows, time)

    def at(self, rows: IntArray, time: IntArray) -> tuple[IntArray, BoolArray]:
        """Return (value in millionths, whether there is one) of each row at an instant."""
        position = self.since(rows, time)
        known = position < self.segments.first[rows] + self.segments.count[rows]
        position = np.where(known, position, 0)
        if not known.any():
            return position, known
        known &= self.segments.column["time"][position] == time
        return np.where(known, self.segments.column["value"][position], 0), known

    def between(self, first: IntArray, end: IntArray) -> tuple[IntArray, IntArray]:
        """Return (place, position) of every entry of windows that begin at ``first`` and end before ``end``."""
        return spread(first, np.maximum(end - first, 0))
