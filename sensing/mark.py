"""Marks, corrections and dues: what a person says of a gauge, and which readings quality control must look at again."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NewType

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime

    from sensing.instant import Micros
    from sensing.quality import Check, Quality
    from sensing.station import Station, StationId

MarkId = NewType("MarkId", str)
CorrectionId = NewType("CorrectionId", str)


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """A person says that a gauge is bad until some time, which may be open. Counts in phenomenon time."""

    #: Sorts by the time of making.
    id: MarkId
    station: StationId
    #: Key of the observed property; empty: everything the station measures.
    property: str = ""
    #: How far its readings can be trusted at most: ``DOUBTFUL`` or ``UNRELIABLE``.
    quality: Quality
    #: First instant, inclusive.
    start: datetime
    #: Last instant, exclusive; None: until somebody ends it.
    end: datetime | None = None
    #: User name.
    author: str
    reason: str
    made: datetime
    #: Who changed the end last, and when; empty and None as long as nobody did.
    ended_by: str = ""
    ended: datetime | None = None
    #: Whether it was taken back: it never held.
    is_void: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Correction:
    """A value that a person put in place of a reading; the original is kept here."""

    #: Sorts by the time of making.
    id: CorrectionId
    #: Number of the datastream.
    datastream: int
    station: StationId
    property: str
    #: Of the reading, µs since the epoch.
    phenomenon_time: Micros
    #: Canonical unit.
    value: float
    #: What stood there before, which may be an earlier correction; canonical unit.
    was: float
    was_quality: Quality
    was_why: Check
    author: str
    reason: str
    made: datetime
    #: Who took it back, and when; empty and None while it holds.
    undone_by: str = ""
    undone: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Due:
    """Readings of one datastream that quality control must look at again: something around them changed."""

    #: Number of the datastream.
    datastream: int
    #: First instant, µs since the epoch, inclusive.
    start: int
    #: Last instant, µs since the epoch, inclusive.
    end: int
    #: Which asking the store tells of; whatever is asked for again is another one, even where it did not grow.
    asking: int = field(default=0, compare=False, repr=False)


def merged(dues: Sequence[Due]) -> list[Due]:
    """Return one due per datastream that covers all of its own, by datastream."""
    spans: dict[int, tuple[int, int]] = {}
    for due in dues:
        start, end = spans.get(due.datastream, (due.start, due.end))
        spans[due.datastream] = min(start, due.start), max(end, due.end)
    return [Due(datastream=number, start=start, end=end) for number, (start, end) in sorted(spans.items())]


def dues_around(stations: Iterable[Station], *, station: str, key: str, start: int, end: int) -> list[Due]:
    """Return what must be reviewed when a gauge is trusted otherwise, or measured something else, in a span of time.

    Args:
        stations: Every station.
        station: Whose gauge it is.
        key: Observed property; empty: everything it measures.
        start: First instant, µs since the epoch, inclusive.
        end: Last instant, µs since the epoch, inclusive; before ``start``: nothing is due.
    """
    return [
        Due(datastream=stream.number, start=start, end=end)
        for each in stations
        for stream in each.datastreams
        if key in ("", stream.property) and (each.id == station or station in stream.limits.neighbours) and start <= end
    ]
