"""Seats of a drill: whoever shows what was given out once for a seat takes it, and nobody after him."""

from __future__ import annotations

import hashlib
import threading
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

#: A link to a seat that is not followed opens nothing any more, s of wall time.
PATIENCE_SECONDS = 600.0


def seat_hash(token: str) -> str:
    """Return what a process keeps of a token: SHA-256, hexadecimal."""
    return hashlib.sha256(token.encode()).hexdigest()


def _seconds() -> float:
    return time.monotonic()  # noqa: TID251  people follow a link in wall time, however fast the drill goes by


@dataclass(frozen=True, slots=True, kw_only=True)
class Seat:
    """A place at the table."""

    #: User name of the drill.
    user: str
    #: Who takes it, as the installation that started the drill knows him.
    who: str


class Seats:
    """What was given out and not used; safe to share between threads."""

    def __init__(self, *, steady: Callable[[], float] = _seconds) -> None:
        """Begin empty.

        Args:
            steady: Seconds that nobody sets.
        """
        self._lock = threading.Lock()
        self._steady = steady
        self._given: dict[str, tuple[Seat, float]] = {}

    def give(self, hashed: str, seat: Seat) -> None:
        """Let whoever shows the token of a hash take a seat, once and soon."""
        with self._lock:
            instant = self._steady()
            self._given = {key: held for key, held in self._given.items() if held[1] > instant}
            self._given[hashed] = (seat, instant + PATIENCE_SECONDS)

    def take(self, token: str) -> Seat | None:
        """Return the seat of a token, which is spent by it; None where there is none."""
        with self._lock:
            seat, until = self._given.pop(seat_hash(token), (None, 0.0))
            return seat if until > self._steady() else None
