"""Ladders: the levels of a condition, each with its own pace where it has one, by month and by station.

Every kind of condition that compares a number with levels has these fields; which number it is, is its own.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from rules.form import About
from sensing.instant import BEIJING, from_micros

if TYPE_CHECKING:
    from rules.direction import Direction
    from rules.form import Judged
    from sensing.level import Level

#: Months of the year.
MONTHS = 12
_SPAN = re.compile(r"(\d{1,2})(?:-(\d{1,2}))?", re.ASCII)


@dataclass(frozen=True, slots=True, kw_only=True)
class Pace:
    """How fast one level steps up and down; None: as the others do."""

    #: How long the condition must have lasted, inclusive.
    hold: timedelta | None = None
    #: How far back beyond the level a reading must be to count towards clearing.
    clear_by: float | None = None
    #: Where a reading counts towards clearing, instead of ``clear_by``.
    clear_at: float | None = None
    clear_for: timedelta | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Steps:
    """The levels that hold for a while."""

    #: Number per level; ordered towards the danger.
    levels: dict[Level, float]
    #: Levels with a pace of their own.
    paces: dict[Level, Pace] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Clear:
    """What shows that a danger is over."""

    #: How far back beyond a level a reading must be to count towards clearing.
    by: float = 0.0
    #: Where a reading counts towards clearing, instead of ``by``; None: ``by`` holds.
    at: float | None = None
    #: How long readings must stay there before the level steps down.
    lasting: timedelta = timedelta(0)
    #: How many trusted readings must have shown it.
    readings: int = 1
    #: Fastest fall between two readings that is believed, per hour; None: any.
    fastest: float | None = None
    #: Whether nothing steps down while a rule of the same hazard stands as high at a station upstream.
    upstream: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class StationLadder:
    """What differs at one station; what is empty or None is as everywhere."""

    levels: dict[Level, float] = field(default_factory=dict)
    paces: dict[Level, Pace] = field(default_factory=dict)
    months: dict[str, Steps] = field(default_factory=dict)
    hold: timedelta | None = None
    clear: Clear | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Laddered:
    """A condition that compares a number with a ladder of levels."""

    #: Observed property.
    property: str
    direction: Direction
    #: Number per level, for the months that ``months`` does not name; ordered towards the danger.
    levels: dict[Level, float]
    #: How long the condition must have lasted, inclusive.
    hold: timedelta = timedelta(0)
    #: How far back beyond a level a reading must be to count towards clearing.
    clear_by: float = 0.0
    #: How long readings must stay cleared before the level steps down.
    clear_for: timedelta = timedelta(0)
    #: Where a reading counts towards clearing, instead of ``clear_by``; None: ``clear_by`` holds.
    clear_at: float | None = None
    #: How many trusted readings must have shown that it cleared.
    clear_readings: int = 1
    #: Fastest fall between two readings that is believed, per hour; None: any.
    clear_fastest: float | None = None
    #: Whether nothing steps down while a rule of the same hazard stands as high at a station upstream.
    clear_upstream: bool = False
    #: Levels with a pace of their own.
    paces: dict[Level, Pace] = field(default_factory=dict)
    #: Levels by months as written, e.g. ``6-9``; months of Beijing time.
    months: dict[str, Steps] = field(default_factory=dict)
    #: What differs, by station id.
    stations: dict[str, StationLadder] = field(default_factory=dict)

    def kin(self) -> tuple[object, ...]:
        """Return what another version must have in common for a raised level to stay raised."""
        return self.property, self.direction

    def clear_of(self, station: str) -> Clear:
        """Return what shows at a station that a danger is over."""
        own = self.stations.get(station)
        if own is not None and own.clear is not None:
            return own.clear
        return Clear(
            by=self.clear_by,
            at=self.clear_at,
            lasting=self.clear_for,
            readings=self.clear_readings,
            fastest=self.clear_fastest,
            upstream=self.clear_upstream,
        )

    def hold_of(self, station: str) -> timedelta:
        """Return how long a condition must have lasted at a station."""
        own = self.stations.get(station)
        return self.hold if own is None or own.hold is None else own.hold

    def steps_of(self, station: str) -> tuple[Steps, ...]:
        """Return the levels at a station: one entry if they are the same all year, else one for each month."""
        own = self.stations.get(station)
        has_own = own is not None and bool(own.levels or own.months)
        source: Laddered | StationLadder = own if own is not None and has_own else self
        usual = Steps(levels=source.levels, paces=source.paces)
        if not source.months:
            return (usual,)
        named = {month: steps for span, steps in source.months.items() for month in months_of(span)}
        return tuple(named.get(month, usual) for month in range(1, MONTHS + 1))

    def threshold_of(self, level: Level, *, station: str, at: datetime) -> float | None:
        """Return the number of a level at a station at an instant; None where it has none."""
        steps = self.steps_of(station)
        month = at.astimezone(BEIJING).month
        return steps[(month - 1) % len(steps)].levels.get(level)

    def about(self, judged: Judged) -> About:
        """Return what is said of a verdict that no reading decided."""
        at = from_micros(judged.at)
        return About(
            property=self.property, threshold=self.threshold_of(judged.level, station=str(judged.target), at=at)
        )


def months_of(span: str) -> tuple[int, ...]:
    """Return the months, 1 to 12, of a span such as ``7``, ``6-9`` or, over the new year, ``10-5``.

    Raises:
        ValueError: If it is no such span.
    """
    found = _SPAN.fullmatch(span)
    first, last = (int(found[1]), int(found[2] or found[1])) if found else (0, 0)
    if not (1 <= first <= MONTHS and 1 <= last <= MONTHS):
        message = f'expected months such as "7", "6-9" or "10-5", got "{span}"'
        raise ValueError(message)
    count = (last - first) % MONTHS + 1
    return tuple((first - 1 + step) % MONTHS + 1 for step in range(count))
