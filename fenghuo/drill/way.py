"""The way of a drill's telegrams from the devices to the intake; what is thrown in goes wrong on it from then on."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from simulators.faults.faults import Faults

if TYPE_CHECKING:
    from collections.abc import Iterator

    from simulators.faults.fault import TransportFault
    from simulators.telegram import Telegram


class Way:
    """Telegrams are taken from the devices no earlier than they leave: what happens before concerns them."""

    def __init__(self, sent: Iterator[Telegram]) -> None:
        """Take what the devices send, in order of time."""
        self._sent = sent
        self._next = next(sent, None)
        self._passage = Faults().passage()

    def begin(self, fault: TransportFault) -> None:
        """Let something go wrong from its window on."""
        self._passage.begin(fault)

    @property
    def due(self) -> float:
        """Return when the next telegram leaves or arrives, simulated s since the start; infinite: none does."""
        return min(math.inf if self._next is None else self._next.at_s, self._passage.next_due())

    def arrived(self, until_s: float) -> Iterator[Telegram]:
        """Yield what arrives by an instant, in order of time."""
        while self._next is not None and self._next.at_s <= until_s:
            # What falls due at the same instant waits: another telegram of it may still come.
            yield from self._passage.due(math.nextafter(self._next.at_s, -math.inf))
            self._passage.take(self._next)
            self._next = next(self._sent, None)
        yield from self._passage.due(until_s)
