"""The way of a reading through one process: decode → flag → judge → write → acknowledge.

Two stages on threads of their own. This one decodes and judges as messages come in, so that detection never
waits for the disk; ``fenghuo.writer`` makes the outcome durable and then has the messages acknowledged. A
crash anywhere leaves the broker with the un-acknowledged messages and the store without half a flush.
"""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

import numpy as np
import structlog

from fenghuo import metrics
from fenghuo.clock import now_micros
from fenghuo.writer import Work, Writer
from ingest.quality import flag
from ingest.wire.decode import decode
from store.errors import StoreError

if TYPE_CHECKING:
    from collections.abc import Callable

    from alerts.approval import Policy
    from alerts.issuer import Issuer
    from fenghuo.judge import Judge
    from ingest.wire.decode import Decoded
    from ingest.wire.message import Message
    from rules.transition import Transition
    from sensing.batch import Batch
    from store.memory import MemoryStore
    from store.postgres import PostgresStore

log = structlog.get_logger("fenghuo.pipeline")

#: Seconds between two looks at the clock when no timer runs.
IDLE_TICK_SECONDS = 1.0
#: Refusals that a station or datastream registered a moment ago would explain.
_UNKNOWN = frozenset({"unknown_station", "unknown_property"})
#: Stations asked about once; asked again when the registry changes. Beyond this many, all are forgotten.
_MOST_ASKED = 10_000


class Pipeline:
    """Takes messages from the intake and answers for them until they are durable."""

    def __init__(self, *, store: PostgresStore | MemoryStore, judge: Judge, policy: Policy, issuer: Issuer) -> None:
        """Take the parts; threads start with ``start``."""
        self._store = store
        self._judge = judge
        self._writer = Writer(store=store, judge=judge, policy=policy, issuer=issuer)
        #: Held while judging and queueing, so that work is written in the order in which it was judged.
        self._order = threading.Lock()
        self._stopping = threading.Event()
        self._clock = threading.Thread(target=self._tick_forever, name="fenghuo-clock", daemon=True)
        self._trouble = ""
        self._asked: set[str] = set()

    def start(self) -> None:
        """Recover the engine from the store, then start writing and ticking."""
        self._writer.put(Work(transitions=self._judge.start()))
        self._writer.start()
        self._clock.start()

    def stop(self) -> None:
        """Stop after the flush in hand; what is not committed stays with the broker."""
        self._stopping.set()
        self._clock.join(timeout=10)
        self._writer.stop()

    @property
    def trouble(self) -> str:
        """Return what does not work, empty while everything does."""
        if not self._clock.is_alive() and not self._stopping.is_set():
            return "the clock has ended: nothing is raised by time"
        return self._writer.trouble or self._trouble

    def reload(self) -> None:
        """Take in changed rules, fences or stations; they are read and compiled beside the running engine."""
        self._asked.clear()
        prepared = self._judge.prepare()
        with self._order:
            self._writer.put(Work(transitions=self._judge.adopt(prepared)))

    def accept(self, messages: list[Message], done: Callable[[], None]) -> None:
        """Decode, flag and judge messages in order of arrival; ``done`` is called once they are durable."""
        decoded = self._decoded(messages)
        batch = flag(decoded.batch, registry=self._judge.registry)
        metrics.messages.inc(len(messages))
        metrics.readings.inc(len(batch))
        metrics.waiting.inc(len(messages))
        with self._order:
            transitions = self._judged(batch) if len(batch) else []
            self._writer.put(
                Work(
                    batch=batch,
                    events=decoded.events,
                    statuses=decoded.statuses,
                    rejects=decoded.rejects,
                    transitions=transitions,
                    messages=messages,
                    done=done,
                )
            )

    def _decoded(self, messages: list[Message]) -> Decoded:
        """Decode against the registry; when the store knows better by now, take that in and decode again."""
        decoded = decode(messages, registry=self._judge.registry)
        asked = {reject.station for reject in decoded.rejects if reject.code in _UNKNOWN} - self._asked - {""}
        if asked and self._is_news(asked):
            self.reload()
            decoded = decode(messages, registry=self._judge.registry)
        return decoded

    def _is_news(self, stations: set[str]) -> bool:
        """Return whether the store lists stations or properties that this process has not heard of."""
        try:
            listed = self._store.listed(stations)
        except StoreError:
            return False
        if len(self._asked) + len(stations) > _MOST_ASKED:
            self._asked.clear()
        self._asked |= stations
        known = {station: self._judge.registry.channels_of(station) for station in stations}
        return any(
            not keys <= (known[station] or {}).keys() or known[station] is None for station, keys in listed.items()
        )

    def _judged(self, batch: Batch) -> list[Transition]:
        """Return what a batch changes; a reading on which the engine fails is left out, never the others."""
        try:
            return self._judge.evaluate(batch)
        except Exception as error:
            # A fault of the engine must not stop the stream: its state is built anew from the store, and the
            # batch halved until the one reading is found that it cannot take.
            log.exception("engine_failed", readings=len(batch))
            self._trouble = f"the rule engine failed on a reading: {type(error).__name__}: {error}"
            recovered = self._judge.start()
            if len(batch) == 1:
                return recovered
            middle = len(batch) // 2
            halves = (batch.take(np.arange(middle)), batch.take(np.arange(middle, len(batch))))
            return [*recovered, *(transition for half in halves for transition in self._judged(half))]

    def _tick_forever(self) -> None:
        wait = IDLE_TICK_SECONDS
        while not self._stopping.wait(wait):
            wait = IDLE_TICK_SECONDS
            try:
                with self._order:
                    transitions, wake = self._judge.tick(now_micros())
                    if transitions:
                        self._writer.put(Work(transitions=transitions))
            except Exception as error:
                # The loop owns its task: timers of a failed round are due again in the next.
                log.exception("clock_failed")
                self._trouble = f"the clock failed: {type(error).__name__}: {error}"
                continue
            if wake is not None:
                wait = min(max((wake - now_micros()) / 1e6, 0.001), IDLE_TICK_SECONDS)
