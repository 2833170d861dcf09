"""Writer: the stage of the pipeline that makes work durable and then answers for it.

Everything that has gathered goes into one transaction: readings, quarantine, incidents, warnings and journal
become durable together or not at all, and only then are the messages acknowledged. While the database is away
the same transaction is tried again until it succeeds. Work that the database refuses for good is taken apart:
good readings are kept, what cannot be kept is quarantined, and a transition is never dropped — it is tried
again, and the process is not ready until it is told.
"""

from __future__ import annotations

import threading
import time
from dataclasses import replace
from typing import TYPE_CHECKING

import structlog

from fenghuo import metrics
from fenghuo.backlog import Backlog, Work
from fenghuo.commit import Commit, refused
from fenghuo.portion import FIRST_READINGS, next_most
from fenghuo.untold import Untold
from store.errors import StoreError

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from alerts.issuer import Issuer
    from alerts.policy import Policy
    from fenghuo.backlog import CalmPart, PressingPart
    from fenghuo.judge import Judge
    from ingest.wire.raw import Image
    from rules.transition import Transition
    from store.memory import MemoryStore
    from store.postgres import PostgresStore

log = structlog.get_logger("fenghuo.writer")

#: Seconds that a commit under load should take: whatever presses waits for the one in hand.
COMMIT_SECONDS = 0.1
#: Seconds after which a database that does not answer is said to be silent.
SILENT_SECONDS = 5.0
#: Seconds between two attempts to write while the database is away.
RETRY_SECONDS = (0.05, 0.1, 0.2, 0.3, 0.5)
#: Seconds between two attempts to tell transitions that were refused.
REFUSED_SECONDS = 5.0


class Writer:
    """Writes work: what presses first, transitions in the order in which they were judged."""

    def __init__(
        self,
        *,
        store: PostgresStore | MemoryStore,
        judge: Judge,
        policy: Policy,
        issuer: Issuer,
        commit_seconds: float = COMMIT_SECONDS,
        backlog: Backlog | PressingPart | CalmPart | None = None,
        name: str = "fenghuo-writer",
    ) -> None:
        """Take the parts, and what to write of a shared backlog; the thread starts with ``start``."""
        self._store = store
        self._commit = Commit(judge=judge, policy=policy, issuer=issuer)
        self._commit_seconds = commit_seconds
        #: Keeps pictures that came inside frames; raises nothing but a store's errors.
        self.keep_images: Callable[[Sequence[Image]], None] = lambda _: None
        self._most = FIRST_READINGS
        self._backlog = backlog or Backlog()
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name=name, daemon=True)
        self._trouble = ""
        #: When the work in hand was taken in hand, monotonic s; None while there is none.
        self._in_hand_since: float | None = None
        #: When work that someone waits for was put, monotonic s, until it is written; by the identity of its messages.
        self._waiting_since: dict[int, float] = {}
        #: When each transition was put, monotonic s, and the transition, until it is written; by its id.
        self._unwritten: dict[int, tuple[float, Transition]] = {}
        #: Transitions that the store refused; told again until it takes them.
        self._untold = Untold()
        self._untold_due = 0.0
        #: Messages that neither the series nor quarantine took.
        self._unkept = 0

    def start(self) -> None:
        """Start the thread."""
        self._thread.start()

    def halt(self) -> None:
        """Begin nothing more."""
        self._stopping.set()
        self._backlog.close()

    def stop(self) -> None:
        """Stop after the flush in hand; what is not committed stays with the broker."""
        self.halt()
        self._thread.join(timeout=10)

    def put(self, work: Work) -> None:
        """Queue work; the queue is bounded by the broker's window of un-acknowledged messages."""
        instant = time.monotonic()  # noqa: TID251  an age, not an instant
        for transition in work.transitions:
            metrics.transitions.labels(transition.change.value).inc()
            self._unwritten[id(transition)] = (instant, transition)
        if work.done and work.messages:
            self._waiting_since[id(work.messages)] = instant
        self._backlog.put(work)

    def overdue(self, seconds: float) -> list[Transition]:
        """Return the transitions that have waited longer than this to be written, oldest first."""
        before = time.monotonic() - seconds  # noqa: TID251  an age, not an instant
        return [transition for put, transition in list(self._unwritten.values()) if put <= before]

    @property
    def oldest(self) -> float | None:
        """Return how long the oldest message that is not written has waited, s; None while none waits."""
        instant = time.monotonic()  # noqa: TID251  an age, not an instant
        return max((instant - put for put in list(self._waiting_since.values())), default=None)

    @property
    def is_stuck(self) -> bool:
        """Return whether the store is away, refuses, or does not answer."""
        return bool(self.trouble)

    @property
    def trouble(self) -> str:
        """Return why writing does not work, empty while it does."""
        if not self._thread.is_alive() and not self._stopping.is_set():
            return "the writer has ended"
        if self._untold:
            return self._trouble or f"{len(self._untold)} transitions could not be written yet"
        since = self._in_hand_since
        waited = 0.0 if since is None else time.monotonic() - since  # noqa: TID251  an age, not an instant
        if waited >= SILENT_SECONDS and not self._trouble:
            return f"the database has not answered a commit for {waited:.0f} s"
        lost = f"{self._unkept} messages could not even be quarantined, restart to take them again"
        return self._trouble or (lost if self._unkept else "")

    def _run(self) -> None:
        while not self._stopping.is_set():
            gathered = self._gather()
            try:
                if gathered:
                    self._in_hand_since = time.monotonic()  # noqa: TID251  an age, not an instant
                    self._write_until_durable(gathered)
                self._tell_untold()
            except Exception as error:
                # The loop owns its task: whatever happens, the next work is written.
                log.exception("writer_failed")
                self._trouble = f"{type(error).__name__}: {error}"
            finally:
                self._in_hand_since = None
                if not self._stopping.is_set():
                    self._backlog.written()

    def _gather(self) -> list[Work]:
        """Return the next work, nothing when none comes soon."""
        gathered = self._backlog.take(most=self._most, timeout=REFUSED_SECONDS if self._untold else None)
        return self._worth_writing(gathered)

    @staticmethod
    def _worth_writing(gathered: list[Work]) -> list[Work]:
        return [work for work in gathered if work.messages or work.done or work.transitions or len(work.batch)]

    def _write_until_durable(self, gathered: list[Work]) -> None:
        """Write work together; alone what is refused together, in parts what is refused alone."""
        gathered = [self._untold.hold(work) for work in gathered]
        if self._is_written(gathered):
            return
        for work in gathered:
            rest = self._untold.hold(work)
            if not self._is_written([rest]):
                self._take_apart(rest)

    def _is_written(self, gathered: list[Work]) -> bool:
        """Return whether the store took the work; tries again while it is only away, returns False when refused."""
        attempt, receipt = 0, ""
        while not self._stopping.is_set():
            try:
                if receipt and self._store.is_committed(receipt):
                    self._answer(gathered)
                else:
                    self._write(gathered)
            except StoreError as error:
                metrics.store_errors.inc()
                self._note_trouble(str(error))
                receipt = error.receipt or receipt
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
        self._untold.add(work.transitions)
        readings = replace(work, transitions=())
        if not readings.messages or self._is_written([readings]):
            return
        quarantine = Work(rejects=refused(work, self._trouble), messages=work.messages, done=work.done)
        if not self._is_written([quarantine]):
            # Not even quarantine takes them: they stay un-acknowledged, and the process is not ready any more.
            self._unkept += len(work.messages)
            log.error("quarantine_refused", why=self._trouble, messages=len(work.messages))

    def _tell_untold(self) -> None:
        """Try again to write the transitions that were refused, each alone."""
        if not self._untold or time.monotonic() < self._untold_due:  # noqa: TID251
            return
        self._untold.tell(self._is_told)
        self._untold_due = time.monotonic() + REFUSED_SECONDS  # noqa: TID251
        self._note_trouble("" if not self._untold else self._trouble)

    def _is_told(self, transition: Transition) -> bool:
        try:
            self._write([Work(transitions=[transition])])
        except Exception as error:
            log.exception("transition_refused", rule=transition.rule, target=transition.target)
            self._trouble = f"{type(error).__name__}: {error}"
            return False
        return True

    def _note_trouble(self, trouble: str) -> None:
        if trouble and not self._trouble:
            log.error("store_write_failed", why=trouble)
        if self._trouble and not trouble:
            log.info("store_write_recovered")
        self._trouble = trouble

    def _write(self, gathered: list[Work]) -> None:
        started = time.perf_counter()  # noqa: TID251  a duration for a metric
        rejects = [reject for work in gathered for reject in work.rejects]
        if images := [image for work in gathered for image in work.images]:
            self.keep_images(images)
        with self._store.begin() as tx:
            stored = self._commit.put(tx, gathered)
        self._answer(gathered)
        metrics.readings_stored.inc(stored)
        for reject in rejects:
            metrics.rejects.labels(reject.code).inc()
        took = time.perf_counter() - started  # noqa: TID251
        metrics.flush_seconds.observe(took)
        count = sum(work.weight for work in gathered)
        self._most = next_most(self._most, count=count, seconds=took, goal=self._commit_seconds)

    def _answer(self, gathered: list[Work]) -> None:
        """Answer for work that is durable."""
        for work in gathered:
            metrics.waiting.dec(len(work.messages))
            self._waiting_since.pop(id(work.messages), None)
            for transition in work.transitions:
                self._unwritten.pop(id(transition), None)
            if work.done:
                work.done()
