"""Threads of the dispatcher: one for each lane, woken by the journal and by what gateways say.

A lane works until there is nothing left to do, then sleeps until somebody rings. One thread listens to the store for
all of them.
"""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

import structlog

from fenghuo import metrics
from fenghuo.clock import now
from fenghuo.loops import LOOK_AGAIN_SECONDS
from store.errors import StoreError

if TYPE_CHECKING:
    from alerts.lane import Lane

log = structlog.get_logger("fenghuo.lanes")

#: Seconds between two rounds that found nothing: rings in between are answered by the next.
PAUSE_SECONDS = 0.02


class LaneLoop:
    """Runs one lane."""

    def __init__(self, lane: Lane, *, wake: threading.Event) -> None:
        """Take the lane, and what is set when there may be something to do."""
        self._lane, self._wake = lane, wake
        self._trouble = ""
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name=f"fenghuo-lane-{lane.name}", daemon=True)

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
                while not self._stopping.is_set() and (done := self._lane.run_once(now())):
                    metrics.dispatched.inc(done)
                self._trouble = ""
            except StoreError as error:
                log.warning("lane_waits_for_store", lane=self._lane.name, why=str(error))
                self._rest(str(error))
            except Exception as error:
                # The loop owns its task: one failed round is logged with its traceback, the next one runs.
                log.exception("lane_failed", lane=self._lane.name)
                self._rest(f"{type(error).__name__}: {error}")
            self._stopping.wait(PAUSE_SECONDS)

    def _rest(self, trouble: str) -> None:
        self._trouble = trouble
        self._stopping.wait(LOOK_AGAIN_SECONDS)
