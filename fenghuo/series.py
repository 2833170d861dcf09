"""Keeps the store small and the series summed up: closes hours, packs aged weeks, drops what is too old or too much.

Every step is a short transaction that a crash or a stop may end at any point; the next round goes on where it
was. Of several processes one works at a time; the others find nothing to do.
"""

from __future__ import annotations

import threading
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

import structlog

from fenghuo import metrics
from sensing.instant import to_micros
from store.errors import StoreError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from fenghuo.sections.intake import Series
    from store.memory import MemoryStore
    from store.postgres import PostgresStore

log = structlog.get_logger("fenghuo.series")

#: Seconds between two rounds.
SERIES_PAUSE = 15.0
#: How long after its end an hour is closed; what comes later has it summed up again.
CLOSE_AFTER = timedelta(minutes=15)
#: How often aged weeks are looked for.
AGED_LOOK = timedelta(hours=1)
#: Rounds missed one after the other that are nobody's concern.
MOST_MISSED = 3
#: Datastreams whose old readings are dropped by one transaction.
GROUP = 50


class SeriesKeeper:
    """One round of work at a time."""

    def __init__(self, store: PostgresStore | MemoryStore, settings: Series, *, clock: Callable[[], datetime]) -> None:
        """Take the parts.

        Args:
            store: What is kept small.
            settings: How long readings are kept as they are.
            clock: Reads the clock.
        """
        self._store = store
        self._settings = settings
        self._clock = clock
        self._looked: datetime | None = None
        #: Rounds missed one after the other.
        self._missed = 0
        self._stopping = threading.Event()

    def stop(self) -> None:
        """Let the round in hand end after its present step."""
        self._stopping.set()

    def work(self) -> None:
        """Do one round.

        Writers come first: a round that would have kept them waiting is made up for by the next one.

        Raises:
            StoreError: If the database is away or busy for longer than that; the next round goes on.
        """
        try:
            self._round()
        except StoreError as error:
            self._missed += 1
            if not error.retryable or self._missed > MOST_MISSED:
                raise
            log.info("series_round_missed", why=str(error))
        else:
            self._missed = 0

    def _round(self) -> None:
        now = self._clock()
        self._store.close_hours(to_micros(now - CLOSE_AFTER))
        while not self._stopping.is_set() and (done := self._store.roll_up()):
            metrics.rolled_hours.inc(done)
        if dropped := self._store.trim_quarantine(most=self._settings.quarantine_rows):
            log.warning("quarantine_trimmed", rows=dropped, kept=self._settings.quarantine_rows)
        metrics.rollup_marks.set(self._store.backlog()[0])
        if self._stopping.is_set() or (self._looked is not None and now - self._looked < AGED_LOOK):
            return
        self._pack(now)
        self._expire(now)
        self._looked = now

    def _pack(self, now: datetime) -> None:
        if not self._settings.pack_days:
            return
        packed = self._store.pack(
            to_micros(now - timedelta(days=self._settings.pack_days)), is_stopped=self._stopping.is_set
        )
        if packed:
            metrics.packed.inc(packed)
            log.info("packed", readings=packed)

    def _expire(self, now: datetime) -> None:
        for days, datastreams in sorted(self._by_age().items()):
            until = to_micros(now - timedelta(days=days))
            for start in range(0, len(datastreams), GROUP):
                if self._stopping.is_set():
                    return
                if dropped := self._store.expire(datastreams[start : start + GROUP], until=until):
                    metrics.expired.inc(dropped)
                    log.info("expired", readings=dropped, days=days)

    def _by_age(self) -> dict[int, list[int]]:
        """Return the datastreams that are not kept for ever, by the days they are kept."""
        keep, result = self._settings.keep_days, dict[int, list[int]]()
        for prop, number in self._datastreams() if keep else ():
            days = keep.get(prop, keep.get("*", 0))
            if days:
                result.setdefault(days, []).append(number)
        return result

    def _datastreams(self) -> Iterator[tuple[str, int]]:
        for station in self._store.stations():
            for stream in station.datastreams:
                yield stream.property, stream.number
