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
from typing import TYPE_CHECKING

import numpy as np

from sensing.property import PROPERTIES
from store.unpacking import (
    BITS,
    FIXED,
    HEADER,
    INTS,
    LAYOUT,
    LISTED,
    MOVING,
    PLAIN,
    SCALE,
    SCALED,
    STEPS,
    from_integers,
)

if TYPE_CHECKING:
    import numpy.typing as npt

    from sensing.batch import Batch, FloatArray, IntArray

#: Readings of one blob, about: between two thirds of it and half as many again when there are more.
READINGS = 1000

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
    layout = LAYOUT | (MOVING if is_moving else FIXED) << 4
    body = b"".join(parts)
    return HEADER.pack(HEADER.size + len(body), layout, int(batch.datastream[0]), len(batch)) + body


def _encode_ints(values: IntArray) -> bytes:
    """Return integers as differences from the least, or from those before, whichever is smaller."""
    low = int(values.min())
    plain = (values - low).view(np.uint64)  # modulo 2^64: any span fits
    candidates = [_stream(PLAIN, plain, base=low)]
    if len(values) > 1:
        candidates.append(_stream(STEPS, _zigzag(np.diff(values)), base=int(values[0])))
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
    return INTS.pack(way, width, len(data), base, _signed(divisor)) + data


def _signed(number: int) -> int:
    return number - (1 << 64) if number >= 1 << 63 else number


def _deflated(data: bytes) -> bytes:
    packer = zlib.compressobj(9, zlib.DEFLATED, -15, 9)
    return packer.compress(data) + packer.flush()


def _encode_floats(values: FloatArray) -> bytes:
    bits = values.view(np.int64)
    candidates = [bytes([BITS]) + _encode_bits(bits)]
    distinct, index = np.unique(bits, return_inverse=True)
    if len(distinct) <= max(1, len(values) // 3):
        listed = struct.pack("<BI", LISTED, len(distinct)) + _encode_bits(distinct)
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
                return bytes([SCALED]) + SCALE.pack(places, scale, offset) + _encode_ints(integers)
    return None


def _as_integers(values: FloatArray, places: int, scale: float, offset: float) -> IntArray | None:
    with np.errstate(over="ignore", invalid="ignore"):
        numbers = np.rint((values - offset) / scale * 10.0**places)
        if not (np.abs(numbers) < _EXACT).all():
            return None
    # Minus nought is no integer: its bits would not come back.
    integers = numbers.astype(np.int64)
    back = from_integers(integers, places, scale, offset)
    return integers if np.array_equal(back.view(np.int64), values.view(np.int64)) else None


@cache
def _scales() -> tuple[tuple[float, float], ...]:
    """Return the conversions of the door, that of the canonical unit first."""
    accepted = {pair for observed in PROPERTIES.values() for pair in observed.accepts.values()}
    return ((1.0, 0.0), *sorted(accepted - {(1.0, 0.0)}))
