"""Health: what is wrong with each part of a process, and since when.

A thread of its own asks every part once a second, so that a change is logged and counted when it happens, and the
answer of ``/readyz`` names its beginning. A part that does not even answer is named too: whoever asks never waits.
"""

from __future__ import annotations

import threading
import time
from typing import TYPE_CHECKING

import structlog

from fenghuo import metrics
from fenghuo.clock import now
from sensing.instant import format_instant

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

log = structlog.get_logger("fenghuo.health")

#: Seconds between two looks.
LOOK_SECONDS = 0.5
#: Seconds without an answer after which a part counts as silent.
SILENT_SECONDS = 5.0


class Health:
    """The checks of one process."""

    def __init__(self) -> None:
        """Begin without checks; the thread starts with ``start``."""
        self._checks: dict[str, Callable[[], str]] = {}
        self._since: dict[str, tuple[str, datetime]] = {}
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name="fenghuo-health", daemon=True)

    def add(self, name: str, check: Callable[[], str]) -> None:
        """Add a part; its check returns what is wrong, an empty text while nothing is, and never waits."""
        self._checks[name] = check

    def start(self) -> None:
        """Start looking."""
        self._thread.start()

    def stop(self) -> None:
        """Stop looking."""
        self._stopping.set()
        if self._thread.is_alive():
            self._thread.join(timeout=10)

    def readiness(self) -> dict[str, bool | str]:
        """Return for each part True when it works, else what is wrong and since when."""
        return {name: self._look(name) or True for name in list(self._checks)}

    def _look(self, name: str) -> str:
        trouble = self._checks[name]()
        known = self._since.get(name)
        if not trouble:
            # Two threads may look at once; one of them tells.
            if known is not None and self._since.pop(name, None) is not None:
                log.info("part_works_again", part=name, after_s=round((now() - known[1]).total_seconds(), 1))
            metrics.part_ready.labels(name).set(1)
            return ""
        if known is None:
            known = self._since.setdefault(name, (trouble, now()))
            log.warning("part_in_trouble", part=name, why=trouble)
        metrics.part_ready.labels(name).set(0)
        return f"{trouble} (since {format_instant(known[1].replace(microsecond=0))})"

    def _run(self) -> None:
        while not self._stopping.wait(LOOK_SECONDS):
            for name in list(self._checks):
                try:
                    self._look(name)
                except Exception:
                    # The loop owns its task: one part that cannot even be asked does not hide the others.
                    log.exception("check_failed", part=name)


class Pulse:
    """Asks something that may hang for a sign of life, on a thread of its own."""

    def __init__(self, ping: Callable[[], None], *, name: str, silent: float = SILENT_SECONDS) -> None:
        """Take what is asked; it raises when it is not well."""
        self._ping = ping
        self._silent = silent
        self._trouble = ""
        self._asked: float | None = None
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name=f"fenghuo-{name}", daemon=True)

    def start(self) -> None:
        """Ask once, then go on in the background."""
        self._ask()
        self._thread.start()

    def stop(self) -> None:
        """Stop asking; a question that hangs is left to itself."""
        self._stopping.set()
        self._thread.join(timeout=1)

    @property
    def trouble(self) -> str:
        """Return what is wrong, empty while nothing is."""
        asked = self._asked
        waited = 0.0 if asked is None else time.monotonic() - asked  # noqa: TID251  an age, not an instant
        return f"no answer for {waited:.0f} s" if waited >= self._silent else self._trouble

    def _ask(self) -> None:
        self._asked = time.monotonic()  # noqa: TID251  an age, not an instant
        try:
            self._ping()
        except Exception as error:  # noqa: BLE001  whatever is wrong is told, in words
            self._trouble = str(error) or type(error).__name__
        else:
            self._trouble = ""
        self._asked = None

    def _run(self) -> None:
        while not self._stopping.wait(LOOK_SECONDS):
            self._ask()
