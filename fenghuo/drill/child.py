"""Child: the process of one drill, as the server sees it that has started it."""

from __future__ import annotations

import json
import os
import secrets
import signal
import subprocess
import sys
import threading
from contextlib import suppress
from typing import TYPE_CHECKING

import structlog

from api.ports.drills import SeatView
from fenghuo.drill.runs import LOG_FILE
from fenghuo.drill.seats import Seat, seat_hash
from fenghuo.drill.tether import interruption_line, seat_line

if TYPE_CHECKING:
    from pathlib import Path

    from api.ports.drills import DrillOrder, Interruption
    from fenghuo.sections.serving import Http

log = structlog.get_logger("fenghuo.drill.child")

#: How long a drill has to write its record down, s.
PATIENCE_SECONDS = 20.0
#: Characters of its log that are shown when it fails.
_SHOWN = 600


def command(order: DrillOrder, *, http: Http, port: int, record: Path) -> list[str]:
    """Return what starts a drill."""
    return [
        *(sys.executable, "-m", "fenghuo", "drill", "run", order.drill, "--attended", "--tethered", "--json"),
        *("--host", http.host, "--port", str(port), "--speed", f"{order.speed:g}", "--seed", str(order.seed)),
        *("--participants", order.participants, "--record", str(record)),
        *(("--console", http.console) if http.console else ()),
    ]


class Child:
    """A drill's process; safe to share between threads."""

    def __init__(self, arguments: list[str], *, folder: Path) -> None:
        """Start it; it is ready a little later.

        Args:
            arguments: The command.
            folder: Where its log is kept.
        """
        self._log_file = folder / LOG_FILE
        # What is set for the live installation is no business of a drill.
        environment = {name: value for name, value in os.environ.items() if not name.startswith("FENGHUO_")}
        with self._log_file.open("ab") as errors:
            self._process = subprocess.Popen(
                arguments,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=errors,
                env=environment,
                text=True,
                encoding="utf-8",
                # Ctrl-C in the server's terminal is for the server: it ends its drills itself.
                start_new_session=True,
            )
        self._lock = threading.Lock()
        self._seats: tuple[SeatView, ...] = ()
        self._is_ready = False
        self._is_stopping = False
        self._listener = threading.Thread(target=self._listen, name="fenghuo-drill-child", daemon=True)
        self._listener.start()

    @property
    def is_alive(self) -> bool:
        """Return whether it still runs."""
        return self._process.poll() is None

    @property
    def is_ready(self) -> bool:
        """Return whether its console answers."""
        return self._is_ready and self.is_alive

    @property
    def seats(self) -> tuple[SeatView, ...]:
        """Return who may take part; empty until it is ready."""
        return self._seats

    @property
    def trouble(self) -> str:
        """Return why it ended by itself; empty: it did not."""
        code = self._process.poll()
        if code is None or self._is_stopping or code == 0:
            return ""
        tail = self._log_file.read_text("utf-8", errors="replace").strip()[-_SHOWN:]
        return f"ended with {code}: {tail}"

    def seat(self, user: str, *, who: str) -> str | None:
        """Return a token that opens a seat once; None where there is no such seat or nobody listens."""
        if not self.is_ready or user not in {seat.user for seat in self._seats}:
            return None
        token = secrets.token_urlsafe(32)
        return token if self._tell(seat_line(seat_hash(token), Seat(user=user, who=who))) else None

    def interrupt(self, what: Interruption) -> None:
        """Tell it what real thing has come."""
        self._tell(interruption_line(what))

    def stop(self) -> None:
        """End it; its record is written before it goes."""
        self._is_stopping = True
        if self.is_alive:
            self._process.send_signal(signal.SIGINT)
        try:
            self._process.wait(timeout=PATIENCE_SECONDS)
        except subprocess.TimeoutExpired:
            log.error("drill_killed", pid=self._process.pid)  # noqa: TRY400  the stack says nothing
            self._process.kill()
            self._process.wait()
        self._listener.join()
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe is not None:
                # What was said too late is lost with the process that it was for.
                with suppress(OSError):
                    pipe.close()

    def _tell(self, line: str) -> bool:
        pipe = self._process.stdin
        with self._lock:
            try:
                if pipe is not None:
                    pipe.write(line)
                    pipe.flush()
            except (OSError, ValueError):
                # It has ended, or its end is being seen to.
                return False
            return True

    def _listen(self) -> None:
        """Read what it says, so that it never waits for us."""
        for line in self._process.stdout or ():
            told = json.loads(line) if line.startswith("{") else {}
            if told.get("ready"):
                self._seats = tuple(SeatView(**seat) for seat in told["seats"])
                self._is_ready = True
