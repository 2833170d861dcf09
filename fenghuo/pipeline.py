"""The way of a reading through one process: decode → flag → judge → write → acknowledge.

Two stages on threads of their own. This one decodes and judges as messages come in, so that detection never
waits for the disk; ``fenghuo.writer`` makes the outcome durable and then has the messages acknowledged. A
crash anywhere leaves the broker with the un-acknowledged messages and the store without half a flush.
"""

from __future__ import annotations

import threading
from contextlib import suppress
from typing import TYPE_CHECKING

import numpy as np
import structlog

from fenghuo import metrics
from fenghuo.backlog import Work
from fenghuo.clock import clock, now_micros
from fenghuo.gate import Gate
from fenghuo.links import LinkBook
from fenghuo.stepwise import StepwiseWriter
from fenghuo.writer import COMMIT_SECONDS, Writer
from fenghuo.writers import Writers
from ingest.wire.decode import decode
from ingest.wire.raw import Memory
from ingest.wire.sl651 import recall
from ingest.wire.topic import ROOT
from rules.urgency import urgent_targets
from store.errors import StoreError

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from alerts.issuer import Issuer
    from alerts.policy import Policy
    from fenghuo.judge import Judge, Prepared
    from ingest.wire.decode import Decoded
    from ingest.wire.message import Message
    from ingest.wire.raw import Image
    from ingest.wire.reader import Said
    from rules.transition import Transition
    from sensing.batch import Batch
    from sensing.event import SensedEvent, StatusReport
    from sensing.instant import Micros
    from sensing.station import Registry
    from store.memory import MemoryStore
    from store.postgres import PostgresStore

log = structlog.get_logger("fenghuo.pipeline")

#: Seconds between two looks at the clock when no timer runs.
IDLE_TICK_SECONDS = 1.0
#: Seconds that a transition may wait to be written before screens are told of it provisionally.
PROVISIONAL_SECONDS = 1.0
#: Least seconds between two recoveries of an engine that fails by the clock or on readings whose flags changed.
RECOVERY_SECONDS = 30
#: Refusals that a station or datastream registered a moment ago would explain.
_UNKNOWN = frozenset({"unknown_station", "unknown_property"})
#: Stations asked about once; asked again when the registry changes. Beyond this many, all are forgotten.
_MOST_ASKED = 10_000


class Pipeline:
    """Takes messages from the intake and answers for them until they are durable."""

    def __init__(
        self,
        *,
        store: PostgresStore | MemoryStore,
        judge: Judge,
        policy: Policy,
        issuer: Issuer,
        commit_seconds: float = COMMIT_SECONDS,
        has_lane: bool = False,
        keep_images: Callable[[Sequence[Image]], None] | None = None,
        is_stepwise: bool = False,
        root: str = ROOT,
    ) -> None:
        """Take the parts; threads start with ``start``.

        Args:
            store: Where everything is kept.
            judge: The rules.
            policy: What it takes to release a warning where nobody wrote it down.
            issuer: In whose name warnings are drafted.
            commit_seconds: What a commit under load should take, s.
            has_lane: Whether pressing work has a writer of its own.
            keep_images: Keeps pictures that came inside frames.
            is_stepwise: Whether one thread does everything by ``recover``, ``accept`` and ``tick``, each of which
                returns when its work is written; ``start`` is then never called.
            root: Of the topics that are taken: the live world's, or a drill's.
        """
        self._store = store
        self._judge = judge
        self._root = root
        writing = StepwiseWriter if is_stepwise else Writers if has_lane else Writer
        self._writer = writing(store=store, judge=judge, policy=policy, issuer=issuer, commit_seconds=commit_seconds)
        if keep_images is not None:
            self._writer.keep_images = keep_images
        #: When each station was heard, how its clock runs, what it lost.
        self.links = LinkBook()
        #: Told after the rules or stations changed.
        self.on_reload: list[Callable[[], None]] = []
        #: Told, about once a second and at once when it changes, which transitions wait to be written.
        self.on_provisional: Callable[[Sequence[Transition]], None] = lambda _: None
        #: Flags readings; its memory is rebuilt from the stored tail whenever the engine's is.
        self.gate = Gate()
        judge.on_tail = self._recover_gate
        # What codecs remember between frames; held while decoding what may hold frames.
        self._memory = Memory()
        self._decoding = threading.Lock()
        #: Held while judging and queueing, so that work is written in the order in which it was judged.
        self._order = threading.Lock()
        #: Held from reading the store until its rules are in force, so that an older reading never undoes a newer one.
        self._reloading = threading.Lock()
        self._stopping = threading.Event()
        self._clock = threading.Thread(target=self._tick_forever, name="fenghuo-clock", daemon=True)
        self._trouble = ""
        self._clock_trouble = ""
        self._recovered_at = 0
        self._asked: set[str] = set()
        #: When the system's clock was seen to have been set, by our own time; None while it was not.
        self._stepped: Micros | None = None

    def recover(self) -> None:
        """Build the engine's state from the store."""
        self._writer.put(Work(transitions=self._judge.start()))
        recall.seed(self._memory, registry=self._judge.registry, latest=self._store.latest())
        self.links.adopt(self._judge.registry)

    def start(self) -> None:
        """Recover the engine from the store, then start writing and ticking."""
        self.recover()
        self._writer.start()
        self._clock.start()

    def _recover_gate(self, tail: Batch, registry: Registry) -> None:
        self.gate.use_marks(self._store.marks(), registry=registry)
        self.gate.recover(tail, registry=registry)

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
        return self._writer.trouble or self._clock_trouble or self._trouble

    @property
    def oldest_waiting(self) -> float | None:
        """Return how long the oldest message that is not stored has waited, s; None while none waits."""
        return self._writer.oldest

    @property
    def urgent_stations(self) -> frozenset[str]:
        """Return the stations whose readings can raise the highest level."""
        return frozenset(str(target) for target in urgent_targets(self._judge.program))

    @property
    def registry(self) -> Registry:
        """Return the stations in force."""
        return self._judge.registry

    @property
    def station_count(self) -> int:
        """Return how many stations are registered."""
        return len(self._judge.registry.stations)

    def reload(self) -> None:
        """Take in changed rules, fences or stations; they are read and compiled beside the running engine."""
        self._asked.clear()
        with self._reloading:
            self._adopt(self._judge.prepare())
        for tell in self.on_reload:
            tell()

    def _adopt(self, prepared: Prepared) -> None:
        self.gate.prepare(prepared.registry)
        with self._order:
            self._writer.put(Work(transitions=self._judge.adopt(prepared)))
        self.links.adopt(prepared.registry)

    def _follow_the_calendar(self) -> None:
        """Go over to the versions of rules that the clock has brought into force."""
        # A reload that waits for the store must not keep the clock waiting; it reads what is in force by then.
        if not self._reloading.acquire(blocking=False):
            return
        try:
            prepared = self._judge.prepare_due()
            if prepared is not None:
                self._adopt(prepared)
        finally:
            self._reloading.release()
        if prepared is not None:
            for tell in self.on_reload:
                tell()

    def accept(self, messages: Sequence[Message], done: Callable[[], None] | None, *, is_urgent: bool = False) -> None:
        """Decode, flag and judge messages in order of arrival.

        May be called from several threads; the messages of one station come by one of them, and by the lane.

        Args:
            messages: The messages.
            done: Called once they are durable.
            is_urgent: Whether they came by the lane: written first, and told again by the main session.
        """
        decoded = self._decoded(messages, is_urgent=is_urgent)
        metrics.messages.inc(len(messages))
        metrics.readings.inc(len(decoded.batch))
        metrics.waiting.inc(len(messages))
        with self._order:
            flagged = self.gate.flag(decoded.batch, registry=self._judge.registry)
            batch = flagged.batch
            reports: list[SensedEvent | StatusReport] = [*decoded.events, *decoded.statuses]
            transitions = self._judged(batch, reports) if len(batch) or reports else []
            self._writer.put(
                Work(
                    batch=batch,
                    events=decoded.events,
                    statuses=decoded.statuses,
                    rejects=decoded.rejects,
                    images=decoded.images,
                    transitions=transitions,
                    messages=messages,
                    done=done,
                    dues=flagged.dues,
                    is_urgent=is_urgent,
                )
            )
        self.links.note(batch, said=decoded)

    def reconsider(self, batch: Batch) -> None:
        """Judge stored readings anew whose flags changed since they were judged, and those that never were."""
        with self._order:
            try:
                transitions = self._judge.reconsider(batch)
            except Exception as error:
                log.exception("engine_failed", readings=len(batch))
                transitions = self._recovered(error, what="readings whose flags changed")
            if transitions:
                self._writer.put(Work(transitions=transitions))

    def _decoded(self, messages: Sequence[Message], *, is_urgent: bool) -> Decoded:
        """Decode against the registry; when the store knows better by now, take that in and decode again."""
        said: dict[int, Said] = {}
        decoded = self._read(messages, is_urgent=is_urgent, said=said)
        asked = {reject.station for reject in decoded.rejects if reject.code in _UNKNOWN} - self._asked - {""}
        # A store that is away would only keep the others waiting.
        if asked and not self._writer.is_stuck and self._is_news(asked):
            # A store that went away this moment is no reason to keep messages from the rules.
            with suppress(StoreError):
                self.reload()
            decoded = self._read(messages, is_urgent=is_urgent, said=said)
        return decoded

    def _read(self, messages: Sequence[Message], *, is_urgent: bool, said: dict[int, Said]) -> Decoded:
        if is_urgent:
            # The lane brings no frames: nothing to remember, nobody to wait for.
            return decode(messages, registry=self._judge.registry, root=self._root)
        with self._decoding:
            return decode(messages, registry=self._judge.registry, memory=self._memory, said=said, root=self._root)

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

    def _judged(self, batch: Batch, reports: Sequence[SensedEvent | StatusReport] = ()) -> list[Transition]:
        """Return what a batch and what was reported beside it change; what the engine fails on is left out alone."""
        try:
            return self._judge.evaluate(batch, reports)
        except Exception as error:
            # A fault of the engine must not stop the stream: its state is built anew from the store, and the
            # batch halved until the one reading is found that it cannot take.
            log.exception("engine_failed", readings=len(batch))
            self._trouble = f"the rule engine failed on a reading: {_named(error)}"
            recovered: list[Transition] = []
            with suppress(StoreError):
                recovered = self._judge.start()
            if len(batch) + len(reports) == 1:
                return recovered
            return [*recovered, *(transition for half in _halves(batch, reports) for transition in self._judged(*half))]

    def _ticked(self) -> tuple[list[Transition], Micros | None]:
        """Return what the clock changes, and when it wants to be asked again."""
        try:
            return self._judge.tick(now_micros())
        except Exception as error:
            log.exception("engine_failed")
            return self._recovered(error, what="the clock"), None

    def _recovered(self, error: Exception, *, what: str) -> list[Transition]:
        """Build the engine's state anew, which failed halfway and told nothing of what it had done until then."""
        self._trouble = f"the rule engine failed on {what}: {_named(error)}"
        instant = now_micros()
        if instant < self._recovered_at + RECOVERY_SECONDS * 1_000_000:
            # A fault that lasts must not keep readings waiting for one recovery after another.
            return []
        self._recovered_at = instant
        with suppress(StoreError):
            return self._judge.start()
        return []

    def tick(self) -> Micros | None:
        """Do what the clock asks of the rules; return when they want to be asked again, µs."""
        self._follow_the_calendar()
        with self._order:
            transitions, wake = self._ticked()
            if transitions:
                self._writer.put(Work(transitions=transitions))
        return min((each for each in (wake, self._judge.next_change) if each is not None), default=None)

    def _tick_forever(self) -> None:
        wait = IDLE_TICK_SECONDS
        while not self._stopping.wait(wait):
            wait = IDLE_TICK_SECONDS
            try:
                self._mind_the_clock()
                wake = self.tick()
                self.on_provisional(self._writer.overdue(PROVISIONAL_SECONDS))
                self._clock_trouble = ""
            except Exception as error:
                # The loop owns its task: timers of a failed round are due again in the next.
                log.exception("clock_failed")
                self._clock_trouble = f"the clock failed: {_named(error)}"
                continue
            if wake is not None:
                wait = min(max((wake - now_micros()) / 1e6, 0.001), wait)

    def _mind_the_clock(self) -> None:
        """Follow a system clock that was set, once the devices' clocks say that it is the better one."""
        instant = now_micros()
        if not clock.step:
            self._stepped = None
            return
        if self._stepped is None:
            log.error("clock_stepped", why=clock.trouble)
            self._stepped = instant
        delay = self.links.typical_delay(since=self._stepped)
        if delay is not None and abs(delay + clock.step) < abs(delay):
            log.warning("clock_followed", step_s=clock.step / 1e6, devices_delay_s=delay / 1e6)
            with self._order:
                self._judge.shift_clock(clock.step)
                clock.follow()


def _named(error: Exception) -> str:
    return f"{type(error).__name__}: {error}"


def _halves(
    batch: Batch, reports: Sequence[SensedEvent | StatusReport]
) -> list[tuple[Batch, Sequence[SensedEvent | StatusReport]]]:
    """Return a batch of two or more in two parts; what was reported beside readings goes by itself."""
    if reports and len(batch):
        return [(batch, ()), (batch.take(np.arange(0)), reports)]
    middle = len(batch) // 2
    if not reports:
        return [(batch.take(np.arange(middle)), ()), (batch.take(np.arange(middle, len(batch))), ())]
    middle = len(reports) // 2
    return [(batch, reports[:middle]), (batch, reports[middle:])]
