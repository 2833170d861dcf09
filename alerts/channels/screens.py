"""Screens: the consoles that are subscribed to the feed.

The feed itself is the transport: an issued warning is a journal row, and every screen follows the journal. This
channel only says how many were looking, and waits while nobody is.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from alerts.outgoing import Abilities, Outcome, Result

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from alerts.outgoing import Inbound, Outgoing, Receipt
    from alerts.warning import CapStatus

#: How soon to look again when no screen is on.
LOOK_AGAIN = timedelta(seconds=5)


class ScreensChannel:
    """Tells subscribed screens."""

    def __init__(self, *, count: Callable[[], int | None], status: CapStatus) -> None:
        """Take a way to count the screens; None from it means that another process serves them."""
        self.name = "screens"
        self.status = status
        self.abilities = Abilities(has_geo=True, has_media=True)
        self._count = count

    def send(self, messages: Sequence[Outgoing]) -> list[Outcome]:
        """Return for each message how many screens it was shown on."""
        count = self._count()
        if count == 0:
            waits = Outcome(result=Result.RETRY, detail="no screen is on", after=LOOK_AGAIN)
            return [waits for _ in messages]
        detail = "in the feed" if count is None else f"screens: {count}"
        return [Outcome(result=Result.SENT, detail=detail) for _ in messages]

    def receipts(self) -> list[Receipt]:
        """Return nothing: a screen is no proof that somebody looked."""
        return []

    def received(self) -> list[Inbound]:
        """Return nothing: who answers on a screen does so by the API."""
        return []

    def acknowledge(self) -> None:
        """Do nothing."""

    def check(self) -> str:
        """Return whether no screen is on."""
        return "no screen is on" if self._count() == 0 else ""
