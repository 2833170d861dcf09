"""Unpacking: what packed readings look like, and how they are read; ``store.packing`` says how they are made."""

from __future__ import annotations

import struct
import zlib
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from sensing.batch import Batch, IntArray, concat, make_batch
from store.errors import StoreError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sensing.batch import FloatArray

#: Length of the whole blob, layout, datastream number, readings.
HEADER = struct.Struct("<IBiI")
LAYOUT = 1
FIXED, MOVING = 0, 1
#: Way, bytes of a plane element, bytes of the stream, base, divisor.
INTS = struct.Struct("<BBIqq")
PLAIN, STEPS = 0, 1
#: Way; then the parameters of the way.
SCALED, LISTED, BITS = 0, 1, 2
SCALE = struct.Struct("<Bdd")


def decode(blobs: bytes | None) -> Batch:
    """Return the readings of blobs that stand one behind the other; None stands for no blob.

    Raises:
        StoreError: If a blob is none, or of a later layout.
    """
    try:
        return concat(_decoded(blobs or b""))
    except (struct.error, zlib.error, ValueError, IndexError, OverflowError) as error:
        raise StoreError(f"packed readings cannot be read: {error}") from error


class Part(NamedTuple):
    """One blob."""

    #: Datastream number, and how many readings.
    number: int
    readings: int
    #: Whether the station moves.
    is_moving: bool
    #: Its columns: time, delay, value, quality, why; longitude and latitude of a station that moves.
    columns: Reader


def parts(blobs: bytes) -> Iterator[Part]:
    """Yield the blobs that stand one behind the other.

    Raises:
        StoreError: If one is of a later layout.
    """
    start = 0
    while start < len(blobs):
        length, layout, number, n = HEADER.unpack_from(blobs, start)
        if layout & 15 != LAYOUT or length < HEADER.size or start + length > len(blobs):
            raise StoreError(f"packed readings cannot be read: expected layout {LAYOUT}, got {layout & 15}")
        yield Part(number, n, layout >> 4 == MOVING, Reader(blobs, start + HEADER.size, n))
        start += length


def _decoded(blobs: bytes) -> Iterator[Batch]:
    for number, n, is_moving, reader in parts(blobs):
        time = reader.ints()
        columns: dict[str, Any] = {
            "phenomenon_time": time,
            "result_time": time + reader.ints(),
            "value": reader.floats(),
            "quality": reader.ints(),
            "why": reader.ints(),
        }
        if is_moving:
            columns |= {"lon": reader.floats(), "lat": reader.floats()}
        yield make_batch(datastream=np.full(n, number), **columns)


def from_integers(integers: IntArray, places: int, scale: float, offset: float) -> FloatArray:
    """Return the values that integers stand for by a scale; packing takes one only where every bit comes back."""
    result: FloatArray = integers / 10.0**places * scale + offset
    return result


class Reader:
    """Reads the columns of one blob, one after the other."""

    def __init__(self, blob: bytes, start: int, n: int) -> None:
        """Begin at the first column.

        Args:
            blob: Bytes that hold the blob.
            start: Where its columns begin.
            n: Readings of the blob.
        """
        self._blob = blob
        self._at = start
        self._n = n

    def skip_ints(self) -> None:
        """Leave a column of integers out."""
        self._at += INTS.unpack_from(self._blob, self._at)[2] + INTS.size

    def ints(self) -> IntArray:
        """Return a column of integers."""
        way, width, length, base, divisor = self._unpack(INTS)
        count = self._n - way
        if not length:
            # All the same, or all steps nought.
            return np.full(self._n, base, dtype=np.int64)
        numbers = np.zeros((count, 8), dtype=np.uint8)
        planes = np.frombuffer(self._inflated(length), dtype=np.uint8)
        numbers[:, :width] = planes.reshape(width, count).T
        whole = numbers.view("<u8").ravel().astype(np.uint64) * np.uint64(divisor % (1 << 64))
        if way == PLAIN:
            plain: IntArray = whole.view(np.int64) + base
            return plain
        steps = (whole >> np.uint64(1)).view(np.int64) ^ -(whole & np.uint64(1)).view(np.int64)
        result: IntArray = np.cumsum(np.concatenate((np.array([base], dtype=np.int64), steps)))
        return result

    def floats(self) -> FloatArray:
        """Return a column of numbers."""
        way = self._blob[self._at]
        self._at += 1
        if way == SCALED:
            places, scale, offset = self._unpack(SCALE)
            return from_integers(self.ints(), places, scale, offset)
        if way == LISTED:
            (count,) = self._unpack(struct.Struct("<I"))
            return self._bits(count)[self.ints()].view(np.float64)
        return self._bits(self._n).view(np.float64)

    def _bits(self, count: int) -> IntArray:
        (length,) = self._unpack(struct.Struct("<I"))
        planes = np.frombuffer(self._inflated(length), dtype=np.uint8).reshape(8, count)
        steps = np.ascontiguousarray(planes.T).view("<i8").ravel().astype(np.int64)
        result: IntArray = np.bitwise_xor.accumulate(steps)
        return result

    def _unpack(self, layout: struct.Struct) -> tuple[Any, ...]:
        values = layout.unpack_from(self._blob, self._at)
        self._at += layout.size
        return values

    def _inflated(self, length: int) -> bytes:
        data = self._blob[self._at : self._at + length]
        self._at += length
        return zlib.decompress(data, -15)
