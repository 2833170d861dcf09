"""Delivery: from connections to the sink, and the replies back once messages are durable.

A thread of its own, because the sink may block: while it does, messages gather here up to a limit that the
listener watches, and then it stops reading. A sink that fails is given the same messages again until it takes them.
"""

from __future__ import annotations

import threading
from collections import deque
from functools import partial
from typing import TYPE_CHECKING, NamedTuple

import structlog

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from ingest.intake import Sink
    from ingest.listener.conversation import Taken

_log = structlog.get_logger("ingest.listener")

#: Messages handed over at once.
MOST_AT_ONCE = 2000
#: Seconds between two attempts to hand over what the sink failed on.
PAUSE = 1.0
#: What a waiting message costs beside its payload, bytes, measured roughly.
OVERHEAD = 500


class Settled(NamedTuple):
    """One message that is durable now."""

    #: Number of the connection it came on.
    connection: int
    reply: bytes
    #: Memory it took, bytes.
    size: int


class Delivery:
    """The way to one sink. ``put`` and ``settled`` belong to the listener's thread."""

    def __init__(self, sink: Sink, *, wake: Callable[[], None]) -> None:
        """Prepare the thread; ``wake`` is called from any thread when ``settled`` has something."""
        self._sink = sink
        self._wake = wake
        self._lock = threading.Condition()
        self._waiting: deque[tuple[int, Taken]] = deque()
        self._settled: deque[Settled] = deque()
        self._is_closed = False
        #: Memory of messages that are not settled, bytes.
        self.pending = 0
        #: Why the sink does not take messages; empty while it does.
        self.trouble = ""
        self._thread = threading.Thread(target=self._run, name="listener-flush", daemon=True)

    def start(self) -> None:
        """Begin handing over."""
        self._thread.start()

    def put(self, connection: int, taken: Sequence[Taken]) -> int:
        """Take messages of one connection; return the memory they take until they are settled, bytes."""
        size = sum(size_of(one) for one in taken)
        with self._lock:
            self.pending += size
            self._waiting.extend((connection, one) for one in taken)
            self._lock.notify()
        return size

    def settled(self) -> list[Settled]:
        """Return the messages that have become durable since the last call."""
        with self._lock:
            found = list(self._settled)
            self._settled.clear()
        return found

    def stop(self, *, grace: float) -> None:
        """Hand over what waits, for some seconds at most, and end."""
        with self._lock:
            self._is_closed = True
            self._lock.notify_all()
            self._lock.wait_for(lambda: not self.pending, timeout=grace)
        self._thread.join(timeout=grace)

    def _run(self) -> None:
        while True:
            with self._lock:
                self._lock.wait_for(lambda: bool(self._waiting) or self._is_closed)
                batch = [self._waiting.popleft() for _ in range(min(len(self._waiting), MOST_AT_ONCE))]
            if not batch:
                return
            if not self._hand_over(batch):
                return

    def _hand_over(self, batch: list[tuple[int, Taken]]) -> bool:
        """Give messages to the sink until it takes them; False when stopped before."""
        while batch:
            try:
                self._sink.accept([taken.message for _, taken in batch], partial(self._done, batch))
            except Exception as error:  # noqa: BLE001 - this loop owns the thread
                # Devices do not send again what wants no reply, so these are kept.
                _log.exception("sink_failed", messages=len(batch))
                self.trouble = f"the sink failed: {type(error).__name__}: {error}"
            else:
                self.trouble = ""
                return True
            with self._lock:
                if self._lock.wait_for(lambda: self._is_closed, timeout=PAUSE):
                    return False
        return True

    def _done(self, batch: list[tuple[int, Taken]]) -> None:
        with self._lock:
            for connection, taken in batch:
                size = size_of(taken)
                self.pending -= size
                self._settled.append(Settled(connection, taken.reply, size))
            # A sink that took them and failed all the same may call twice: nothing is settled twice.
            batch.clear()
            self._lock.notify_all()
        self._wake()


def size_of(taken: Taken) -> int:
    """Return the memory that a message takes until it is settled, bytes."""
    return OVERHEAD + len(taken.message.payload) + len(taken.reply)
