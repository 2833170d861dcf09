"""The reporter: what the stations of a world say, turn by turn of wall time, through faults and protocols.

It sees two clocks: turns come by wall time, and everything that happens in the world, faults too, by simulated time.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from simulators.faults.faults import Faults, remembered
from simulators.network import HEALTH_EVERY_S, MAKES
from simulators.pace import Pace, Turn
from simulators.report import Report
from simulators.speech.speech import Speech
from simulators.telegram import Telegram
from simulators.wire import ROOT, below, status

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sensing.station import Station
    from simulators.world import World

#: A backlog longer than this is skipped instead of sent (the machine slept), seconds.
_TOO_LATE_S = 10.0


class Outlet(Protocol):
    """Where messages go."""

    def publish(self, topic: str, payload: bytes, *, retain: bool = False, timeout: float = 0.0) -> bool:
        """Send a message; return whether it was taken."""


class Reporter:
    """What the stations say, turn by turn; the clock is given."""

    def __init__(
        self,
        world: World,
        outlet: Outlet,
        *,
        speed: float,
        faults: Faults | None = None,
        speech: Speech | None = None,
    ) -> None:
        """Take the parts.

        Args:
            world: Its stations report.
            outlet: The way out.
            speed: Simulated seconds in a second of wall time.
            faults: What goes wrong; its times are simulated ones.
            speech: What the stations speak; plain JSON when left out.
        """
        self._world = world
        self._outlet = outlet
        self._speed = speed
        self._stations = world.city.stations
        self._by_id = {str(station.id): station for station in self._stations}
        self._pace = Pace([MAKES[station.kind].every_s for station in self._stations])
        self._online: set[str] = set()
        self._faults = faults or Faults()
        self._passage = self._faults.passage()
        self._truth = remembered(self._true)
        self._speech = speech or Speech()
        #: Messages that found no room: the broker was away, and a device without memory forgets.
        self.dropped = 0

    def next_due(self) -> float:
        """Return when the next message may be, wall seconds since the start."""
        return min(self._pace.next_due(), self._passage.next_due() / self._speed)

    def announce(self, start_ms: int, *, is_online: bool) -> None:
        """Tell, retained, that every living station came, or that all went."""
        for station in self._stations:
            if is_online or station.id in self._online:
                self._send(self._state(station, 0.0, at_ms=start_ms, is_online=is_online))

    def report(self, elapsed_s: float, *, start_ms: int) -> int:
        """Send the reports that have come due; return how many turns were missed because the machine slept."""
        missed = self._pace.skip(elapsed_s - _TOO_LATE_S)
        for turn in self._pace.due(elapsed_s):
            for telegram in self._take(turn, start_ms=start_ms):
                self._passage.take(telegram)
        for telegram in self._passage.due(elapsed_s * self._speed):
            self._send(telegram)
        return missed

    def _take(self, turn: Turn, *, start_ms: int) -> Iterator[Telegram]:
        station = self._stations[turn.index]
        at_s = turn.due_s * self._speed
        now_ms = start_ms + round(turn.due_s * 1000)
        is_lost = self._world.is_lost(station.id, at_s / 3600)
        if is_lost == (station.id in self._online):
            yield self._state(station, at_s, at_ms=now_ms, is_online=not is_lost)
        if is_lost:
            return
        every = MAKES[station.kind].every_s
        has_health = turn.count % max(1, round(HEALTH_EVERY_S / every)) == 0
        report = Report(
            station=station,
            at_s=at_s,
            t_ms=now_ms,
            values=self._world.values(station, at_s / 3600, has_health=has_health),
            place=self._world.place(station, at_s / 3600),
            seq=turn.count,
        )
        report = self._faults.changed(report, truth=self._truth)
        if said := self._speech.said(report):
            yield said
        seen = self._world.sightings(station, at_s / 3600, span_h=every * self._speed / 3600)
        for number, sighting in enumerate(seen):
            yield self._speech.seen(station, sighting, at_s=at_s, t_ms=report.t_ms, number=number)

    def _state(self, station: Station, at_s: float, *, at_ms: int, is_online: bool) -> Telegram:
        (self._online.add if is_online else self._online.discard)(station.id)
        payload = status(at_ms, is_online=is_online)
        return Telegram(
            at_s=at_s, topic=below(station.division, station.id, "status"), payload=payload, is_retained=True
        )

    def _send(self, telegram: Telegram) -> None:
        if not self._outlet.publish(f"{ROOT}/{telegram.topic}", telegram.payload, retain=telegram.is_retained):
            self.dropped += 1

    def _true(self, station: str, key: str, at_s: float) -> float | None:
        found = self._by_id.get(station)
        return self._world.values(found, at_s / 3600, has_health=True).get(key) if found else None
