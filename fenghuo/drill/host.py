"""Host of drills: starts them for a live server, each in a process of its own, and ends them with it."""

from __future__ import annotations

import threading
from dataclasses import dataclass
from datetime import timedelta
from functools import cache
from typing import TYPE_CHECKING

import structlog

from api.ports.drills import DrillRefusedError, RunningDrill, ShippedDrill
from fenghuo.clock import now
from fenghuo.drill.child import Child, command
from fenghuo.drill.record import RUN_FILE
from fenghuo.drill.runs import Runs
from fenghuo.embedded.ports import free_port, is_free
from sensing.errors import FenghuoError, suggestion
from simulators.drill import drill_names, shipped_drill

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime
    from pathlib import Path

    from api.ports.drills import DrillOrder, Interruption, PastRun
    from fenghuo.sections.drills import Drills
    from fenghuo.sections.serving import Http
    from reports.facts import Facts
    from simulators.drill import Drill

log = structlog.get_logger("fenghuo.drill.host")

#: A drill that failed is shown for so long.
_REMEMBERED = timedelta(minutes=10)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Run:
    """One drill that was started."""

    run: str
    folder: Path
    order: DrillOrder
    drill: Drill
    started: datetime
    port: int
    child: Child

    @property
    def is_over(self) -> bool:
        return (self.folder / RUN_FILE).exists()

    def view(self) -> RunningDrill:
        trouble = self.child.trouble
        state = "failed" if trouble else "over" if self.is_over else "running" if self.child.is_ready else "starting"
        return RunningDrill(
            run=self.run,
            order=self.order,
            title_zh=self.drill.title_zh,
            title_en=self.drill.title_en,
            started=self.started,
            state=state,
            trouble=trouble,
            port=self.port,
            seats=self.child.seats,
        )


class Host:
    """Starts drills and keeps their records; safe to share between threads."""

    def __init__(self, settings: Drills, *, folder: Path, http: Http) -> None:
        """Take where drills are kept and served.

        Args:
            settings: Of drills.
            folder: Of their records and logs.
            http: How this installation itself is served: their consoles listen on the same address.
        """
        self._settings, self._http, self._runs = settings, http, Runs(folder)
        self._lock = threading.Lock()
        self._running: list[_Run] = []

    @property
    def url(self) -> str:
        """Return under which address the first console is reached; empty: at this host, by its port."""
        return self._settings.url.rstrip("/")

    def shipped(self) -> Sequence[ShippedDrill]:
        """Return the drills that may be started."""
        return [drill for name in drill_names() if (drill := _shipped(name)) is not None]

    def running(self) -> Sequence[RunningDrill]:
        """Return those that are served, and those that just failed, the newest first."""
        with self._lock:
            self._forget()
            return [run.view() for run in reversed(self._running)]

    def start(self, order: DrillOrder) -> RunningDrill:
        """Start one; it is ready a little later.

        Raises:
            DrillRefusedError: If there is none of that name, or no room for another.
        """
        names = drill_names()
        if order.drill not in names:
            raise DrillRefusedError(f"unknown drill {order.drill!r}{suggestion(order.drill, names)}")
        drill, started = shipped_drill(order.drill), now()
        with self._lock:
            self._make_room()
            port = self._port()
            title = {"zh": drill.title_zh, "en": drill.title_en}
            try:
                folder = self._runs.begin(order, title=title, now=started)
                child = Child(command(order, http=self._http, port=port, record=folder), folder=folder)
            except OSError as error:
                raise DrillRefusedError(f"the drill cannot be started: {error}") from None
            run = _Run(
                run=folder.name, folder=folder, order=order, drill=drill, started=started, port=port, child=child
            )
            self._running.append(run)
        log.info("drill_started", run=run.run, by=order.by, port=port)
        return run.view()

    def stop(self, run: str) -> bool:
        """End the process of one, whose record is kept; return False where there is none."""
        found = self._take(run)
        if found is not None:
            found.child.stop()
            log.info("drill_stopped", run=run)
        return found is not None

    def stop_all(self) -> None:
        """End every drill."""
        for run in list(self._running):
            self.stop(run.run)

    def seat(self, run: str, user: str, *, who: str) -> tuple[int, str] | None:
        """Return port and a token that opens a seat once; None where there is no such seat or it is not ready."""
        found = next((each for each in self._running if each.run == run), None)
        token = None if found is None else found.child.seat(user, who=who)
        return None if found is None or token is None else (found.port, token)

    def interrupt(self, what: Interruption) -> None:
        """Tell every drill what real thing has come."""
        for run in list(self._running):
            run.child.interrupt(what)
            log.warning("drill_interrupted", run=run.run, by=what.identifier or what.headline_zh)

    def past(self) -> Sequence[PastRun]:
        """Return what was recorded, the newest first."""
        return self._runs.past()

    def facts(self, run: str, *, now: datetime) -> Facts | None:
        """Return what a record says; None where there is none."""
        return self._runs.facts(run, now=now)

    def _take(self, run: str) -> _Run | None:
        with self._lock:
            found = next((each for each in self._running if each.run == run), None)
            if found is not None:
                self._running.remove(found)
            return found

    def _forget(self) -> None:
        """Let go of drills that have ended: what they left is a record, or a failure that is shown for a while."""
        instant = now()
        for run in list(self._running):
            if not run.child.is_alive and not (run.child.trouble and run.started + _REMEMBERED > instant):
                self._let_go(run)

    def _let_go(self, run: _Run) -> None:
        self._running.remove(run)
        run.child.stop()

    def _make_room(self) -> None:
        """Let go of what failed and end what is over, where there would be too many.

        Raises:
            DrillRefusedError: If as many are being played as may be.
        """
        for run in [run for run in self._running if not run.child.is_alive]:
            self._let_go(run)
        over = [run for run in self._running if run.is_over]
        while len(self._running) >= self._settings.at_once and over:
            self._let_go(over.pop(0))
        if len(self._running) >= self._settings.at_once:
            raise DrillRefusedError(f"expected fewer than {self._settings.at_once} running drills; end one first")

    def _port(self) -> int:
        """Return a port for one more console.

        Raises:
            DrillRefusedError: If none of those that are set is free.
        """
        first = self._settings.port
        if not first:
            return free_port(host=self._http.host)
        for port in range(first, first + self._settings.at_once):
            if is_free(port, host=self._http.host):
                return port
        raise DrillRefusedError(f"port {first} is taken by another program (FENGHUO_DRILL__PORT)")


@cache
def _shipped(name: str) -> ShippedDrill | None:
    """Return a drill that ships, whose document is read once; None for one that is wrong: the others are offered."""
    try:
        drill = shipped_drill(name)
    except FenghuoError as error:
        log.error("drill_unreadable", drill=name, why=str(error))  # noqa: TRY400  the document is wrong, not the code
        return None
    return ShippedDrill(
        id=drill.id,
        title_zh=drill.title_zh,
        title_en=drill.title_en,
        story_zh=drill.story_zh,
        story_en=drill.story_en,
        start=drill.start,
        length=drill.length,
        speed=drill.speed,
        seed=drill.seed,
        participants=drill.participants.mode.value,
        roles=drill.roles,
        injects=len(drill.injects),
        expected=len(drill.expect) + len(drill.never),
    )
