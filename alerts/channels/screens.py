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

    def __init__(
        self,
        *,
        count: Callable[[], int | None],
        status: CapStatus,
        shown: Callable[[], list[Receipt]] = list,
        on_kept: Callable[[], None] = lambda: None,
    ) -> None:
        """Take a way to count the screens.

        Args:
            count: How many are on; None means that another process serves them.
            status: The only status it carries.
            shown: Returns what wall screens said they have shown since the last call.
            on_kept: Is called when that is committed.
        """
        self.name = "screens"
        self.status = status
        self.abilities = Abilities(has_geo=True, has_media=True)
        self._count, self._shown, self._on_kept = count, shown, on_kept

    def send(self, messages: Sequence[Outgoing]) -> list[Outcome]:
        """Return for each message how many screens it was shown on."""
        count = self._count()
        if count == 0:
            # Nothing was tried: the first screen that is switched on while the warning is in force shows it.
            waits = Outcome(result=Result.RETRY, detail="no screen is on", after=LOOK_AGAIN, is_attempt=False)
            return [waits for _ in messages]
        detail = "in the feed" if count is None else f"screens: {count}"
        return [
            Outcome(result=Result.SENT, detail=detail, messages=tuple(filter(None, (message.delivery.warning,))))
            if message.status is self.status
            else Outcome(
                result=Result.FAILED, detail=f"screens show {self.status} only, the message is {message.status}"
            )
            for message in messages
        ]

    def receipts(self) -> list[Receipt]:
        """Return what wall screens have shown: one of them is enough, a console that is open is not."""
        return self._shown()

    def received(self) -> list[Inbound]:
        """Return nothing: who answers on a screen does so by the API."""
        return []

    def acknowledge(self) -> None:
        """Forget what was returned."""
        self._on_kept()

    def check(self) -> str:
        """Return whether no screen is on."""
        return "no screen is on" if self._count() == 0 else ""
