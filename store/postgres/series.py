"""The time series half of the store: what can be asked of readings, and what keeps them small and summed up."""

from __future__ import annotations

from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING

from sensing.instant import span_micros
from store.buckets import check_how, check_width
from store.chunks import USUAL, chunks
from store.postgres import fences, history, packer, readings, refresher, rollups, settling
from store.postgres.rollups import Span

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator

    from sensing.batch import Batch, FloatArray, IntArray
    from sensing.instant import Micros
    from sensing.stored import LatestReading
    from store.postgres.session import Database


def _never() -> bool:
    return False


class Series:
    """Readings; every call is a short transaction of its own, or a few of them."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def latest(
        self, station: str | None = None, *, since: Micros | None = None, within: str = ""
    ) -> list[LatestReading]:
        """Return the newest reading of each registered datastream of a subtree, by datastream number.

        No reading is newer than its arrival: one with a time in the future gives way to what arrives after it.

        Args:
            station: Only this station's.
            since: Only readings that arrived (result time) after this instant. Another writer may commit an
                earlier arrival later: pollers look back a little further than their last look.
            within: Digits that division codes of the subtree begin with.
        """
        with self._database.session() as session:
            return readings.latest(session, station=station, since=since, within=within)

    def readings_at(
        self, at: Micros, *, since: Micros, properties: Collection[str] | None = None, within: str = ""
    ) -> list[LatestReading]:
        """Return the newest reading of each registered datastream of a subtree as it stood at an instant, by number.

        Args:
            at: The instant; readings of exactly this time count.
            since: Readings of this time and before are too old to count.
            properties: Only datastreams of these properties; None: of all.
            within: Digits that division codes of the subtree begin with.
        """
        with self._database.session() as session:
            return readings.readings_at(session, since=since, at=at, properties=properties, within=within)

    def observations(
        self, number: int, *, start: Micros, end: Micros, after: Micros | None = None, limit: int = 10_000
    ) -> Batch:
        """Return a datastream's readings with start ≤ phenomenon time < end, ascending.

        Args:
            number: Datastream number.
            start: First instant, inclusive.
            end: Last instant, exclusive.
            after: Only readings after this instant: the cursor.
            limit: At most this many.
        """
        with self._database.session() as session:
            return readings.observations(session, number, start=start, end=end, after=after, limit=limit)

    def history(
        self, numbers: Collection[int], *, start: Micros, end: Micros, most: int = USUAL
    ) -> Iterator[tuple[Batch, Micros]]:
        """Yield the readings of some datastreams piece by piece, each with the instant at which the piece ends.

        Every reading of a piece counts as if it had arrived when it was true, and says nothing of its checks. Within a
        piece each datastream's readings ascend.

        Args:
            numbers: Datastream numbers.
            start: First instant, inclusive.
            end: Last instant, exclusive.
            most: Readings of a piece, about: what bounds the memory.
        """
        return chunks(partial(self.piece, numbers), numbers, start=start, end=end, most=most)

    def piece(self, numbers: Collection[int], start: Micros, end: Micros) -> Batch:
        """Return the readings of one piece of history."""
        with self._database.session() as session:
            return history.history(session, numbers, start=start, end=end)

    def beside(self, number: int, *, start: Micros, end: Micros, limit: int = 10_000) -> Batch:
        """Return readings that are not kept, with their revision: replaced by a later one, or in conflict."""
        with self._database.session() as session:
            return settling.beside(session, number, start=start, end=end, limit=limit)

    def aggregate(
        self,
        number: int,
        *,
        start: Micros,
        end: Micros,
        every: timedelta,
        how: str,
        offset: timedelta = timedelta(0),
    ) -> tuple[IntArray, FloatArray]:
        """Return bucket starts (µs) and one value per bucket that holds a reading that is not unreliable, ascending.

        Unreliable readings, a gauge's 999.9 say, are stored and listed, but no reduction counts them. Buckets of
        whole hours are answered from rollups, which outlive the readings, to the last bit as from the readings.

        Args:
            number: Datastream number.
            start: First instant, inclusive.
            end: Last instant, exclusive.
            every: Width of a bucket; buckets are counted from midnight in Beijing.
            how: ``min``, ``max``, ``mean``, ``sum``, ``count``, ``last``, ``first``, or ``good``: how many readings
                are good.
            offset: How long after midnight a bucket begins; 8 h for hydrological days.

        Raises:
            StoreError: If ``how`` is none of these or the width is not above 0.
        """
        check_width(every)
        check_how(how)
        with self._database.session() as session:
            return rollups.aggregate(
                session,
                number,
                Span(start, end),
                width=span_micros(every),
                offset=span_micros(offset),
                how=how,
                read=readings.observations,
            )

    def tail(self, *, since: Micros) -> Batch:
        """Return what a recovery replays, by phenomenon time.

        That is every reading since an instant, and the last one before it of each registered datastream.
        """
        with self._database.session() as session:
            return readings.tail(session, since=since)

    def count_observations(self) -> int:
        """Return how many readings are stored."""
        with self._database.session() as session:
            return readings.count(session)

    def close_hours(self, until: Micros) -> None:
        """Have the whole hours before an instant answered from rollups once they are summed up.

        Raises:
            StoreError: Retryable, if writers took too long to wait for.
        """
        with self._database.session() as session:
            fences.close(session, until)

    def roll_up(self) -> int:
        """Sum up some of the hours that wait; return how many were, 0 when none is left or another process does it."""
        with self._database.session() as session:
            return refresher.roll_up(session)

    def backlog(self) -> tuple[int, timedelta]:
        """Return how many marks of late hours wait, and how much time is closed and not summed up."""
        with self._database.session() as session:
            return refresher.backlog(session)

    def pack(self, until: Micros, *, is_stopped: Callable[[], bool] = _never) -> int:
        """Pack the whole weeks before an instant that were summed up; return how many readings were.

        Args:
            until: The instant.
            is_stopped: Asked between two steps, whether to leave the rest for another time.

        Raises:
            StoreError: Retryable, if writers took too long to wait for; what was packed stays packed.
        """
        return packer.pack_until(self._database, until, is_stopped=is_stopped)

    def expire(self, datastreams: Collection[int], *, until: Micros) -> int:
        """Drop the whole weeks of some datastreams before an instant; return how many readings were.

        Their rollups stay and are final: what comes in for a dropped week enters nothing and goes with the next call.
        """
        return packer.expire(self._database, datastreams, until)
