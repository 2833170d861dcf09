"""Threads of the dispatcher: one for each lane and each ear, woken by the journal and by what gateways say.

Each works until there is nothing left to do, then sleeps until somebody rings. One thread listens to the store for all
lanes.
"""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

import structlog

from fenghuo.clock import now
from fenghuo.loops import LOOK_AGAIN_SECONDS
from store.errors import StoreError

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

log = structlog.get_logger("fenghuo.lanes")

#: Seconds between two rounds that found nothing: rings in between are answered by the next.
PAUSE_SECONDS = 0.02


class LaneLoop:
    """Runs one lane or one ear."""

    def __init__(
        self,
        work: Callable[[datetime], int],
        *,
        name: str,
        wake: threading.Event,
        count: Callable[[int], None] = lambda _: None,
    ) -> None:
        """Take the parts; the thread starts with ``start``.

        Args:
            work: One round; returns how much it did.
            name: Of the thread.
            wake: Is set when there may be something to do.
            count: Is told how much each round did.
        """
        self._work, self._name, self._wake, self._count = work, name, wake, count
        self._trouble = ""
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name=f"fenghuo-{name}", daemon=True)

    def start(self) -> None:
        """Start the thread."""
        self._thread.start()

    def stop(self) -> None:
        """Stop after the round in hand."""
        self._stopping.set()
        self._wake.set()
        self._thread.join(timeout=15)

    @property
    def trouble(self) -> str:
        """Return what does not work, empty while everything does."""
        if not self._thread.is_alive() and not self._stopping.is_set():
            return "the thread has ended"
        return self._trouble

    def _run(self) -> None:
        while not self._stopping.is_set():
            self._wake.wait(LOOK_AGAIN_SECONDS)
            self._wake.clear()
            try:
                while not self._stopping.is_set() and (done := self._work(now())):
                    self._count(done)
                self._trouble = ""
            except StoreError as error:
                log.warning("lane_waits_for_store", lane=self._name, why=str(error))
                self._rest(str(error))
            except Exception as error:
                # The loop owns its task: one failed round is logged with its traceback, the next one runs.
                log.exception("lane_failed", lane=self._name)
                self._rest(f"{type(error).__name__}: {error}")
            self._stopping.wait(PAUSE_SECONDS)

    def _rest(self, trouble: str) -> None:
        self._trouble = trouble
        self._stopping.wait(LOOK_AGAIN_SECONDS)
