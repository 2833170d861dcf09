"""Lock-out: how many wrong passwords a place may try.

Counted per (user, address) and per address, never per user alone: whoever knows the duty officer's name must not
be able to lock the duty officer out. Kept in memory per process; a restart forgets it, several processes count
apart.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime

#: Wrong passwords for one user from one address before it is locked out.
TRIES = 5
#: Wrong passwords from one address over all users before it is locked out.
TRIES_PER_ADDRESS = 30
#: How long a failure counts, and how long a lock-out lasts.
SPAN = timedelta(minutes=5)
#: Places remembered; the one that failed longest ago is forgotten first.
PLACES = 10_000


@dataclass(slots=True)
class _Failures:
    count: int
    last: datetime


class Lockout:
    """Counts failures; thread-safe."""

    def __init__(self) -> None:
        self._failures: OrderedDict[tuple[str, str], _Failures] = OrderedDict()
        self._lock = threading.Lock()

    def wait(self, *, user: str, address: str, now: datetime) -> timedelta:
        """Return how long this place has to wait before its next try; zero when it may try now."""
        with self._lock:
            return max(
                self._wait_of((user, address), limit=TRIES, now=now),
                self._wait_of(("", address), limit=TRIES_PER_ADDRESS, now=now),
            )

    def tried(self, *, user: str, address: str, now: datetime) -> None:
        """Count a try before it is judged, so that tries sent all at once do not all get through."""
        with self._lock:
            for key in ((user, address), ("", address)):
                known = self._failures.pop(key, None)
                is_fresh = known is not None and now - known.last < SPAN
                self._failures[key] = _Failures(known.count + 1 if known and is_fresh else 1, now)
            while len(self._failures) > PLACES:
                self._failures.popitem(last=False)

    def succeeded(self, *, user: str, address: str) -> None:
        """Take the last try back and forget the user's failures there; others' at the address still count."""
        with self._lock:
            self._failures.pop((user, address), None)
            whole = self._failures.get(("", address))
            if whole is not None:
                whole.count -= 1

    def _wait_of(self, key: tuple[str, str], *, limit: int, now: datetime) -> timedelta:
        known = self._failures.get(key)
        if known is None or known.count < limit:
            return timedelta(0)
        return max(known.last + SPAN - now, timedelta(0))
