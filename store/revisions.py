"""Which of several readings of one instant is kept, and which are recorded beside it. Pure.

A device that corrects a value sends it again with a higher revision, and the highest revision is kept. Of two
values of the same revision the first to arrive is kept and flagged: nobody can say which one is right. What a
person put in place of a reading stays, whatever the device sends. However the readings are shuffled and
repeated, the same one is kept and the same ones stand beside it; only between conflicting values of one revision
the order of arrival decides.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from sensing.quality import Check

if TYPE_CHECKING:
    from collections.abc import Iterable


class Reading(NamedTuple):
    """One reading of a datastream."""

    #: µs since the epoch.
    phenomenon_time: int
    #: µs since the epoch.
    result_time: int
    #: Canonical unit.
    value: float
    #: ``Quality`` and ``Check`` as numbers.
    quality: int
    why: int
    #: Degrees WGS-84, NaN for a fixed station.
    lon: float
    lat: float

    @property
    def recency(self) -> tuple[int, int]:
        """Return what grows the newer a reading is; none is newer than its arrival, whatever its clock says."""
        return min(self.phenomenon_time, self.result_time), self.phenomenon_time


class Revised(NamedTuple):
    """A reading with its revision."""

    revision: int
    reading: Reading


def settle(kept: Revised, arrivals: Iterable[Revised]) -> tuple[Revised, list[Revised]]:
    """Return the reading to keep for an instant, and those to record beside it.

    Args:
        kept: What is stored for the instant.
        arrivals: What came for it, in order of arrival.
    """
    beside: list[Revised] = []
    for arrival in arrivals:
        is_newer = arrival.revision > kept.revision
        if kept.reading.why & Check.CORRECTED:
            if is_newer:
                beside.append(arrival)
        elif is_newer:
            beside.append(kept)
            kept = arrival
        elif arrival.revision < kept.revision:
            beside.append(arrival)
        elif arrival.reading.value != kept.reading.value:
            beside.append(arrival)
            kept = Revised(kept.revision, kept.reading._replace(why=kept.reading.why | Check.CONFLICT))
    return kept, [_plain(each) for each in beside]


def _plain(each: Revised) -> Revised:
    """Return a reading without the flag that only the one that is kept carries."""
    return Revised(each.revision, each.reading._replace(why=each.reading.why & ~Check.CONFLICT))
