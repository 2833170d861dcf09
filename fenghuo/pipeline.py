"""The way of a reading through one process: decode → flag → judge → commit → acknowledge.

Two stages on two threads. The first decodes and judges as messages come in, so that detection never waits
for the disk. The second writes everything that has gathered in one transaction: readings, quarantine,
incidents, warnings and journal become durable together or not at all, and only then are the messages
acknowledged. A crash anywhere leaves the broker with the un-acknowledged messages and the store without
half a flush.

The queue between the stages is bounded by the broker's window of un-acknowledged messages; nothing is
dropped here. While the database is away the writer tries the same transaction again until it succeeds.
"""

from __future__ import annotations

import queue
import threading
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import structlog

from alerts.issuing import follow
from fenghuo import metrics
from fenghuo.clock import now, now_micros
from incidents.board import apply
from incidents.journal import Entry
from ingest.quality import flag
from ingest.wire.decode import decode
from sensing.batch import Batch, concat, empty_batch
from sensing.event import Reject
from sensing.instant import from_micros
from store.errors import StoreError

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from alerts.approval import Policy
    from alerts.issuer import Issuer
    from fenghuo.judge import Judge
    from ingest.wire.message import Message
    from rules.transition import Transition
    from sensing.event import SensedEvent, StatusReport
    from store.memory import MemoryStore
    from store.postgres import PostgresStore

log = structlog.get_logger("fenghuo.pipeline")

#: Readings written in one transaction at most; beyond it a commit takes longer than the gathering saves.
FLUSH_READINGS = 20_000
#: Seconds between two attempts to write while the database is away.
RETRY_SECONDS = (0.1, 0.2, 0.5, 1.0, 2.0)
#: Seconds between two looks at the clock when no timer runs.
IDLE_TICK_SECONDS = 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Work:
    """What one flush of the intake, or one tick of the clock, wants to have written."""

    batch: Batch = field(default_factory=empty_batch)
    events: Sequence[SensedEvent] = ()
    statuses: Sequence[StatusReport] = ()
    rejects: Sequence[Reject] = ()
    transitions: Sequence[Transition] = ()
    #: The messages it came from, kept until it is committed.
    messages: Sequence[Message] = ()
    done: Callable[[], None] | None = None


class Pipeline:
    """Takes messages from the intake and answers for them until they are durable."""

    def __init__(self, *, store: PostgresStore | MemoryStore, judge: Judge, policy: Policy, issuer: Issuer) -> None:
        """Take the parts; threads start with ``start``."""
        self._store = store
        self._judge = judge
        self._policy = policy
        self._issuer = issuer
        self._queue: queue.SimpleQueue[Work] = queue.SimpleQueue()
        #: Held while judging and queueing, so that work is written in the order in which it was judged.
        self._order = threading.Lock()
        self._stopping = threading.Event()
        self._threads = [
            threading.Thread(target=self._write_forever, name="fenghuo-writer", daemon=True),
            threading.Thread(target=self._tick_forever, name="fenghuo-clock", daemon=True),
        ]
        #: Why the last attempt to write failed; empty while writing works.
        self.trouble = ""

    def start(self) -> None:
        """Recover the engine from the store, then start writing and ticking."""
        self._put(Work(transitions=self._judge.start()))
        for thread in self._threads:
            thread.start()

    def stop(self) -> None:
        """Stop after the flush in hand; what is not committed stays with the broker."""
        self._stopping.set()
        self._queue.put(Work())
        for thread in self._threads:
            thread.join(timeout=10)

    def reload(self) -> None:
        """Take in changed rules, fences or stations."""
        with self._order:
            self._put(Work(transitions=self._judge.reload()))

    def accept(self, messages: list[Message], done: Callable[[], None]) -> None:
        """Decode, flag and judge messages in order of arrival; ``done`` is called once they are durable."""
        decoded = decode(messages, registry=self._judge.registry)
        batch = flag(decoded.batch, registry=self._judge.registry)
        metrics.messages.inc(len(messages))
        metrics.readings.inc(len(batch))
        metrics.waiting.inc(len(messages))
        with self._order:
            self._put(
                Work(
                    batch=batch,
                    events=decoded.events,
                    statuses=decoded.statuses,
                    rejects=decoded.rejects,
                    transitions=self._judge.evaluate(batch) if len(batch) else (),
                    messages=messages,
                    done=done,
                )
            )

    def _put(self, work: Work) -> None:
        for transition in work.transitions:
            metrics.transitions.labels(transition.change.value).inc()
        self._queue.put(work)

    def _tick_forever(self) -> None:
        wait = IDLE_TICK_SECONDS
        while not self._stopping.wait(wait):
            with self._order:
                transitions, wake = self._judge.tick(now_micros())
                if transitions:
                    self._put(Work(transitions=transitions))
            wait = IDLE_TICK_SECONDS
            if wake is not None:
                wait = min(max((wake - now_micros()) / 1e6, 0.001), IDLE_TICK_SECONDS)

    def _write_forever(self) -> None:
        while not self._stopping.is_set():
            gathered = self._gather()
            if gathered:
                self._write_until_durable(gathered)

    def _gather(self) -> list[Work]:
        """Return the next work and all that has queued behind it, up to a full flush."""
        gathered = [self._queue.get()]
        size = len(gathered[0].batch)
        while size < FLUSH_READINGS:
            try:
                work = self._queue.get_nowait()
            except queue.Empty:
                break
            gathered.append(work)
            size += len(work.batch)
        return [work for work in gathered if work.done or work.transitions]

    def _write_until_durable(self, gathered: list[Work]) -> None:
        attempt = 0
        while not self._stopping.is_set():
            try:
                self._write(gathered)
            except StoreError as error:
                metrics.store_errors.inc()
                self._note_trouble(str(error))
                if not error.retryable:
                    self._write_one_by_one(gathered)
                    return
                self._stopping.wait(RETRY_SECONDS[min(attempt, len(RETRY_SECONDS) - 1)])
                attempt += 1
            else:
                self._note_trouble("")
                return

    def _note_trouble(self, trouble: str) -> None:
        if trouble and not self.trouble:
            log.error("store_write_failed", why=trouble)
        if self.trouble and not trouble:
            log.info("store_write_recovered")
        self.trouble = trouble

    def _write_one_by_one(self, gathered: list[Work]) -> None:
        """Write each work alone; messages of one that the store refuses for good go to quarantine."""
        for work in gathered:
            try:
                self._write([work])
            except StoreError as error:
                if error.retryable:
                    self._write_until_durable([work])
                    continue
                log.exception("work_refused", why=str(error), messages=len(work.messages))
                self._write_until_durable([_as_quarantine(work, str(error))])

    def _write(self, gathered: list[Work]) -> None:
        started = time.perf_counter()  # noqa: TID251  a duration for a metric
        instant = now()
        transitions = [transition for work in gathered for transition in work.transitions]
        rejects = [reject for work in gathered for reject in work.rejects]
        events = [event for work in gathered for event in work.events]
        statuses = [report for work in gathered for report in work.statuses]
        batch = concat(work.batch for work in gathered)
        stored = 0
        with self._store.begin() as tx:
            if len(batch):
                stored = tx.append(batch)
            if events:
                tx.put_events(events)
            if rejects:
                tx.put_rejects(rejects)
            if statuses:
                tx.journal([self._status_entry(report) for report in tx.put_statuses(statuses)])
            if transitions:
                changed = apply(tx, transitions, rules=self._judge.rules, registry=self._judge.registry, now=instant)
                follow(tx, changed, policy=self._policy, issuer=self._issuer, now=instant)
                metrics.incidents.inc(len(changed))
        for work in gathered:
            metrics.waiting.dec(len(work.messages))
            if work.done:
                work.done()
        metrics.readings_stored.inc(stored)
        for reject in rejects:
            metrics.rejects.labels(reject.code).inc()
        metrics.flush_seconds.observe(time.perf_counter() - started)  # noqa: TID251

    def _status_entry(self, report: StatusReport) -> Entry:
        act = "online" if report.is_online else "offline"
        return Entry(
            kind="station",
            division=report.division,
            at=from_micros(report.result_time),
            data={"act": act, "actor": "station", "station": report.station, "online": report.is_online},
        )


def _as_quarantine(work: Work, why: str) -> Work:
    rejects = [
        Reject(
            topic=message.topic,
            payload=message.payload,
            code="store_refused",
            detail=why,
            result_time=message.arrived,
        )
        for message in work.messages
    ]
    return Work(rejects=rejects, messages=work.messages, done=work.done)
