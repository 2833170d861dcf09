"""Admission: bytes of another agency go through the door, each in a transaction of its own."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from alerts.door import judge, refuse, take
from alerts.errors import ForeignError

if TYPE_CHECKING:
    from contextlib import AbstractContextManager
    from datetime import datetime

    from alerts.door import Door, ForeignBook, Outcome
    from alerts.foreign import ForeignMessage


class ForeignStore(Protocol):
    """What admission needs of a store."""

    def begin(self) -> AbstractContextManager[ForeignBook]:
        """Open a transaction."""
        ...


def admit(
    store: ForeignStore, door: Door, body: bytes, *, via: str, now: datetime, feed: str = "", within: str = ""
) -> tuple[Outcome, ForeignMessage]:
    """Keep a message that is believed; keep what is not apart, and say why.

    Args:
        store: Where messages are kept.
        door: Who is believed about what.
        body: The bytes as they came.
        via: User whose key handed them in, or the feed they were found in.
        now: When.
        feed: Name of the source in whose feed they were found; empty when they were handed in.
        within: Digits that a division it speaks of must begin with; empty: any.

    Raises:
        ForeignError: If it is not believed.
    """
    try:
        believed = judge(door, body, now=now, feed=feed, within=within)
        with store.begin() as transaction:
            return take(transaction, believed, body, via=via, now=now)
    except ForeignError as error:
        with store.begin() as transaction:
            refuse(transaction, error, body, source=feed, via=via, now=now)
        raise
