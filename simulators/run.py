"""The simulator: a thread that lets every station of the demo city report over MQTT.

Two clocks. Stations report at fixed intervals of wall time (a river gauge every 5 s), and a reading carries the
wall time of its report, so that the system takes it as current. The weather and the rivers run ``speed`` times
as fast: after one second of wall time, ``speed`` seconds have passed in the simulated world, and a flood wave that
takes 21 h from 息县 to 王家坝 takes 21 h / ``speed``. At 600, one hour is 6 s.
"""

from __future__ import annotations

import threading
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Protocol

import structlog

from sensing.instant import to_micros
from simulators.errors import SimulatorError
from simulators.network import HEALTH_EVERY_S, MAKES
from simulators.pace import Pace, Turn
from simulators.publisher import Publisher
from simulators.scenario import scenario as named_scenario
from simulators.wire import encode, event, observation, status, topic
from simulators.world import World

if TYPE_CHECKING:
    from collections.abc import Callable

    from sensing.station import Station
    from simulators.city import City

log = structlog.get_logger("simulators")

#: Simulated seconds in a second of wall time.
DEFAULT_SPEED = 600.0
#: A backlog longer than this is skipped instead of sent (the machine slept), seconds.
_TOO_LATE_S = 10.0


class Outlet(Protocol):
    """Where messages go."""

    def publish(self, topic: str, payload: bytes, *, retain: bool = False, timeout: float = 0.0) -> bool:
        """Send a message; return whether it was taken."""


class Reporter:
    """What the stations say, turn by turn; the clock is given."""

    def __init__(self, world: World, outlet: Outlet, *, speed: float) -> None:
        """Take the world, the way out and the speed of the simulated clock."""
        self._world = world
        self._outlet = outlet
        self._speed = speed
        self._stations = world.city.stations
        self._pace = Pace([MAKES[station.kind].every_s for station in self._stations])
        self._online: set[str] = set()
        #: Messages that found no room: the broker was away, and a device without memory forgets.
        self.dropped = 0

    def next_due(self) -> float:
        """Return when the next report is, wall seconds since the start."""
        return self._pace.next_due()

    def announce(self, start_ms: int, *, is_online: bool) -> None:
        """Tell, retained, that every living station came, or that all went."""
        for station in self._stations:
            if is_online or station.id in self._online:
                self._tell(station, start_ms, is_online=is_online)

    def report(self, elapsed_s: float, *, start_ms: int) -> int:
        """Send the reports that have come due; return how many turns were missed because the machine slept."""
        missed = self._pace.skip(elapsed_s - _TOO_LATE_S)
        for turn in self._pace.due(elapsed_s):
            self._take(turn, start_ms=start_ms)
        return missed

    def _take(self, turn: Turn, *, start_ms: int) -> None:
        station = self._stations[turn.index]
        at_h = turn.due_s * self._speed / 3600
        now_ms = start_ms + round(turn.due_s * 1000)
        is_lost = self._world.is_lost(station.id, at_h)
        if is_lost == (station.id in self._online):
            self._tell(station, now_ms, is_online=not is_lost)
        if is_lost:
            return
        every = MAKES[station.kind].every_s
        body = observation(
            now_ms,
            self._world.values(station, at_h, has_health=turn.count % max(1, round(HEALTH_EVERY_S / every)) == 0),
            place=self._world.place(station, at_h),
            seq=turn.count,
        )
        self._send(topic(station.division, station.id, "obs"), encode(body))
        seen = self._world.sighting(station, at_h, span_h=every * self._speed / 3600)
        if seen:
            self._send(topic(station.division, station.id, "event"), event(now_ms, seen))

    def _tell(self, station: Station, at_ms: int, *, is_online: bool) -> None:
        (self._online.add if is_online else self._online.discard)(station.id)
        payload = status(at_ms, is_online=is_online)
        self._send(topic(station.division, station.id, "status"), payload, retain=True)

    def _send(self, where: str, payload: bytes, *, retain: bool = False) -> None:
        if not self._outlet.publish(where, payload, retain=retain):
            self.dropped += 1


class Simulator:
    """The simulator of a city, to be started and stopped."""

    def __init__(
        self,
        *,
        city: City,
        scenario: str,
        host: str,
        port: int,
        user: str,
        password: str,
        speed: float = DEFAULT_SPEED,
        seed: int = 1,
        clock: Callable[[], datetime] | None = None,
    ) -> None:
        """Take what a run needs.

        Args:
            city: Whose stations report.
            scenario: Name of a shipped scenario.
            host: Of the broker.
            port: MQTT port of the broker.
            user: May publish for every station of the city.
            password: Of the user.
            speed: Simulated seconds in a second of wall time, above 0.
            seed: Same seed, same storm.
            clock: Reads the wall clock, aware UTC.

        Raises:
            SimulatorError: If the scenario is unknown or the speed is not above 0.
        """
        if not speed > 0:
            message = f"expected a speed above 0, got {speed:g}"
            raise SimulatorError(message)
        self._publisher = Publisher(host=host, port=port, user=user, password=password)
        world = World(city, named_scenario(scenario), seed=seed)
        self._reporter = Reporter(world, self._publisher, speed=speed)
        self._clock = clock or _utc_now
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, name="simulator", daemon=True)
        self._scenario, self._speed, self._seed = scenario, speed, seed

    @property
    def publisher(self) -> Publisher:
        """Return the connection, for its counters."""
        return self._publisher

    def start(self) -> None:
        """Connect and let the stations report from now on.

        Raises:
            PublishError: If the broker does not answer or refuses the login.
        """
        self._publisher.start()
        self._thread.start()
        log.info("simulator_started", scenario=self._scenario, speed=self._speed, seed=self._seed)

    def stop(self) -> None:
        """Tell that all stations went, and disconnect; stopping twice does nothing."""
        if self._stop.is_set():
            return
        self._stop.set()
        if self._thread.is_alive():
            self._thread.join(timeout=10)
        if self._publisher.is_connected:
            self._reporter.announce(self._milliseconds(), is_online=False)
        self._publisher.stop()
        log.info("simulator_stopped", sent=self._publisher.sent, dropped=self._reporter.dropped)

    def join(self) -> None:
        """Wait until the simulator is stopped or dies."""
        while self._thread.is_alive():
            self._thread.join(timeout=0.5)

    def _milliseconds(self) -> int:
        return to_micros(self._clock()) // 1000

    def _run(self) -> None:
        try:
            self._report_on()
        except Exception:
            # The thread's own loop: the world is a guest in the demo and must not take it down.
            log.exception("simulator_died")

    def _report_on(self) -> None:
        start_ms = self._milliseconds()
        self._reporter.announce(start_ms, is_online=True)
        while not self._stop.is_set():
            elapsed = (self._milliseconds() - start_ms) / 1000
            missed = self._reporter.report(elapsed, start_ms=start_ms)
            if missed:
                log.warning("simulator_skipped", reports=missed)
            now = (self._milliseconds() - start_ms) / 1000
            # Turns that are close together are sent together: waking is what costs.
            self._stop.wait(min(max(self._reporter.next_due() - now, 0.05), 1.0))


def _utc_now() -> datetime:
    """Read the clock; the one place of this shell that does."""
    return datetime.now(UTC)  # noqa: TID251
