"""Writer: the stage of the pipeline that makes work durable and then answers for it.

Everything that has gathered goes into one transaction: readings, quarantine, incidents, warnings and journal
become durable together or not at all, and only then are the messages acknowledged. While the database is away
the same transaction is tried again until it succeeds. Work that the database refuses for good is taken apart:
good readings are kept, what cannot be kept is quarantined, and a transition is never dropped — it is tried
again, and the process is not ready until it is told.
"""

from __future__ import annotations

import queue
import threading
import time
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

import structlog

from alerts.issuing import follow
from fenghuo import metrics
from fenghuo.clock import now
from incidents.board import apply
from incidents.journal import Entry
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
    from store.memory.transaction import MemoryTransaction
    from store.postgres import PostgresStore
    from store.postgres.transaction import PostgresTransaction

log = structlog.get_logger("fenghuo.writer")

#: Readings written in one transaction at most; beyond it a commit takes longer than the gathering saves.
FLUSH_READINGS = 20_000
#: Longest wait of readings that change nothing for others to be committed with, s.
CALM_SECONDS = 0.02
#: Seconds between two attempts to write while the database is away.
RETRY_SECONDS = (0.1, 0.2, 0.5, 1.0, 2.0)
#: Seconds between two attempts to tell transitions that were refused.
REFUSED_SECONDS = 5.0


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


class Writer:
    """Writes work in the order in which it was put."""

    def __init__(self, *, store: PostgresStore | MemoryStore, judge: Judge, policy: Policy, issuer: Issuer) -> None:
        """Take the parts; the thread starts with ``start``."""
        self._store = store
        self._judge = judge
        self._policy = policy
        self._issuer = issuer
        self._queue: queue.SimpleQueue[Work] = queue.SimpleQueue()
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name="fenghuo-writer", daemon=True)
        self._trouble = ""
        #: Transitions that the store refused; told again until it takes them.
        self._untold: list[Transition] = []
        self._untold_due = 0.0

    def start(self) -> None:
        """Start the thread."""
        self._thread.start()

    def stop(self) -> None:
        """Stop after the flush in hand; what is not committed stays with the broker."""
        self._stopping.set()
        self._queue.put(Work())
        self._thread.join(timeout=10)

    def put(self, work: Work) -> None:
        """Queue work; the queue is bounded by the broker's window of un-acknowledged messages."""
        for transition in work.transitions:
            metrics.transitions.labels(transition.change.value).inc()
        self._queue.put(work)

    @property
    def trouble(self) -> str:
        """Return why writing does not work, empty while it does."""
        if not self._thread.is_alive() and not self._stopping.is_set():
            return "the writer has ended"
        if self._untold:
            return self._trouble or f"{len(self._untold)} transitions could not be written yet"
        return self._trouble

    def _run(self) -> None:
        while not self._stopping.is_set():
            gathered = self._gather()
            try:
                if gathered:
                    self._write_until_durable(gathered)
                self._tell_untold()
            except Exception as error:
                # The loop owns its task: whatever happens, the next work is written.
                log.exception("writer_failed")
                self._trouble = f"{type(error).__name__}: {error}"

    def _gather(self) -> list[Work]:
        """Return the next work and what has queued behind it, up to a full flush; nothing when none comes soon.

        Readings that change nothing wait a moment for company, because a commit costs the same for one as for a
        hundred; a transition waits for nothing.
        """
        try:
            gathered = [self._queue.get(timeout=REFUSED_SECONDS if self._untold else None)]
        except queue.Empty:
            return []
        size = len(gathered[0].batch)
        deadline = time.monotonic() + CALM_SECONDS  # noqa: TID251  a wait, not an instant
        while size < FLUSH_READINGS and not self._stopping.is_set():
            is_urgent = any(work.transitions for work in gathered)
            wait = 0.0 if is_urgent else deadline - time.monotonic()  # noqa: TID251
            try:
                work = self._queue.get(timeout=wait) if wait > 0 else self._queue.get_nowait()
            except queue.Empty:
                break
            gathered.append(work)
            size += len(work.batch)
        return [work for work in gathered if work.done or work.transitions]

    def _write_until_durable(self, gathered: list[Work]) -> None:
        """Write work together; alone what is refused together, in parts what is refused alone."""
        if self._is_written(gathered):
            return
        for work in gathered:
            if not self._is_written([work]):
                self._take_apart(work)

    def _is_written(self, gathered: list[Work]) -> bool:
        """Return whether the store took the work; tries again while it is only away, returns False when refused."""
        attempt = 0
        while not self._stopping.is_set():
            try:
                self._write(gathered)
            except StoreError as error:
                metrics.store_errors.inc()
                self._note_trouble(str(error))
                if not error.retryable:
                    return False
                self._stopping.wait(RETRY_SECONDS[min(attempt, len(RETRY_SECONDS) - 1)])
                attempt += 1
            except Exception as error:
                # A fault of ours is a refusal like any other: the work is taken apart, nothing waits for a reconnect.
                log.exception("write_failed")
                metrics.store_errors.inc()
                self._trouble = f"{type(error).__name__}: {error}"
                return False
            else:
                self._note_trouble("")
                return True
        return True

    def _take_apart(self, work: Work) -> None:
        """Keep what can be kept of work that was refused: messages in quarantine at worst, transitions for later."""
        log.error("work_refused", why=self._trouble, messages=len(work.messages), transitions=len(work.transitions))
        self._untold += work.transitions
        readings = replace(work, transitions=())
        if not readings.done or self._is_written([readings]):
            return
        quarantine = Work(rejects=_rejects(work, self._trouble), messages=work.messages, done=work.done)
        if not self._is_written([quarantine]):
            # Not even quarantine takes them: they stay un-acknowledged, and the process is not ready.
            log.error("quarantine_refused", why=self._trouble, messages=len(work.messages))

    def _tell_untold(self) -> None:
        """Try again to write the transitions that were refused, each alone."""
        if not self._untold or time.monotonic() < self._untold_due:  # noqa: TID251
            return
        still: list[Transition] = []
        for transition in self._untold:
            try:
                self._write([Work(transitions=[transition])])
            except Exception as error:
                log.exception("transition_refused", rule=transition.rule, target=transition.target)
                self._trouble = f"{type(error).__name__}: {error}"
                still.append(transition)
        self._untold = still
        self._untold_due = time.monotonic() + REFUSED_SECONDS  # noqa: TID251
        self._note_trouble("" if not self._untold else self._trouble)

    def _note_trouble(self, trouble: str) -> None:
        if trouble and not self._trouble:
            log.error("store_write_failed", why=trouble)
        if self._trouble and not trouble:
            log.info("store_write_recovered")
        self._trouble = trouble

    def _write(self, gathered: list[Work]) -> None:
        started = time.perf_counter()  # noqa: TID251  a duration for a metric
        rejects = [reject for work in gathered for reject in work.rejects]
        batch = concat(work.batch for work in gathered)
        with self._store.begin() as tx:
            stored = tx.append(batch) if len(batch) else 0
            self._write_rest(tx, gathered, rejects)
        for work in gathered:
            metrics.waiting.dec(len(work.messages))
            if work.done:
                work.done()
        metrics.readings_stored.inc(stored)
        for reject in rejects:
            metrics.rejects.labels(reject.code).inc()
        metrics.flush_seconds.observe(time.perf_counter() - started)  # noqa: TID251

    def _write_rest(
        self, tx: PostgresTransaction | MemoryTransaction, gathered: list[Work], rejects: list[Reject]
    ) -> None:
        """Write everything but the readings."""
        instant = now()
        events = [event for work in gathered for event in work.events]
        statuses = [report for work in gathered for report in work.statuses]
        transitions = [transition for work in gathered for transition in work.transitions]
        if events:
            tx.put_events(events)
        if rejects:
            tx.put_rejects(rejects)
        if statuses:
            tx.journal([_status_entry(report) for report in tx.put_statuses(statuses)])
        if transitions:
            registry = self._judge.registry
            changed = apply(tx, transitions, rules=self._judge.rules, registry=registry, now=instant)
            follow(tx, changed, policy=self._policy, issuer=self._issuer, now=instant)
            metrics.incidents.inc(len(changed))


def _status_entry(report: StatusReport) -> Entry:
    act = "online" if report.is_online else "offline"
    return Entry(
        kind="station",
        division=report.division,
        at=from_micros(report.result_time),
        data={"act": act, "actor": "station", "station": report.station, "online": report.is_online},
    )


def _rejects(work: Work, why: str) -> list[Reject]:
    return [
        Reject(
            topic=message.topic,
            payload=message.payload,
            code="store_refused",
            detail=why,
            result_time=message.arrived,
        )
        for message in work.messages
    ]
