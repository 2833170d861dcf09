"""The twin's time series: nothing is packed, and hours are kept only of readings that were dropped."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import numpy as np

from sensing.instant import Micros, span_micros
from store.buckets import check_how, check_width
from store.chunks import USUAL, chunks
from store.memory import readings
from store.memory.tables import Writer
from store.skimming import as_it_was

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator

    from sensing.batch import Batch, FloatArray, IntArray
    from sensing.stored import LatestReading
    from store.memory.tables import Tables

#: µs in a week; Monday 1970-01-05T00:00:00Z.
_WEEK, _FIRST_MONDAY = 7 * 86_400_000_000, 4 * 86_400_000_000


class Series:
    """Readings; see ``store.postgres.series.Series``, whose answers are the same."""

    def __init__(self, tables: Tables) -> None:
        self._tables = tables
        self._closed = -(2**62)

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
        with self._tables.lock:
            return readings.latest(self._tables, station=station, since=since, within=within)

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
        with self._tables.lock:
            return readings.readings_at(self._tables, since=since, at=at, properties=properties, within=within)

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
        with self._tables.lock:
            found = readings.span(self._tables, number, start=start, end=end)
        rows = [(number, reading) for reading in found if after is None or reading.phenomenon_time > after]
        return readings.columns(rows[:limit])

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

        def read(begin: Micros, until: Micros) -> Batch:
            with self._tables.lock:
                rows = [
                    (number, reading)
                    for number in sorted(set(numbers))
                    for reading in readings.span(self._tables, number, start=begin, end=until)
                ]
            found = readings.columns(rows)
            place = None if np.isnan(found.lon).all() else (found.lon, found.lat)
            return as_it_was(
                found.datastream, found.phenomenon_time, value=found.value, quality=found.quality, place=place
            )

        return chunks(read, numbers, start=start, end=end, most=most)

    def beside(self, number: int, *, start: Micros, end: Micros, limit: int = 10_000) -> Batch:
        """Return readings that are not kept, with their revision: replaced by a later one, or in conflict."""
        with self._tables.lock:
            found = readings.beside(self._tables, number, start=start, end=end)
        return found.take(np.arange(min(limit, len(found))))

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
        whole hours outlive the readings.

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
        with self._tables.lock:
            return readings.aggregate(
                self._tables,
                number,
                start=start,
                end=end,
                width=span_micros(every),
                offset=span_micros(offset),
                how=how,
            )

    def tail(self, *, since: Micros) -> Batch:
        """Return what a recovery replays, by phenomenon time.

        That is every reading since an instant, and the last one before it of each registered datastream.
        """
        with self._tables.lock:
            return readings.tail(self._tables, since=since)

    def count_observations(self) -> int:
        """Return how many readings are stored."""
        with self._tables.lock:
            return sum(map(len, self._tables.observations.values()))

    def close_hours(self, until: Micros) -> None:
        """Have the whole hours before an instant answered from rollups: here they are made anew each time."""
        self._closed = max(self._closed, until)

    def roll_up(self) -> int:
        """Sum up nothing: there is never a backlog."""
        return 0

    def backlog(self) -> tuple[int, timedelta]:
        """Return how many marks of late hours wait, and how much time is closed and not summed up."""
        return 0, timedelta(0)

    def pack(self, until: Micros, *, is_stopped: Callable[[], bool] = bool) -> int:
        """Pack nothing; whatever is asked for is answered the same."""
        del until, is_stopped
        return 0

    def expire(self, datastreams: Collection[int], *, until: Micros) -> int:
        """Drop the whole weeks of some datastreams before an instant; return how many readings were.

        Their rollups stay and are final: what comes in for a dropped week enters nothing and goes with the next call.
        """
        limit = min(until - (until - _FIRST_MONDAY) % _WEEK, self._closed)
        limit -= (limit - _FIRST_MONDAY) % _WEEK
        with self._tables.lock:
            writer = Writer(self._tables)
            return sum(readings.expire(writer, number, until=limit) for number in datastreams)
