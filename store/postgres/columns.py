"""Batches as PostgreSQL's binary formats, built and read as whole columns. Pure.

A COPY row of fixed layout is one numpy record, so a batch becomes a payload without a Python step per
reading; array values of one row come back the same way.

Source:
    PostgreSQL manual, "COPY / File Formats / Binary Format"; src/backend/utils/adt/arrayfuncs.c
    (``array_send``); timestamptz is int64 µs since 2000-01-01T00:00:00Z.
"""

from __future__ import annotations

import struct
from typing import TYPE_CHECKING, Any

import numpy as np

from sensing.batch import Batch, empty_batch

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    import numpy.typing as npt

    from sensing.batch import BoolArray

#: 2000-01-01T00:00:00Z, µs since the epoch.
POSTGRES_EPOCH = 946_684_800_000_000

_SIGNATURE = b"PGCOPY\n\xff\r\n\0" + struct.pack(">ii", 0, 0)
_TRAILER = struct.pack(">h", -1)

_READING: list[tuple[str, str]] = [
    ("phenomenon_time", ">i8"),
    ("result_time", ">i8"),
    ("value", ">f8"),
    ("datastream", ">i4"),
    ("why", ">i4"),
    ("quality", ">i2"),
]
_PLACE = [("lon", ">f8"), ("lat", ">f8")]
_NEWEST = [("is_newest", "i1")]

#: Fields of a batch in the order in which queries return them, with their place in an array's element.
_ARRAYS: list[tuple[str, str]] = [
    ("datastream", ">i4"),
    ("phenomenon_time", ">i8"),
    ("result_time", ">i8"),
    ("value", ">f8"),
    ("quality", ">i2"),
    ("why", ">i4"),
    ("lon", ">f8"),
    ("lat", ">f8"),
]
_ARRAY_HEADER = struct.Struct(">iiiii")
_TIMES = frozenset({"phenomenon_time", "result_time"})


def in_key_order(batch: Batch) -> tuple[Batch, Batch]:
    """Return the readings sorted by (datastream, phenomenon time), one of each key, and the others of the same keys.

    Of readings with the same key the highest revision goes first, then the first to arrive. Sorted keys let two
    writers of the same readings wait for each other instead of dead-locking, and fill the index from left to right.
    """
    keys: list[npt.NDArray[Any]] = [batch.phenomenon_time, batch.datastream]
    if batch.revision is not None:
        keys.insert(0, -batch.revision.astype(np.int64))
    batch = batch.take(np.lexsort(keys))
    is_first = np.ones(len(batch), dtype=np.bool_)
    is_first[1:] = (np.diff(batch.datastream) != 0) | (np.diff(batch.phenomenon_time) != 0)
    return (batch, empty_batch()) if is_first.all() else (batch.take(is_first), batch.take(~is_first))


def streams(batch: Batch) -> Iterator[Batch]:
    """Yield the readings of each datastream, of readings in any order, ascending in phenomenon time."""
    batch = batch.take(np.lexsort((batch.phenomenon_time, batch.datastream)))
    bounds = np.flatnonzero(np.diff(batch.datastream)) + 1
    for index in np.split(np.arange(len(batch)), bounds):
        if len(index):
            yield batch.take(index)


def newest(batch: Batch) -> BoolArray:
    """Return which readings are their datastream's newest, of readings in key order.

    That is the one that ``move_latest`` would choose: no reading is newer than its arrival.
    """
    is_last = np.ones(len(batch), dtype=np.bool_)
    is_last[:-1] = np.diff(batch.datastream) != 0
    if (batch.phenomenon_time <= batch.result_time).all():
        return is_last
    known_since = np.minimum(batch.phenomenon_time, batch.result_time)
    by_age = np.lexsort((batch.phenomenon_time, known_since, batch.datastream))
    is_newest = np.zeros(len(batch), dtype=np.bool_)
    is_newest[by_age[is_last]] = True
    return is_newest


def copy_payload(batch: Batch, *, is_newest: BoolArray | None = None, is_moving: bool = False) -> bytes:
    """Return the binary COPY of a batch.

    Columns: phenomenon_time, result_time, value, datastream, why, quality; then is_newest if it is given; then
    lon and lat if stations move.
    """
    fields = [*_READING, *(_NEWEST if is_newest is not None else ()), *(_PLACE if is_moving else ())]
    rows = np.empty(len(batch), dtype=_row_dtype(fields))
    rows["fields"] = len(fields)
    for name, kind in fields:
        rows[f"{name}_length"] = np.dtype(kind).itemsize
        rows[name] = is_newest if name == "is_newest" else getattr(batch, name)
    for name in _TIMES:
        rows[name] -= POSTGRES_EPOCH
    return b"".join((_SIGNATURE, rows.tobytes(), _TRAILER))


def _row_dtype(fields: Sequence[tuple[str, str]]) -> np.dtype[Any]:
    layout: list[tuple[str, str]] = [("fields", ">i2")]
    for name, kind in fields:
        layout += [(f"{name}_length", ">i4"), (name, kind)]
    return np.dtype(layout)


def batch_of(arrays: Sequence[bytes | None]) -> Batch:
    """Return the batch whose columns are binary arrays, in the order of ``_ARRAYS``; None stands for no rows."""
    columns = {name: array_of(raw, kind) for (name, kind), raw in zip(_ARRAYS, arrays, strict=True)}
    for name in _TIMES:
        columns[name] += POSTGRES_EPOCH
    columns["quality"] = columns["quality"].astype(np.int8)
    return Batch(**columns)


def times_of(raw: bytes | None) -> npt.NDArray[Any]:
    """Return a binary array of timestamptz as µs since the epoch."""
    return array_of(raw, ">i8") + POSTGRES_EPOCH


def array_of(raw: bytes | None, kind: str) -> npt.NDArray[Any]:
    """Return a binary one-dimensional array without nulls, in the machine's byte order.

    Args:
        raw: The array as sent; None for an aggregate over no rows.
        kind: numpy type of an element as sent.
    """
    native = np.dtype(kind).newbyteorder("=")
    if raw is None or len(raw) < _ARRAY_HEADER.size:
        return np.empty(0, dtype=native)
    cells = np.frombuffer(raw, dtype=[("length", ">i4"), ("value", kind)], offset=_ARRAY_HEADER.size)
    return cells["value"].astype(native)
