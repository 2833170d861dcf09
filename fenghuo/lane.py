"""Lane: a second session that hears the stations of red-capable rules ahead of everybody else.

When more comes than can be taken in, the broker keeps the rest, and a reading waits as long as its queue is. The lane
subscribes to the few stations whose readings can raise the highest level, by name, so that theirs do not stand
in that queue. What it brings is judged and written first; the main session brings the same again later, and it is
left out then. So the lane promises nothing and loses nothing: its session is not kept by the broker, and a
``Barrier`` holds its messages back after every gap until the main session is level.

Stations whose frames need a codec's memory (``raw/…``) are left to the main session: a frame read twice would count
twice. When more than half of the stations are urgent there is no minority to prefer, and the lane stays empty.
"""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING, Protocol

import structlog

from fenghuo import metrics
from fenghuo.clock import now_micros
from ingest.barrier import Barrier, station_of

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Sequence

    from ingest.wire.message import Message

log = structlog.get_logger("fenghuo.lane")

#: Part of the stations beyond which nobody is ahead of anybody.
MOST_URGENT = 0.5


class Taker(Protocol):
    """Who judges and writes messages; the pipeline."""

    def accept(self, messages: Sequence[Message], done: Callable[[], None] | None, *, is_urgent: bool = False) -> None:
        """Take messages, in order of arrival."""


class Lane:
    """Stands between the two sessions of a broker and the pipeline; ``accept`` is the main session's sink."""

    def __init__(self, taker: Taker, *, clock: Callable[[], int] = now_micros) -> None:
        """Trust nothing of the lane yet.

        Args:
            taker: Takes what passes.
            clock: The one by which messages arrive, µs since the epoch.
        """
        self._taker = taker
        self._clock = clock
        self._barrier = Barrier()
        # Held while the lane's messages go to the pipeline, so that what was held back goes before what follows it.
        self._order = threading.Lock()

    def accept(self, messages: Sequence[Message], done: Callable[[], None]) -> None:
        """Take what the main session brought and the lane did not, and then what waited for it.

        What went ahead is written ahead too, so that it is durable when the rest of these messages is.
        """
        with self._order:
            fresh = self._barrier.fresh(messages)
        self._taker.accept(fresh, done)
        with self._order:
            freed = self._barrier.passed(messages, fresh=fresh)
            if len(freed):
                self._take(freed, None)

    def asking(self, filters: Iterable[str]) -> None:
        """Distrust the stations that are about to be listened to."""
        with self._order:
            self._barrier.doubt((station_of(topic.encode()).decode() for topic in filters), at=self._clock())

    @property
    def urgent(self) -> UrgentSink:
        """Return the sink of the lane's own session."""
        return UrgentSink(self)

    def accept_urgent(self, messages: Sequence[Message], done: Callable[[], None]) -> None:
        """Take what the lane brought, as far as it may pass; the rest is answered for by the main session."""
        with self._order:
            passing = self._barrier.hold(messages)
            if len(passing):
                self._take(passing, done)
                return
        done()

    def _take(self, messages: Sequence[Message], done: Callable[[], None] | None) -> None:
        metrics.lane_messages.inc(len(messages))
        try:
            self._taker.accept(messages, done, is_urgent=True)
        except BaseException:
            # Whether they were judged is not known: the main session's copies must not be left out.
            self._barrier.forget()
            raise


class UrgentSink:
    """The sink of the lane's session."""

    def __init__(self, lane: Lane) -> None:
        """Feed a lane."""
        self._lane = lane

    def accept(self, messages: Sequence[Message], done: Callable[[], None]) -> None:
        """Take what the lane brought."""
        self._lane.accept_urgent(messages, done)


def lane_filters(urgent: Collection[str], *, stations: int) -> tuple[str, ...]:
    """Return the topic filters of a lane, none when too many of ``stations`` are urgent to prefer any."""
    if len(urgent) > MOST_URGENT * stations:
        log.info("lane_empty", urgent=len(urgent), stations=stations, why="more than half of the stations are urgent")
        return ()
    return tuple(f"fh/v1/+/{station}/obs" for station in sorted(urgent))
