"""Sums of time buckets: how readings become hours, hours become days, and how a day of hours is kept. Pure.

Unreliable readings enter nothing; doubtful ones count and are counted apart from the good. The sum of a bucket is
rounded once, whatever order its readings come in; a bucket of whole hours is made of its hours, so the answer is
the same to the last bit whether the hours were kept or are made from the readings.

A reading that is late changes one hour, and with it every day, hydrological day or month made of it.
"""

from __future__ import annotations

import math
import struct
import zlib
from typing import TYPE_CHECKING, Any

import numpy as np

from sensing.batch import concat
from sensing.quality import Quality
from store.errors import StoreError

if TYPE_CHECKING:
    from collections.abc import Iterable

    from numpy.typing import NDArray

    from sensing.batch import Batch, FloatArray, Int32Array, IntArray

#: µs in an hour, in a day.
HOUR = 3_600_000_000
DAY = 24 * HOUR

_FLOATS = ("min", "max", "sum", "first", "last")
#: One time bucket: its start (µs since the epoch), usable and good readings, and their values.
BUCKET = np.dtype([("start", "<i8"), ("count", "<u4"), ("good", "<u4"), *((name, "<f8") for name in _FLOATS)])
#: What is kept of an hour; its start follows from the day and a bit.
_KEPT = np.dtype([("count", "<u4"), ("good", "<u4"), *((name, "<f8") for name in _FLOATS)])
#: Layout, which hours of the day there are.
_HEADER = struct.Struct("<BI")
_LAYOUT = 1

Buckets = np.ndarray[tuple[int], np.dtype[np.void]]


def no_buckets() -> Buckets:
    """Return no bucket."""
    return np.empty(0, dtype=BUCKET)


def buckets_of(batch: Batch, *, width: int, origin: int) -> Buckets:
    """Return the buckets that hold a usable reading, ascending.

    Args:
        batch: Readings of one datastream, ascending in phenomenon time.
        width: Width of a bucket, µs.
        origin: A boundary between two buckets, µs since the epoch.
    """
    return buckets_of_all(batch, width=width, origin=origin)[1]


def buckets_of_all(batch: Batch, *, width: int, origin: int) -> tuple[Int32Array, Buckets]:
    """Return the buckets of several datastreams that hold a usable reading, and whose each is.

    Args:
        batch: Readings sorted by datastream and phenomenon time.
        width: Width of a bucket, µs.
        origin: A boundary between two buckets, µs since the epoch.
    """
    batch = batch.take(batch.quality < Quality.UNRELIABLE) if (batch.quality >= Quality.UNRELIABLE).any() else batch
    if not len(batch):
        return batch.datastream, no_buckets()
    start = batch.phenomenon_time - (batch.phenomenon_time - origin) % width
    is_next = (np.diff(start) != 0) | (np.diff(batch.datastream) != 0)
    first = np.flatnonzero(np.concatenate(([True], is_next)))
    last = np.append(first[1:], len(batch))
    result = np.empty(len(first), dtype=BUCKET)
    result["start"] = start[first]
    result["count"] = last - first
    result["good"] = np.add.reduceat((batch.quality == Quality.GOOD).astype(np.int64), first)
    result["min"] = np.minimum.reduceat(batch.value, first)
    result["max"] = np.maximum.reduceat(batch.value, first)
    result["sum"] = _sums(batch.value, first, last)
    result["first"] = batch.value[first]
    result["last"] = batch.value[last - 1]
    return batch.datastream[first], result


def buckets_of_pages(pages: Iterable[Batch], *, width: int, origin: int) -> Buckets:
    """Return the buckets of readings that come in pages, without holding more than a page and a bucket."""
    found, held = [], None
    for page in pages:
        batch = page if held is None else concat([held, page])
        if not len(batch):
            continue
        # The last bucket may go on in the next page.
        start = batch.phenomenon_time - (batch.phenomenon_time - origin) % width
        cut = int(np.searchsorted(start, start[-1]))
        found.append(buckets_of(batch.take(np.arange(cut)), width=width, origin=origin))
        held = batch.take(np.arange(cut, len(batch)))
    if held is not None:
        found.append(buckets_of(held, width=width, origin=origin))
    return np.concatenate(found) if found else no_buckets()


def combined(hours: Buckets, *, width: int, origin: int) -> Buckets:
    """Return wider buckets made of narrower ones that ascend and do not cross their boundaries."""
    if not len(hours):
        return hours
    start = hours["start"] - (hours["start"] - origin) % width
    first = np.flatnonzero(np.concatenate(([True], np.diff(start) != 0)))
    last = np.append(first[1:], len(hours))
    result = np.empty(len(first), dtype=BUCKET)
    result["start"] = start[first]
    for name in ("count", "good"):
        result[name] = np.add.reduceat(hours[name].astype(np.int64), first)
    result["min"] = np.minimum.reduceat(hours["min"], first)
    result["max"] = np.maximum.reduceat(hours["max"], first)
    result["sum"] = _sums(hours["sum"], first, last)
    result["first"] = hours["first"][first]
    result["last"] = hours["last"][last - 1]
    return result


def reduced(buckets: Buckets, how: str) -> tuple[IntArray, FloatArray]:
    """Return where each bucket starts, and what it is reduced to (see ``store.buckets.How``)."""
    values = buckets["sum"] / buckets["count"] if how == "mean" else buckets[how].astype(np.float64)
    return buckets["start"].astype(np.int64), np.ascontiguousarray(values, dtype=np.float64)


def _sums(values: NDArray[Any], first: IntArray, last: IntArray) -> list[float]:
    listed = values.tolist()
    return [_sum(listed[start:end]) for start, end in zip(first.tolist(), last.tolist(), strict=True)]


def _sum(values: list[float]) -> float:
    """Return the sum, rounded once; one too large for a float is the largest there is."""
    try:
        return math.fsum(values)
    except OverflowError:
        return math.copysign(1.7976931348623157e308, math.fsum(value * 2.0**-70 for value in values))


def encode_day(hours: Buckets) -> bytes:
    """Return up to 24 hours of one UTC day as bytes."""
    bits = int(np.bitwise_or.reduce(1 << (hours["start"] % DAY // HOUR)))
    kept = np.empty(len(hours), dtype=_KEPT)
    for name in _KEPT.names or ():
        kept[name] = hours[name]
    planes = kept.view(np.uint8).reshape(-1, _KEPT.itemsize).T
    return _HEADER.pack(_LAYOUT, bits) + zlib.compress(planes.tobytes(), 4)


def decode_day(day: int, data: bytes) -> Buckets:
    """Return the hours of the UTC day that begins at an instant (µs).

    Raises:
        StoreError: If the bytes are no day of this layout.
    """
    try:
        layout, bits = _HEADER.unpack_from(data)
        places = [place for place in range(24) if bits >> place & 1]
        planes = np.frombuffer(zlib.decompress(data[_HEADER.size :]), dtype=np.uint8)
        kept = np.ascontiguousarray(planes.reshape(_KEPT.itemsize, len(places)).T).view(_KEPT).ravel()
    except (struct.error, zlib.error, ValueError) as error:
        raise StoreError(f"a day of rollups cannot be read: {error}") from error
    if layout != _LAYOUT:
        raise StoreError(f"a day of rollups cannot be read: expected layout {_LAYOUT}, got {layout}")
    result = np.empty(len(places), dtype=BUCKET)
    result["start"] = day + np.array(places, dtype=np.int64) * HOUR
    for name in _KEPT.names or ():
        result[name] = kept[name]
    return result
