"""Replica: heavy reads from a standby that follows closely enough, and from the primary where none does.

A thread asks both servers where they are. What a request reads is of one known instant or later, because each read
looks again how far its own server is; a read that fails on the standby is made on the primary. Nothing that decides
anything is read here: rules, incidents and warnings ask the primary.
"""

from __future__ import annotations

import math
import threading
import time
from contextlib import contextmanager
from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING, Any, Final, TypeVar, cast

import structlog

from store.chunks import USUAL, chunks
from store.errors import StoreError
from store.postgres.failures import RETRY_AFTER, translated
from store.postgres.hosts import for_reads
from store.postgres.series import Series
from store.postgres.session import Database
from store.queries import named_queries
from store.staleness import Marks

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator

    import psycopg

    from sensing.batch import Batch, FloatArray, IntArray
    from sensing.instant import Micros
    from sensing.stored import LatestReading
    from store.postgres.session import Session
    from store.postgres.store import PostgresStore

log = structlog.get_logger("store.replica")

_SQL = named_queries("session")
#: Seconds between two looks at both servers.
PAUSE: Final = 0.5
#: Seconds that a read waits for a connection to the standby before it is made on the primary.
_PATIENCE: Final = 2.0

T = TypeVar("T")


class BehindError(StoreError):
    """The standby does not show yet what is asked for, or is none."""

    def __init__(self, message: str) -> None:
        super().__init__(message, retryable=True, retry_after=RETRY_AFTER)


class Replica:
    """A standby beside its primary; safe to share between threads."""

    def __init__(self, dsn: str, *, primary: PostgresStore, most_behind: timedelta, pool_size: int = 4) -> None:
        """Begin to follow; a standby that is away is looked for again and again.

        Args:
            dsn: libpq connection string of the standby, or of several.
            primary: Takes what the standby cannot answer.
            most_behind: How old an answer may be.
            pool_size: Connections to the standby at most.
        """
        self._dsn, self._pool_size = for_reads(dsn), pool_size
        #: Where everything is.
        self.primary = primary
        self._most = most_behind.total_seconds()
        self._marks, self._lock = Marks(), threading.Lock()
        #: What the standby showed when it was last asked, s; None: nothing known.
        self._shown: float | None = None
        self._standby: Database | None = None
        self._trouble = "has not looked yet"
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name="store-replica", daemon=True)
        self._thread.start()

    @property
    def staleness(self) -> float:
        """Return how old what the standby shows is, s; NaN while nothing is known of it."""
        shown = self._shown
        return math.nan if shown is None else _monotonic() - shown

    @property
    def trouble(self) -> str:
        """Return why nothing is read from the standby, empty while it is."""
        return self._trouble or ("" if self._fit() is not None else f"is more than {self._most:g} s behind")

    def look(self) -> Look:
        """Return where one request reads."""
        return Look(self, shown=self._fit())

    def close(self) -> None:
        """Follow no more and close every connection."""
        self._stopping.set()
        self._thread.join()
        if self._standby is not None:
            self._standby.close()

    @contextmanager
    def session(self, *, since: float) -> Iterator[Session]:
        """Run a transaction on the standby that shows everything committed up to an instant.

        Raises:
            StoreError: Retryable, if there is none.
        """
        if self._standby is None:
            raise BehindError("no standby is there")
        with self._standby.session(admit=partial(self._admit, since=since)) as session:
            yield session

    def _admit(self, connection: psycopg.Connection[Any], *, since: float) -> None:
        shown = self._shown_by(connection)
        if shown is None or shown < since:
            raise BehindError("the standby does not show that yet")

    def _shown_by(self, connection: psycopg.Connection[Any]) -> float | None:
        with translated():
            row = connection.execute(_SQL["replayed"]).fetchone()
            connection.rollback()
        if row is None or row[0] is None:
            connection.close()
            raise BehindError("the server is no standby any more")
        with self._lock:
            return self._marks.shown_by(int(row[0]))

    def _fit(self) -> float | None:
        """Return the instant that the standby shows, None where that is too long ago."""
        shown = self._shown
        return shown if shown is not None and _monotonic() - shown <= self._most else None

    def _run(self) -> None:
        while not self._stopping.is_set():
            trouble = self._followed()
            if trouble != self._trouble:
                log.info("replica_followed") if not trouble else log.warning("replica_away", why=trouble)
                self._trouble = trouble
            self._stopping.wait(PAUSE)

    def _followed(self) -> str:
        """Look at both servers once; return what keeps from reading at the standby."""
        at = _monotonic()
        try:
            position = self.primary.log_end()
        except StoreError:
            # Without its primary a standby grows older, and is read from as long as it may.
            pass
        else:
            with self._lock:
                self._marks.note(at, position)
        try:
            if self._standby is None:
                self._standby = Database(self._dsn, pool_size=self._pool_size, patience=_PATIENCE, is_read_only=True)
            with self._standby.session(admit=self._note):
                return ""
        except StoreError as error:
            self._shown = None
            return str(error)

    def _note(self, connection: psycopg.Connection[Any]) -> None:
        self._shown = self._shown_by(connection)


class _Since:
    """The sessions of a standby that show everything up to an instant."""

    def __init__(self, replica: Replica, since: float) -> None:
        self._replica, self._since = replica, since

    @contextmanager
    def session(self) -> Iterator[Session]:
        with self._replica.session(since=self._since) as session:
            yield session


class Look:
    """Where one request reads; whatever it reads is of one instant or later."""

    def __init__(self, replica: Replica, *, shown: float | None) -> None:
        self._primary = replica.primary
        # A series asks for sessions and for nothing else.
        self._standby = None if shown is None else Series(cast("Database", _Since(replica, shown)))
        #: How old the answer may be; None: nothing is missing, it is the primary's.
        self.staleness = None if shown is None else timedelta(seconds=max(0.0, _monotonic() - shown))

    def observations(
        self, number: int, *, start: Micros, end: Micros, after: Micros | None = None, limit: int = 10_000
    ) -> Batch:
        """Return a datastream's readings as the series does."""
        return self._read(lambda series: series.observations(number, start=start, end=end, after=after, limit=limit))

    def history(
        self, numbers: Collection[int], *, start: Micros, end: Micros, most: int = USUAL
    ) -> Iterator[tuple[Batch, Micros]]:
        """Yield the readings of datastreams piece by piece as the series does."""

        def read(begin: Micros, until: Micros) -> Batch:
            return self._read(lambda series: series.piece(numbers, begin, until))

        return chunks(read, numbers, start=start, end=end, most=most)

    def readings_at(
        self, at: Micros, *, since: Micros, properties: Collection[str] | None = None, within: str = ""
    ) -> list[LatestReading]:
        """Return the newest reading of each datastream at an instant as the series does."""
        return self._read(lambda series: series.readings_at(at, since=since, properties=properties, within=within))

    def beside(self, number: int, *, start: Micros, end: Micros, limit: int = 10_000) -> Batch:
        """Return readings that are not kept as the series does."""
        return self._read(lambda series: series.beside(number, start=start, end=end, limit=limit))

    def aggregate(self, number: int, **asked: Any) -> tuple[IntArray, FloatArray]:
        """Return the reduction of each bucket as the series does."""
        return self._read(lambda series: series.aggregate(number, **asked))

    def _read(self, ask: Callable[[Series], T]) -> T:
        if self._standby is not None:
            try:
                return ask(self._standby)
            except StoreError as error:
                if not error.retryable:
                    raise
                log.info("read_on_primary", why=str(error))
        return ask(self._primary)


def _monotonic() -> float:
    return time.monotonic()  # noqa: TID251  a wait, not an instant
