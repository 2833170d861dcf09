"""Skimming: packed readings of many datastreams as one batch, without what a back-test does not ask for.

It takes over when they were true, their values, qualities and places; how late they came and which checks they failed
stay packed, which halves the work. Columns that say the same of every reading take up no room.
"""

from __future__ import annotations

import struct
import zlib
from typing import TYPE_CHECKING

import numpy as np

from sensing.batch import Batch
from store.errors import StoreError
from store.unpacking import parts

if TYPE_CHECKING:
    from sensing.batch import FloatArray, Int32Array, IntArray, SmallArray


def skim(blobs: bytes | None) -> Batch:
    """Return the readings of blobs that stand one behind the other, as if each had arrived when it was true.

    Raises:
        StoreError: If a blob is none, or of a later layout.
    """
    try:
        return _skimmed(blobs or b"")
    except (struct.error, zlib.error, ValueError, IndexError, OverflowError) as error:
        raise StoreError(f"packed readings cannot be read: {error}") from error


def _skimmed(blobs: bytes) -> Batch:
    found = list(parts(blobs))
    n = sum(part.readings for part in found)
    datastream, quality = np.empty(n, dtype=np.int32), np.empty(n, dtype=np.int8)
    time, value = np.empty(n, dtype=np.int64), np.empty(n, dtype=np.float64)
    is_moving = any(part.is_moving for part in found)
    lon, lat = (np.full(n, np.nan) if is_moving else None for _ in range(2))
    at = 0
    for part in found:
        mine, columns = slice(at, at + part.readings), part.columns
        datastream[mine], time[mine] = part.number, columns.ints()
        columns.skip_ints()
        value[mine], quality[mine] = columns.floats(), columns.ints()
        if part.is_moving and lon is not None and lat is not None:
            columns.skip_ints()
            lon[mine], lat[mine] = columns.floats(), columns.floats()
        at += part.readings
    return as_it_was(datastream, time, value=value, quality=quality, place=None if lon is None else (lon, lat))


def as_it_was(
    datastream: Int32Array,
    time: IntArray,
    *,
    value: FloatArray,
    quality: SmallArray,
    place: tuple[FloatArray, FloatArray | None] | None = None,
) -> Batch:
    """Return a batch of readings that arrived when they were true, and of whose checks nothing is known."""
    nowhere = np.broadcast_to(np.nan, len(time))
    lon, lat = place or (nowhere, nowhere)
    return Batch(
        datastream=datastream,
        phenomenon_time=time,
        result_time=time,
        value=value,
        quality=quality,
        why=np.broadcast_to(np.int32(0), len(time)),
        lon=lon,
        lat=nowhere if lat is None else lat,
    )
