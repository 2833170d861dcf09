"""What the store adds to a reading or a rejected message when it gives it back: a name, a number."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sensing.event import Reject
    from sensing.instant import Micros
    from sensing.quality import Check, Quality
    from sensing.station import StationId


@dataclass(frozen=True, slots=True, kw_only=True)
class LatestReading:
    """The newest reading of one datastream, by phenomenon time."""

    station: StationId
    #: Key of the observed property.
    property: str
    #: When it was true at the sensor, µs since the epoch.
    phenomenon_time: Micros
    #: When it arrived here, µs since the epoch.
    result_time: Micros
    #: Canonical unit of the observed property.
    value: float
    quality: Quality
    #: The checks that lowered the quality.
    why: Check
    #: Longitude of a moving station, degrees WGS-84; None for a fixed one.
    lon: float | None = None
    #: Latitude of a moving station, degrees WGS-84; None for a fixed one.
    lat: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class QuarantineRow:
    """One rejected message in quarantine."""

    #: Grows with every row; the cursor of the list.
    id: int
    reject: Reject
    #: When it was read again because its station had been registered, µs since the epoch; None: it still waits.
    adopted: Micros | None = None
