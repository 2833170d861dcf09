"""Screens: the consoles that are subscribed to the feed.

The feed itself is the transport: an issued warning is a journal row, and every screen follows the journal. This
channel only says how many were looking, and waits while nobody is.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from alerts.outgoing import Outcome, Result

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from alerts.outgoing import Outgoing, Receipt
    from alerts.warning import CapStatus

#: How soon to look again when no screen is on.
LOOK_AGAIN = timedelta(seconds=5)


class ScreensChannel:
    """Tells subscribed screens."""

    def __init__(self, *, count: Callable[[], int | None], status: CapStatus) -> None:
        """Take a way to count the screens; None from it means that another process serves them."""
        self.status = status
        self._count = count

    def send(self, messages: Sequence[Outgoing]) -> list[Outcome]:
        """Return for each message how many screens it was shown on."""
        count = self._count()
        if count == 0:
            return [Outcome(result=Result.RETRY, detail="no screen is on", after=LOOK_AGAIN) for _ in messages]
        detail = "in the feed" if count is None else f"screens: {count}"
        return [Outcome(result=Result.SENT, detail=detail) for _ in messages]

    def receipts(self) -> list[Receipt]:
        """Return nothing: a screen is no proof that somebody looked."""
        return []
