"""Drill: the channel of a drill. Nothing leaves the process: messages are recorded, receipts and answers are played.

It can be built for exercises only, and refuses whatever is none.
"""

from __future__ import annotations

import heapq
from itertools import count
from typing import TYPE_CHECKING

from alerts.channels.letter import refuse_other_world
from alerts.delivery import DeliveryState
from alerts.errors import ChannelError
from alerts.outgoing import Abilities, Inbound, Outcome, Receipt, Result
from alerts.warning import CapStatus

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import datetime, timedelta

    from alerts.outgoing import Outgoing
    from alerts.world import Drill


class DrillChannel:
    """Records what it is given, and plays what comes back."""

    def __init__(
        self,
        name: str,
        *,
        clock: Callable[[], datetime],
        arrival: Callable[[Outgoing[Drill]], timedelta | None],
        told: Callable[[Outgoing[Drill]], None] = lambda _: None,
    ) -> None:
        """Take what plays the other side.

        Args:
            name: By which deliveries ask for it.
            clock: Of the drill.
            arrival: How long a message takes to arrive; None: it never does.
            told: Is told of every message that arrives, as it is sent.
        """
        self.name = name
        #: The only one it carries: nobody can ask for another.
        self.status = CapStatus.EXERCISE
        self.abilities = Abilities(has_receipts=True, has_geo=True, has_media=True)
        #: Everything that was sent, in order.
        self.sent: list[Outgoing[Drill]] = []
        self._clock, self._arrival, self._told = clock, arrival, told
        self._numbers = count(1)
        #: Receipts by when they come.
        self._coming: list[tuple[datetime, int, Receipt]] = []
        self._typed: list[Inbound] = []
        #: Is handed what was sent: a loudspeaker of those who take part. Nobody, unless one was set up.
        self.speak: Callable[[Outgoing[Drill]], None] = lambda _: None

    def send(self, messages: Sequence[Outgoing[Drill]]) -> list[Outcome]:
        """Take messages; one of the other world is refused for good."""
        return [self._taken(message) for message in messages]

    def _taken(self, message: Outgoing[Drill]) -> Outcome:
        try:
            refuse_other_world(message, self.status)
        except ChannelError as error:
            return Outcome(result=Result.FAILED, detail=str(error), provider=self.name)
        number = next(self._numbers)
        id_ = f"drill-{number}"
        self.sent.append(message)
        self.speak(message)
        span = self._arrival(message)
        if span is not None:
            receipt = Receipt(provider=self.name, message=id_, state=DeliveryState.DELIVERED, detail="drill")
            heapq.heappush(self._coming, (message.now + span, number, receipt))
            self._told(message)
        return Outcome(result=Result.SENT, detail="drill", messages=(id_,), provider=self.name)

    @property
    def next_due(self) -> datetime | None:
        """Return when the next receipt comes; None: none is on its way."""
        return self._coming[0][0] if self._coming else None

    @property
    def has_news(self) -> bool:
        """Return whether something has come back by now."""
        return bool(self._typed) or (self.next_due is not None and self.next_due <= self._clock())

    def type(self, *, address: str, text: str) -> None:
        """Let somebody send something back now."""
        self._typed.append(Inbound(channel=self.name, address=address, text=text, at=self._clock()))

    def receipts(self) -> list[Receipt]:
        """Return the receipts that have come by now."""
        now = self._clock()
        came: list[Receipt] = []
        while self._coming and self._coming[0][0] <= now:
            came.append(heapq.heappop(self._coming)[2])
        return came

    def received(self) -> list[Inbound]:
        """Return what was sent back since the last call."""
        typed, self._typed = self._typed, []
        return typed

    def acknowledge(self) -> None:
        """Do nothing: what was returned is kept by whoever asked for it."""

    def check(self) -> str:
        """Return nothing: there is no gateway that could be away."""
        return ""
