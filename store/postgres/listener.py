"""Listener: one connection that hears what other sessions commit and rings the bell.

It connects when somebody first waits. After every connect it rings every topic: something may have been said
while nobody listened.
"""

from __future__ import annotations

import select
import socket
import threading
from typing import TYPE_CHECKING

import psycopg

from store.bell import TOPICS
from store.postgres.failures import RETRY_AFTER
from store.queries import named_queries

if TYPE_CHECKING:
    from store.bell import Bell

_SQL = named_queries("session")


class Listener:
    """A thread with one LISTEN connection."""

    def __init__(self, dsn: str, *, bell: Bell) -> None:
        self._dsn = dsn
        self._bell = bell
        self._stopping = threading.Event()
        self._starting = threading.Lock()
        self._thread: threading.Thread | None = None
        # Written to once, so that the thread leaves its select at once.
        self._inside, self._outside = socket.socketpair()

    def ensure_started(self) -> None:
        """Start the thread unless it runs or has been closed; one that broke down is started anew."""
        with self._starting:
            is_running = self._thread is not None and self._thread.is_alive()
            if not is_running and not self._stopping.is_set():
                self._thread = threading.Thread(target=self._run, name="store-listener", daemon=True)
                self._thread.start()

    def close(self) -> None:
        """Stop the thread and wait for its end."""
        with self._starting:
            self._stopping.set()
            self._outside.send(b"x")
        if self._thread is not None:
            self._thread.join()
        self._inside.close()
        self._outside.close()

    def _run(self) -> None:
        while not self._stopping.is_set():
            try:
                self._listen()
            except psycopg.Error:
                # The callers' own queries report that the database is away; here it is only waited for.
                self._stopping.wait(RETRY_AFTER)

    def _listen(self) -> None:
        with psycopg.connect(self._dsn, autocommit=True) as connection:
            connection.execute(_SQL["listen"])
            self._bell.ring(TOPICS)
            poll = select.poll()
            poll.register(connection.fileno(), select.POLLIN)
            poll.register(self._inside.fileno(), select.POLLIN)
            while not self._stopping.is_set():
                poll.poll()
                self._bell.ring({notice.payload for notice in connection.notifies(timeout=0)})
