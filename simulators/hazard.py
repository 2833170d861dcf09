"""Hazard: one danger that plays itself out in the simulated world, and the truth about it. Pure.

The world asks every hazard of a scenario what it changes about a station's calm values; the truth is what a report
compares with what was detected, and no device tells it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sensing.level import Level
    from sensing.station import Station
    from simulators.sighting import Sighting


@dataclass(frozen=True, slots=True, kw_only=True)
class Danger:
    """That a place was really in danger, from when until when."""

    #: National event code, e.g. ``11A01``.
    hazard: str
    #: 12-digit division in which it holds.
    division: str
    #: Station at which it would be measured; empty where none is.
    station: str
    level: Level
    #: When the truth crosses the level and when it is back below, simulated hours since the start.
    from_h: float
    until_h: float
    #: What it is, for a report: quantity and height at its worst.
    what_zh: str
    what_en: str
    #: Where it is, degrees (lon, lat), where no station stands for it.
    place: tuple[float, float] | None = None


class Hazard(Protocol):
    """One danger of a scenario; seed, scenario and city decide everything."""

    def changed(self, station: Station, values: Mapping[str, float], *, at_h: float) -> Mapping[str, float]:
        """Return a station's values, in canonical units, after this hazard's effect at a simulated hour."""
        ...

    def sightings(self, station: Station, *, at_h: float, span_h: float) -> Sequence[Sighting]:
        """Return what a camera saw of it in the last ``span_h`` simulated hours."""
        ...

    def truth(self) -> Sequence[Danger]:
        """Return where and when it is really dangerous."""
        ...


class Mover(Protocol):
    """Who knows where stations that move are."""

    def place(self, station: str, at_h: float) -> tuple[float, float] | None:
        """Return where (lon, lat) a station is at a simulated hour; None for one that it does not know."""
        ...
