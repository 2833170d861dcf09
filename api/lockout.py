"""Lock-out: how many wrong passwords and codes a place may try.

Counted per (user, address), per address, and per user over all addresses where that person has not signed in before:
whoever knows the duty officer's name must not be able to lock the duty officer out. The counts are in the store, so
they hold in every process and survive a restart.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime

    from api.ports.people import TryBook

#: Wrong ones for one user from one address before it is locked out.
TRIES = 5
#: Wrong ones from one address over all users before it is locked out.
TRIES_PER_ADDRESS = 30
#: Wrong ones for one user over all addresses that are new for that user, before all such addresses are locked out.
TRIES_PER_USER = 50
#: How long a try counts, and how long a lock-out lasts.
SPAN = timedelta(minutes=5)


@dataclass(frozen=True, slots=True, kw_only=True)
class Attempt:
    """A try that was counted."""

    user: str
    address: str
    #: How long the place has to wait; zero: this try may be judged.
    wait: timedelta
    #: Whether the place is locked if this one is wrong.
    is_last: bool


class Lockout:
    """Counts tries in the store."""

    def __init__(self, book: TryBook) -> None:
        self._book = book

    def tried(self, *, user: str, address: str, now: datetime) -> Attempt:
        """Count a try before it is judged, so that tries sent all at once do not all get through."""
        limits = {_place(user, address): TRIES, _place("", address): TRIES_PER_ADDRESS}
        if not self._book.is_known_place(user, address):
            limits[_place(user, "")] = TRIES_PER_USER
        tried = self._book.count_try(limits, at=now, span=SPAN)
        wait = timedelta(0) if tried.until is None else tried.until - now
        return Attempt(user=user, address=address, wait=wait, is_last=tried.until is None and tried.left == 0)

    def succeeded(self, attempt: Attempt) -> None:
        """Take the try back and forget the user's failures there; others' at the address still count."""
        whole = [_place("", attempt.address), _place(attempt.user, "")]
        self._book.forgive_try(forget=[_place(attempt.user, attempt.address)], take_back=whole)

    def take_back(self, attempt: Attempt) -> None:
        """Take a try back that was neither right nor wrong; earlier failures still count."""
        user, address = attempt.user, attempt.address
        self._book.forgive_try(take_back=[_place(user, address), _place("", address), _place(user, "")])


def _place(user: str, address: str) -> bytes:
    """Return the name of a place; hashed, because people type passwords into the field of the name."""
    return hashlib.sha256(f"{len(user)}:{user}\n{address}".encode(errors="surrogatepass")).digest()
