"""Reader: the one thread per process that follows the journal for all its screens."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING, Protocol

import structlog

from api.feed.frame import Frame, row_frame

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from incidents.journal import Row
    from sensing.station import Station

log = structlog.get_logger("api.feed")

#: Seconds after which the reader looks again although nothing woke it.
LOOK_AGAIN_SECONDS = 1.0
#: Rows read at once.
ROWS = 500
#: Seconds between two tries while the store is away.
RETRY_SECONDS = 0.5


class JournalSource(Protocol):
    """What the reader needs of a store."""

    def journal(self, *, since: int = 0, limit: int = 1000) -> list[Row]:
        """Return rows after ``since``, ascending."""

    def journal_head(self) -> int:
        """Return the newest sequence number."""

    def wait(self, timeout: float) -> set[str]:
        """Sleep until something changed; return the topics that did."""

    def stations(self) -> list[Station]:
        """Return every station."""


class JournalReader:
    """Reads new rows, encodes each once and hands them on, in order."""

    def __init__(
        self, source: JournalSource, *, begun: Callable[[int], None], deliver: Callable[[list[Frame]], None]
    ) -> None:
        """Take the parts.

        Args:
            source: The store.
            begun: Called once, with the sequence number after which delivery begins.
            deliver: Called with new frames, ascending. Both are called on the reader's thread.
        """
        self._source = source
        self._begun = begun
        self._deliver = deliver
        self._cursor: int | None = None
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name="fenghuo-feed", daemon=True)
        #: Stations by id, replaced as a whole when the registry changes.
        self.stations: Mapping[str, Station] = {}
        #: Why the last look failed; empty while looking works.
        self.trouble = "the journal has not been read yet"

    def start(self) -> None:
        """Start the thread."""
        self._thread.start()

    def stop(self) -> None:
        """Let the thread end; nothing is delivered from now on, though it may sleep until its next look."""
        self._stopping.set()

    def _run(self) -> None:
        while not self._stopping.is_set():
            try:
                self._look()
            except Exception as error:
                if not self.trouble or self._cursor is None:
                    log.warning("feed_waits_for_store", why=str(error), exc_info=True)
                self.trouble = str(error) or type(error).__name__
                self._stopping.wait(RETRY_SECONDS)
            else:
                self.trouble = ""

    def _look(self) -> None:
        if self._cursor is None:
            self._begin()
        topics = self._source.wait(LOOK_AGAIN_SECONDS)
        if self._stopping.is_set():
            return
        if "registry" in topics:
            self._read_stations()
        self._read_rows()

    def _begin(self) -> None:
        self._read_stations()
        self._cursor = self._source.journal_head()
        self.trouble = ""
        self._begun(self._cursor)

    def _read_stations(self) -> None:
        self.stations = {station.id: station for station in self._source.stations()}

    def _read_rows(self) -> None:
        """Read everything there is; a look without a ring finds what a lost ring would have told."""
        while not self._stopping.is_set():
            cursor = self._cursor or 0
            rows = self._source.journal(since=cursor, limit=ROWS)
            if not rows:
                return
            self._cursor = rows[-1].seq
            self._deliver([row_frame(row, stations=self.stations) for row in rows])
            if len(rows) < ROWS:
                return
