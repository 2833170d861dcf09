"""City: one worker judges the rules that count votes of several partitions, by what the partitions told.

What a partition's rules say is in the database in the transaction that makes it an incident, under a number. So this
reads on from a place in each partition; after a crash it reads everything that is kept, and says what differs from the
incidents that are open, as after any restart. One thread does everything, each step written before the next.
"""

from __future__ import annotations

import threading
from datetime import timedelta
from typing import TYPE_CHECKING, Final

import structlog

from alerts.policy import Policy
from fenghuo.backlog import Work
from fenghuo.clock import now, now_micros
from fenghuo.cluster.city_share import city_share_of
from fenghuo.judge import Judge
from fenghuo.stepwise import StepwiseWriter
from rules.composite import apart
from store.errors import FencedError

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from alerts.issuer import Issuer
    from fenghuo.cluster.city_share import MemoryCityShare, PostgresCityShare
    from fenghuo.cluster.joining import Joined
    from rules.transition import Transition
    from store.memory import MemoryStore
    from store.postgres import PostgresStore

log = structlog.get_logger("fenghuo.cluster")

#: Seconds until the next look though nothing rang, between two looks, and until what failed is tried again.
_LOOK: Final = 0.5
_PAUSE: Final = 0.05
_RETRY: Final = 1.0
#: What is this much older than the longest window is forgotten, and how often that is looked at, s.
_KEPT: Final = timedelta(days=7)
_FORGETTING: Final = 3600
#: Rows that are read at once.
_ROWS: Final = 10_000


class CityJudge(Judge):
    """The rules that are judged apart."""

    def __init__(self, share: PostgresCityShare | MemoryCityShare) -> None:
        """Take the store; nothing is read before ``start``."""
        super().__init__(share)
        self._share = share
        #: The place that was read up to, by partition.
        self._known: dict[int, int] = {}

    def start(self) -> list[Transition]:
        """Load everything, let all stand as was told; return what differs from the open incidents."""
        self._prepared = None
        self._known = dict.fromkeys(range(self._share.layout.count), 0)
        prepared = self.prepare()
        said: list[Transition] = []
        while part := self._read():
            said += part
        with self._lock:
            self._state, transitions = apart.recover(
                prepared.program, said=said, levels=self._levels(), closed=self._closed(), mine=self._share.mine,
                now=now_micros(),
            )  # fmt: skip
            self._use(prepared)
        log.info("city_recovered", rules=sorted(self._share.apart), told=len(said), differ=len(transitions))
        return transitions

    @property
    def is_outdated(self) -> bool:
        """Return whether the calendar has changed which rules are in force."""
        return self.next_change is not None and self.next_change <= now_micros()

    def hear(self) -> list[Transition]:
        """Return what follows from what the partitions have told since, and from the clock."""
        said = self._read()
        with self._lock:
            self._state, transitions = apart.hear(self.program, self._state, said, mine=self._share.apart)
            self._state, lapsed = apart.tick(self.program, self._state, mine=self._share.apart, now=now_micros())
        return [*transitions, *lapsed]

    def forget(self) -> None:
        """Forget what no vote lasts for any more."""
        longest = timedelta(microseconds=self.program.composites.window)
        self._share.forget_told(before=now() - _KEPT - longest)

    def _read(self) -> Sequence[Transition]:
        rows = self._share.told(self._known, limit=_ROWS)
        self._known |= {row.partition: row.seq for row in rows}
        return [row.transition for row in rows]


class City:
    """What runs while this worker holds the city."""

    def __init__(
        self,
        joined: Joined,
        *,
        store: PostgresStore | MemoryStore,
        epoch: int,
        issuer: Issuer,
        on_fenced: Callable[[], None] = lambda: None,
    ) -> None:
        """Claim it in the database, and begin.

        Raises:
            FencedError: If another process has a later epoch.
            StoreError: If the database is away.
        """
        number = joined.layout.count
        if not store.claim(number, epoch=epoch, holder=joined.name, at=now()):
            raise FencedError(f"city (partition {number}): epoch {epoch} is not the highest")
        self.share = city_share_of(store, layout=joined.layout, epoch=epoch, on_fenced=on_fenced)
        self._judge = CityJudge(self.share)
        self._issuer = issuer
        self._writer = self._a_writer()
        self._stopping = threading.Event()
        self._trouble = "has not looked yet"
        self._is_new = True
        self._forgot = 0
        self._thread = threading.Thread(target=self._run, name="fenghuo-city", daemon=True)
        self._thread.start()

    @property
    def trouble(self) -> str:
        """Return what does not work, empty while everything does."""
        if not self._thread.is_alive() and not self._stopping.is_set():
            return "the thread that judges city-wide rules has ended"
        return self._trouble or self._judge.trouble

    def stop(self) -> None:
        """Stop after the step in hand."""
        self._stopping.set()
        self._writer.halt()
        self._thread.join(timeout=10)

    def _a_writer(self) -> StepwiseWriter:
        return StepwiseWriter(store=self.share, judge=self._judge, policy=Policy(), issuer=self._issuer)

    def _run(self) -> None:
        while not self._stopping.is_set():
            try:
                self._is_new |= bool(self.share.wait(_LOOK) & {"registry", "rules"})
                if not self._stopping.is_set():
                    self._step()
                self._trouble = ""
                self._stopping.wait(_PAUSE)
            except Exception as error:
                # What was judged may not be written: as after a restart.
                log.exception("city_failed")
                self._trouble, self._is_new = f"{type(error).__name__}: {error}", True
                self._stopping.wait(_RETRY)

    def _step(self) -> None:
        is_new = self._is_new or self._judge.is_outdated
        if is_new:
            # What the last one could not write is judged anew; it would refuse everything for ever.
            self._writer = self._a_writer()
            if self._stopping.is_set():
                return
        if transitions := self._judge.start() if is_new else self._judge.hear():
            self._writer.put(Work(transitions=transitions))
        self._is_new = False
        if now_micros() - self._forgot > _FORGETTING * 1_000_000:
            self._judge.forget()
            self._forgot = now_micros()
