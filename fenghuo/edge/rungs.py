"""Rungs: a node speaks by the best transport that works: IP, text message, satellite, a file in somebody's pocket.

By IP the facts themselves go (``fenghuo.edge.uplink``); below that a few bytes say what stands, and the facts follow
when IP works again or a person carries them. The ladder itself is pure (``alerts.relay.ladder``).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import structlog

from alerts.relay.ladder import Ladder, Transport, judged
from fenghuo.edge.satellite import Beacon

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import datetime

    from fenghuo.edge.satellite import Terminal
    from incidents.incident import Incident

log = structlog.get_logger("fenghuo.edge.rungs")


class Rungs:
    """The transports of a node, and which one is taken."""

    def __init__(self, terminals: Mapping[Transport, Terminal], *, number: int) -> None:
        """Take the terminals that there are, and the number of the node, as its bundle gives it."""
        self._terminals = terminals
        self._beacons = {way: Beacon(terminal, number=number) for way, terminal in terminals.items()}
        self._ladder = Ladder()

    @property
    def taken(self) -> Transport:
        """Return by what the node speaks now."""
        return self._ladder.taken

    def tend(
        self, incidents: Iterable[Incident], *, is_linked: bool, power: tuple[bool | None, int | None], now: datetime
    ) -> None:
        """Take the best rung that works, and say there what is new.

        Args:
            incidents: What stands at the node.
            is_linked: Whether the node above answers by IP.
            power: Whether there is mains power, and the battery in percent; None: unknown.
            now: When.
        """
        works = {way: not terminal.check() for way, terminal in self._terminals.items()} | {Transport.IP: is_linked}
        before, self._ladder = self._ladder.taken, judged(self._ladder, works=works, now=now)
        if self.taken is not before:
            log.warning("transport_taken", transport=self.taken.name.lower(), before=before.name.lower())
        beacon = self._beacons.get(self.taken)
        if beacon is not None:
            mains, battery = power
            # A short message has no room for "unknown": no battery was found, so there is mains.
            beacon.tend(incidents, power=(mains is not False, battery), now=now)

    def trouble(self) -> str:
        """Return what is wrong with the rung that is taken; empty while nothing is."""
        beacon = self._beacons.get(self.taken)
        return beacon.trouble if beacon is not None else ""
