"""The simulator: a thread that lets every station of the demo city report over MQTT.

Two clocks. Stations report at fixed intervals of wall time (a river gauge every 5 s), and a reading carries the
wall time of its report, so that the system takes it as current. The weather and the rivers run ``speed`` times
as fast: after one second of wall time, ``speed`` seconds have passed in the simulated world, and a flood wave that
takes 21 h from 息县 to 王家坝 takes 21 h / ``speed``. At 600, one hour is 6 s.
"""

from __future__ import annotations

import threading
import time
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final

import structlog

from sensing.instant import to_micros
from simulators.dialling import Dialling
from simulators.errors import SimulatorError
from simulators.faults.faults import Faults
from simulators.publisher import Publisher
from simulators.reporter import Reporter
from simulators.scenario import scenario as named_scenario
from simulators.speech.mix import PLAIN
from simulators.speech.speech import Speech
from simulators.world import World

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from simulators.city import City
    from simulators.faults.fault import Fault

log = structlog.get_logger("simulators")

#: Everything goes to the broker.
NO_LISTENERS: Final[Mapping[str, tuple[str, int]]] = {}
#: Simulated seconds in a second of wall time.
DEFAULT_SPEED = 600.0


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
        faults: Sequence[Fault] = (),
        speech: Mapping[str, float] = PLAIN,
        listeners: Mapping[str, tuple[str, int]] = NO_LISTENERS,
        on_progress: Callable[[float, int, int], None] | None = None,
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
            faults: What goes wrong, at simulated hours.
            speech: Part of the stations that speaks each protocol.
            listeners: Host and port by protocol whose frames go over TCP instead of to the broker.
            on_progress: Told after each round: simulated hours, messages sent, messages dropped.
            clock: Reads the wall clock, aware UTC.

        Raises:
            SimulatorError: If the scenario is unknown, the speed is not above 0, or nobody speaks to a listener.
        """
        if not speed > 0:
            message = f"expected a speed above 0, got {speed:g}"
            raise SimulatorError(message)
        if silent := sorted(set(listeners) - {word for word, part in speech.items() if part}):
            raise SimulatorError(f"speech: nobody speaks {silent[0]}, expected a part such as json=0.6,{silent[0]}=0.4")
        self._publisher = Publisher(host=host, port=port, user=user, password=password)
        world = World(city, named_scenario(scenario), seed=seed)
        self._dialling = Dialling(listeners, others=self._publisher, clock=time.monotonic)  # noqa: TID251  how long lines rest
        self._reporter = Reporter(
            world, self._dialling, speed=speed, faults=Faults.of(faults), speech=Speech(speech, seed=seed)
        )
        self._on_progress = on_progress
        self._clock = clock or _utc_now
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, name="simulator", daemon=True)
        self._scenario, self._speed, self._seed = scenario, speed, seed

    @property
    def publisher(self) -> Publisher:
        """Return the connection, for its counters."""
        return self._publisher

    @property
    def sent(self) -> int:
        """Return how many messages have left, over TCP or to the broker."""
        return self._publisher.sent + self._dialling.sent

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
        self._dialling.close()
        self._publisher.stop()
        log.info("simulator_stopped", sent=self.sent, dropped=self._reporter.dropped)

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
            if self._on_progress:
                self._on_progress(elapsed * self._speed / 3600, self.sent, self._reporter.dropped)
            now = (self._milliseconds() - start_ms) / 1000
            # Turns that are close together are sent together: waking is what costs.
            self._stop.wait(min(max(self._reporter.next_due() - now, 0.05), 1.0))


def _utc_now() -> datetime:
    """Read the clock; the one place of this shell that does."""
    return datetime.now(UTC)  # noqa: TID251
