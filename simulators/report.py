"""Report: one turn of a station, before it is put into words of a protocol. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sensing.station import Station


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """What a station is about to say."""

    station: Station
    #: When it speaks, simulated seconds since the start.
    at_s: float
    #: What its own clock says then, ms since the epoch.
    t_ms: int
    #: Value by property, canonical units; what is not there is not said.
    values: Mapping[str, float]
    #: Degrees (lon, lat) of a moving station.
    place: tuple[float, float] | None = None
    #: Count of the device's reports.
    seq: int = 0
