"""Identity: ids that sort by the time they were made.

RFC 9562 UUID version 7 with the sub-millisecond part in ``rand_a`` (method 3) and a step forward for ids of the same
instant, so that a list ordered by id is ordered by time and a page cursor is nothing but the last id seen.
"""

from __future__ import annotations

import hashlib
import secrets
import uuid
from contextlib import contextmanager
from threading import Lock
from typing import TYPE_CHECKING

from sensing.instant import to_micros

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import datetime

_VERSION = 0x7
_VARIANT = 0b10


class _Sequence:
    """The last id made by this process; two ids of one instant must still come out in order."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._last = 0

    def after(self, value: int) -> int:
        with self._lock:
            if value >> 64 == self._last >> 64:
                value = max(value, self._last + 1)
            self._last = value
            return value


class _Source:
    """Where ids take their order and their random bits from."""

    def __init__(self) -> None:
        self.sequence = _Sequence()
        #: Given a number of bits, returns as many.
        self.bits: Callable[[int], int] = secrets.randbits


_SOURCE = _Source()


@contextmanager
def drawn_from(bits: Callable[[int], int]) -> Iterator[None]:
    """Let the ids of this process take their random bits from elsewhere: a drill is the same for the same seed.

    Args:
        bits: Given a number of bits, returns as many.
    """
    before = _SOURCE.sequence, _SOURCE.bits
    _SOURCE.sequence, _SOURCE.bits = _Sequence(), bits
    try:
        yield
    finally:
        _SOURCE.sequence, _SOURCE.bits = before


def random_bits(count: int) -> int:
    """Return as many random bits; what nobody may guess takes them from here, too."""
    return _SOURCE.bits(count)


def new_id(now: datetime) -> str:
    """Return a fresh id, 36 characters, that sorts after every id this process made for an earlier or equal ``now``."""
    milliseconds, micros = divmod(to_micros(now), 1000)
    fraction = micros * 4096 // 1000
    value = (milliseconds & (1 << 48) - 1) << 80 | _VERSION << 76 | fraction << 64
    # The top random bit stays clear: room to step forward without touching the variant.
    value |= _VARIANT << 62 | _SOURCE.bits(61)
    return str(uuid.UUID(int=_SOURCE.sequence.after(value)))


def derived_id(at: datetime, *words: str) -> str:
    """Return the id that the same words of the same instant always have; sorts by the millisecond of the instant."""
    digest = hashlib.sha256("\0".join(words).encode()).digest()
    value = (to_micros(at) // 1000 & (1 << 48) - 1) << 80 | _VERSION << 76 | _VARIANT << 62
    return str(uuid.UUID(int=value | int.from_bytes(digest) & (1 << 62) - 1))
