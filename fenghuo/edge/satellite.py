"""Satellite: what stands at a node goes out by short messages, as often as the terminal may send.

A civil terminal sends one message a minute. So the newest report replaces one that waits, and its messages go out the
worst danger first; what was said and has not changed is said again only as a sign of life. The terminal is a protocol:
what is here is a simulated one, and the codec; a serial line is not.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Final, Protocol

from alerts.errors import ChannelError
from alerts.relay.short_message import LONGEST, Danger, Report, packed
from incidents.incident import IncidentKind, State

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from incidents.incident import Incident

#: How often a node says that it lives when nothing has changed.
ALIVE: Final = timedelta(minutes=30)


class Terminal(Protocol):
    """A satellite terminal."""

    #: Shortest time between two messages.
    pause: timedelta

    def check(self) -> str:
        """Return why nothing can be sent, empty while it can."""

    def send(self, message: bytes, *, now: datetime) -> None:
        """Send a message of at most 70 bytes.

        Raises:
            ChannelError: If it was not taken.
        """


class SimulatedTerminal:
    """A terminal that keeps what it was given, and behaves as badly as it is told."""

    def __init__(self, *, pause: timedelta = timedelta(minutes=1)) -> None:
        """Begin with a clear sky."""
        self.pause = pause
        #: Whether it sees a satellite.
        self.has_sky = True
        self.sent: list[tuple[datetime, bytes]] = []

    def check(self) -> str:
        """Return why nothing can be sent, empty while it can."""
        return "" if self.has_sky else "the terminal sees no satellite"

    def send(self, message: bytes, *, now: datetime) -> None:
        """Keep a message.

        Raises:
            ChannelError: If it sees no satellite, is asked too soon, or the message is too long.
        """
        if len(message) > LONGEST:
            raise ChannelError(f"expected at most {LONGEST} bytes, got {len(message)}", is_retryable=False)
        if not self.has_sky:
            raise ChannelError("the terminal sees no satellite")
        if self.sent and now - self.sent[-1][0] < self.pause:
            raise ChannelError(f"one message in {self.pause.total_seconds():.0f} s, asked earlier")
        self.sent.append((now, message))


class Beacon:
    """Says by a terminal what stands."""

    def __init__(self, terminal: Terminal, *, number: int) -> None:
        """Take the terminal and the number of the node, as its bundle gives it."""
        self._terminal, self._number = terminal, number
        self._counter = 0
        #: What was said last, and when the terminal may be asked again.
        self._said: tuple[Danger, ...] | None = None
        self._waiting: list[bytes] = []
        self._free: datetime | None = None
        self._last: datetime | None = None
        #: What is wrong; empty while nothing is.
        self.trouble = ""

    def tend(self, incidents: Iterable[Incident], *, power: tuple[bool, int | None], now: datetime) -> None:
        """Say what is new, if the terminal may be asked now.

        Args:
            incidents: What stands at the node.
            power: Whether there is mains power, and the battery in percent.
            now: When.
        """
        dangers = dangers_of(incidents)
        is_due = self._last is None or now - self._last >= ALIVE
        if dangers != self._said or is_due:
            self._queue(dangers, power=power, now=now)
        if not self._waiting or (self._free is not None and now < self._free):
            return
        try:
            self._terminal.send(self._waiting[0], now=now)
        except ChannelError as error:
            self.trouble = str(error)
            return
        finally:
            self._free = now + self._terminal.pause
        self._waiting.pop(0)
        self.trouble, self._last = "", now

    def _queue(self, dangers: tuple[Danger, ...], *, power: tuple[bool, int | None], now: datetime) -> None:
        mains, battery = power
        report = Report(
            node=self._number, counter=self._counter, at=now, has_mains=mains, battery=battery, dangers=dangers
        )
        # What waited is out of date: nobody is told of yesterday's danger before today's.
        self._waiting = packed(report)
        self._counter = (self._counter + len(self._waiting)) & 0xFFFF
        self._said, self._last = dangers, now


def dangers_of(incidents: Iterable[Incident]) -> tuple[Danger, ...]:
    """Return what of the incidents of a node a short message can say: dangers that stand."""
    found = [
        Danger(
            division=incident.division,
            level=incident.level,
            hazard=incident.hazard,
            opened=incident.opened.replace(second=0, microsecond=0),
            tag=incident.id.replace("-", "")[-6:],
            is_acknowledged=incident.state not in {State.OPEN, State.CLEARED},
            is_lost=incident.kind is IncidentKind.LOST,
        )
        for incident in incidents
        if incident.level and incident.kind in {IncidentKind.HAZARD, IncidentKind.LOST}
    ]
    return tuple(sorted(found, key=lambda danger: (-danger.level, danger.opened, danger.tag)))
