"""Aged readings as packed columns: about a thousand readings of one datastream become one blob, bit by bit the same.

Every column is brought to small integers, split into planes of equal bytes and deflated. Times and delays are
differences divided by their greatest common divisor. Values are mostly decimal numbers, some converted from
another unit at the door: where ``v = i / 10^k · scale + offset`` gives every bit back, ``i`` is stored, else an
index into the distinct values, else the bits against those before. The smallest way wins. Blobs may stand one
behind the other: each begins with its own length.

Source:
    Differences against the value before as in Pelkonen et al., "Gorilla: A Fast, Scalable, In-Memory Time Series
    Database", VLDB 2015; byte planes as in HDF5's shuffle filter; RFC 1951 (deflate).
"""

from __future__ import annotations

import struct
import zlib
from functools import cache
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from sensing.batch import Batch, IntArray, concat, make_batch
from sensing.property import PROPERTIES
from store.errors import StoreError

if TYPE_CHECKING:
    from collections.abc import Iterator

    import numpy.typing as npt

    from sensing.batch import FloatArray

#: Readings of one blob, about: between two thirds of it and half as many again when there are more.
READINGS = 1000

#: Length of the whole blob, layout, datastream number, readings.
_HEADER = struct.Struct("<IBiI")
_LAYOUT = 1
_FIXED, _MOVING = 0, 1
#: Way, bytes of a plane element, bytes of the stream, base, divisor.
_INTS = struct.Struct("<BBIqq")
_PLAIN, _STEPS = 0, 1
#: Way; then the parameters of the way.
_SCALED, _LISTED, _BITS = 0, 1, 2
_SCALE = struct.Struct("<Bdd")
#: Decimal places that are tried.
_PLACES = range(7)
#: Integers that a float holds exactly.
_EXACT = 2.0**53
#: Values that a scale is first tried on.
_SAMPLE = 16


def pack(batch: Batch) -> list[bytes]:
    """Return blobs of about ``READINGS`` readings of one datastream that ascends in phenomenon time."""
    parts = np.array_split(np.arange(len(batch)), max(1, round(len(batch) / READINGS)))
    return [encode(batch.take(index)) for index in parts if len(index)]


def encode(batch: Batch) -> bytes:
    """Return one blob of one datastream's readings, ascending in phenomenon time, at least one."""
    is_moving = not (np.isnan(batch.lon).all() and np.isnan(batch.lat).all())
    parts = [
        _encode_ints(batch.phenomenon_time),
        _encode_ints(batch.result_time - batch.phenomenon_time),
        _encode_floats(batch.value),
        _encode_ints(batch.quality.astype(np.int64)),
        _encode_ints(batch.why.astype(np.int64)),
        *((_encode_floats(batch.lon), _encode_floats(batch.lat)) if is_moving else ()),
    ]
    layout = _LAYOUT | (_MOVING if is_moving else _FIXED) << 4
    body = b"".join(parts)
    return _HEADER.pack(_HEADER.size + len(body), layout, int(batch.datastream[0]), len(batch)) + body


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
        length, layout, number, n = _HEADER.unpack_from(blobs, start)
        if layout & 15 != _LAYOUT or length < _HEADER.size or start + length > len(blobs):
            raise StoreError(f"packed readings cannot be read: expected layout {_LAYOUT}, got {layout & 15}")
        yield Part(number, n, layout >> 4 == _MOVING, Reader(blobs, start + _HEADER.size, n))
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


def _encode_ints(values: IntArray) -> bytes:
    """Return integers as differences from the least, or from those before, whichever is smaller."""
    low = int(values.min())
    plain = (values - low).view(np.uint64)  # modulo 2^64: any span fits
    candidates = [_stream(_PLAIN, plain, base=low)]
    if len(values) > 1:
        candidates.append(_stream(_STEPS, _zigzag(np.diff(values)), base=int(values[0])))
    return min(candidates, key=len)


def _zigzag(steps: IntArray) -> npt.NDArray[np.uint64]:
    return ((steps << 1) ^ (steps >> 63)).view(np.uint64)


def _stream(way: int, numbers: npt.NDArray[np.uint64], *, base: int) -> bytes:
    divisor = int(np.gcd.reduce(numbers)) or 1
    # Zigzag doubles what is positive, so the divisor of steps is that of the doubled ones.
    small = numbers // np.uint64(divisor)
    width = max(1, (int(small.max()).bit_length() + 7) // 8) if len(small) else 1
    planes = small.astype("<u8").view(np.uint8).reshape(-1, 8)[:, :width].T
    data = _deflated(planes.tobytes()) if small.any() else b""
    return _INTS.pack(way, width, len(data), base, _signed(divisor)) + data


def _signed(number: int) -> int:
    return number - (1 << 64) if number >= 1 << 63 else number


def _deflated(data: bytes) -> bytes:
    packer = zlib.compressobj(9, zlib.DEFLATED, -15, 9)
    return packer.compress(data) + packer.flush()


def _encode_floats(values: FloatArray) -> bytes:
    bits = values.view(np.int64)
    candidates = [bytes([_BITS]) + _encode_bits(bits)]
    distinct, index = np.unique(bits, return_inverse=True)
    if len(distinct) <= max(1, len(values) // 3):
        listed = struct.pack("<BI", _LISTED, len(distinct)) + _encode_bits(distinct)
        candidates.append(listed + _encode_ints(index.astype(np.int64).ravel()))
    if (scaled := _encode_scaled(values)) is not None:
        candidates.append(scaled)
    return min(candidates, key=len)


def _encode_bits(bits: IntArray) -> bytes:
    before = np.concatenate((bits[:1] * 0, bits[:-1]))
    data = _deflated((bits ^ before).astype("<i8").view(np.uint8).reshape(-1, 8).T.tobytes())
    return struct.pack("<I", len(data)) + data


def _encode_scaled(values: FloatArray) -> bytes | None:
    """Return values as integers and the scale that gives every bit back; None when none of those tried does."""
    if not np.isfinite(values).all():
        return None
    sample = values[:: max(1, len(values) // _SAMPLE)]
    for scale, offset in _scales():
        for places in _PLACES:
            if _as_integers(sample, places, scale, offset) is None:
                continue
            integers = _as_integers(values, places, scale, offset)
            if integers is not None:
                return bytes([_SCALED]) + _SCALE.pack(places, scale, offset) + _encode_ints(integers)
    return None


def _as_integers(values: FloatArray, places: int, scale: float, offset: float) -> IntArray | None:
    with np.errstate(over="ignore", invalid="ignore"):
        numbers = np.rint((values - offset) / scale * 10.0**places)
        if not (np.abs(numbers) < _EXACT).all():
            return None
    # Minus nought is no integer: its bits would not come back.
    integers = numbers.astype(np.int64)
    back = _from_integers(integers, places, scale, offset)
    return integers if np.array_equal(back.view(np.int64), values.view(np.int64)) else None


def _from_integers(integers: IntArray, places: int, scale: float, offset: float) -> FloatArray:
    result: FloatArray = integers / 10.0**places * scale + offset
    return result


@cache
def _scales() -> tuple[tuple[float, float], ...]:
    """Return the conversions of the door, that of the canonical unit first."""
    accepted = {pair for observed in PROPERTIES.values() for pair in observed.accepts.values()}
    return ((1.0, 0.0), *sorted(accepted - {(1.0, 0.0)}))


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
        self._at += _INTS.unpack_from(self._blob, self._at)[2] + _INTS.size

    def ints(self) -> IntArray:
        """Return a column of integers."""
        way, width, length, base, divisor = self._unpack(_INTS)
        count = self._n - way
        if not length:
            # All the same, or all steps nought.
            return np.full(self._n, base, dtype=np.int64)
        numbers = np.zeros((count, 8), dtype=np.uint8)
        planes = np.frombuffer(self._inflated(length), dtype=np.uint8)
        numbers[:, :width] = planes.reshape(width, count).T
        whole = numbers.view("<u8").ravel().astype(np.uint64) * np.uint64(divisor % (1 << 64))
        if way == _PLAIN:
            plain: IntArray = whole.view(np.int64) + base
            return plain
        steps = (whole >> np.uint64(1)).view(np.int64) ^ -(whole & np.uint64(1)).view(np.int64)
        result: IntArray = np.cumsum(np.concatenate((np.array([base], dtype=np.int64), steps)))
        return result

    def floats(self) -> FloatArray:
        """Return a column of numbers."""
        way = self._blob[self._at]
        self._at += 1
        if way == _SCALED:
            places, scale, offset = self._unpack(_SCALE)
            return _from_integers(self.ints(), places, scale, offset)
        if way == _LISTED:
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
