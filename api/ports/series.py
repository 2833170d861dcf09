"""What the API asks of series, and of a replica that answers it in place of the store."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, Protocol

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator
    from datetime import timedelta

    from sensing.batch import Batch, FloatArray, IntArray
    from sensing.instant import Micros
    from sensing.stored import LatestReading

#: What the readings of one time bucket can be reduced to.
How = Literal["min", "max", "mean", "sum", "count", "last", "first", "good"]


class SeriesReads(Protocol):
    """Readings as they were stored; what is asked for may be long."""

    def observations(
        self, number: int, *, start: Micros, end: Micros, after: Micros | None = None, limit: int = 10_000
    ) -> Batch:
        """Return readings with ``start`` ≤ phenomenon time < ``end``, ascending, after the cursor ``after``."""

    def history(
        self, numbers: Collection[int], *, start: Micros, end: Micros, most: int = ...
    ) -> Iterator[tuple[Batch, Micros]]:
        """Yield the readings of some datastreams piece by piece, each with the instant at which the piece ends."""

    def readings_at(
        self, at: Micros, *, since: Micros, properties: Collection[str] | None = None, within: str = ""
    ) -> list[LatestReading]:
        """Return the newest reading of each datastream of some properties with ``since`` < phenomenon time ≤ ``at``."""

    def beside(self, number: int, *, start: Micros, end: Micros, limit: int = 10_000) -> Batch:
        """Return readings that are not kept, with their revision: replaced by a later one, or in conflict."""

    def aggregate(
        self, number: int, *, start: Micros, end: Micros, every: timedelta, how: How, offset: timedelta = ...
    ) -> tuple[IntArray, FloatArray]:
        """Return the start and the aggregate of each time bucket, begun ``offset`` after midnight in Beijing."""


class SeriesLook(SeriesReads, Protocol):
    """Where one request reads."""

    @property
    def staleness(self) -> timedelta | None:
        """How old the answer may be; None: nothing is missing."""


class SeriesReplica(Protocol):
    """A copy of the store that is a little behind."""

    def look(self) -> SeriesLook:
        """Return where one request reads."""
