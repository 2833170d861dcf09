"""Threads that wait for the store and then do something: the dispatcher, the reloading of rules."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

import structlog

from store.errors import StoreError

if TYPE_CHECKING:
    from collections.abc import Callable

    from store.memory import MemoryStore
    from store.postgres import PostgresStore

log = structlog.get_logger("fenghuo.loops")

#: Seconds after which a loop looks again although nothing woke it.
LOOK_AGAIN_SECONDS = 1.0


class StoreLoop:
    """Calls ``work`` whenever the store says that one of ``topics`` changed, and once a second anyway if asked."""

    def __init__(
        self,
        store: PostgresStore | MemoryStore,
        work: Callable[[], None],
        *,
        name: str,
        topics: frozenset[str],
        is_periodic: bool,
        pause: float = 0.0,
    ) -> None:
        """Take the parts; the thread starts with ``start``.

        Args:
            store: Rings when something changed.
            work: What is to be done then.
            name: Of the thread.
            topics: The rings that matter.
            is_periodic: Whether the work is done once a second anyway.
            pause: Seconds between two rounds at least; rings in between are answered by the next.
        """
        self._store = store
        self._work = work
        self._topics = topics
        self._is_periodic = is_periodic
        self._pause = pause
        self._trouble = ""
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name=f"fenghuo-{name}", daemon=True)

    def start(self) -> None:
        """Start the thread."""
        self._thread.start()

    def stop(self) -> None:
        """Stop after the work in hand."""
        self._stopping.set()
        self._thread.join(timeout=10)

    @property
    def trouble(self) -> str:
        """Return what does not work, empty while everything does."""
        if not self._thread.is_alive() and not self._stopping.is_set():
            return "the thread has ended"
        return self._trouble

    def _run(self) -> None:
        is_due = False
        while not self._stopping.is_set():
            try:
                # What was rung for is done once the work has succeeded, not once it was heard.
                is_due = bool(self._store.wait(LOOK_AGAIN_SECONDS) & self._topics) or is_due or self._is_periodic
                if is_due and not self._stopping.is_set():
                    self._work()
                    self._stopping.wait(self._pause)
                is_due, self._trouble = False, ""
            except StoreError as error:
                log.warning("loop_waits_for_store", loop=self._thread.name, why=str(error))
                self._trouble = str(error)
                self._stopping.wait(LOOK_AGAIN_SECONDS)
            except Exception as error:
                # The loop owns its task: one failed round is logged with its traceback, the next one runs.
                log.exception("loop_failed", loop=self._thread.name)
                self._trouble = f"{type(error).__name__}: {error}"
                self._stopping.wait(LOOK_AGAIN_SECONDS)
