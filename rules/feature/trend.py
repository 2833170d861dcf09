"""Trend: how long until a level is reached, from the gauge's own slope or from a gauge upstream.

From its own slope: (level - value) / slope, with the slope of the window by Theil and Sen. A gauge that does not move
towards the level never reaches it. Without a slope (too few readings, or less than half of the window covered) there
is no time, which neither satisfies nor ends anything.

From upstream: every reading of the last ``lag`` there says what will be here one lag later; the first that is at or
beyond the level says when. The rule is then driven by the gauge upstream alone, so that it still warns when the
gauge here is torn away. Less than nine tenths of the lag covered raises, but does not clear.

A level is satisfied when the time is at most what it says; a level that is reached already takes no time.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import numpy as np

from rules.direction import Direction
from rules.feature.pace import CLEAR_KEYS, ladder, levels_section, read_readings, write_readings
from rules.feature.routing import Upstream, read_upstream, write_upstream
from rules.form import About, Form, read_positive
from rules.threshold.ladder import Clear
from sensing.duration import format_duration
from sensing.level import LADDER, Level
from sensing.property import PROPERTIES

if TYPE_CHECKING:
    from rules.form import Judged
    from rules.threshold.signed import Ladder
    from sensing.section import Section

_KEYS = ("property", "direction", "reach", "within", "window", "upstream", "hold", "clear")


@dataclass(frozen=True, slots=True, kw_only=True)
class Trend:
    """Raise while a level will be reached before long."""

    property: str
    direction: Direction
    #: The level to reach, canonical unit: by station id, "" for every other station.
    reach: dict[str, float]
    #: How soon it is reached, per level, ever sooner.
    within: dict[Level, timedelta]
    #: Readings of how long make the slope; zero with ``upstream``.
    window: timedelta = timedelta(0)
    upstream: Upstream | None = None
    hold: timedelta = timedelta(0)
    #: How much later than the level says it must be reached to count towards clearing.
    clear_by: timedelta = timedelta(0)
    clear_for: timedelta = timedelta(0)
    clear_readings: int = 1
    #: Whether nothing steps down while a rule of the same hazard stands as high at a station upstream.
    clear_upstream: bool = False

    def kin(self) -> tuple[object, ...]:
        """Return what another version must have in common for a raised level to stay raised."""
        return self.property, self.direction

    def look_back(self) -> timedelta:
        """Return how far a number looks back."""
        return self.upstream.lag if self.upstream else self.window

    def ladder(self) -> Ladder:
        """Return the ladder for the latches: hours until the level is reached, negative, so that sooner is higher."""
        # A hair lower, because reaching it in exactly that time counts.
        threshold = {level: float(np.nextafter(-_hours(span), -np.inf)) for level, span in self.within.items()}
        clear = {level: -_hours(span + self.clear_by) for level, span in self.within.items()}
        if not self.clear_by:
            clear = dict(threshold)
        ends = Clear(lasting=self.clear_for, readings=self.clear_readings)
        return ladder(threshold, clear, hold=self.hold, ends=ends)

    def reach_at(self, station: str) -> float | None:
        """Return the level to reach at a station; None where none is given."""
        return self.reach.get(station, self.reach.get(""))

    def about(self, judged: Judged) -> About:
        """Return what is said of a verdict that no reading decided."""
        within = self.within.get(judged.level)
        facts: dict[str, float | str] = {} if within is None else {"within_s": within.total_seconds()}
        return About(property=self.property, threshold=self.reach_at(judged.target), facts=facts)


def _hours(span: timedelta) -> float:
    return span / timedelta(hours=1)


def _read(when: Section) -> Trend:
    clear = when.section("clear", keys=(*CLEAR_KEYS, "upstream")) if when.has("clear") else None
    nothing = timedelta(0)
    if when.has("window") == when.has("upstream"):
        when.fail("when: expected either window (the gauge's own slope) or upstream, got both or neither")
    return Trend(
        property=when.choice("property", PROPERTIES),
        direction=Direction(when.choice("direction", tuple(Direction), default=Direction.ABOVE.value)),
        reach=_reach(when),
        within=_within(when),
        window=read_positive(when, "window") if when.has("window") else nothing,
        upstream=read_upstream(when) if when.has("upstream") else None,
        hold=when.duration("hold", default=nothing),
        clear_by=clear.duration("by", default=nothing) if clear else nothing,
        clear_for=clear.duration("for", default=nothing) if clear else nothing,
        clear_readings=read_readings(clear),
        clear_upstream=clear.truth("upstream", default=False) if clear else False,
    )


def _reach(when: Section) -> dict[str, float]:
    """Return one number for every station, or one for each that is named."""
    if not when.has("reach") or not isinstance(when.plain("reach"), dict):
        return {"": when.number("reach")}
    section = when.section("reach", keys=None)
    if not section.names():
        section.fail(f"{when.path('reach')}: expected a number, or one per station such as XY-H03: 43.5")
    return {name: section.number(name) for name in section.names()}


def _within(when: Section) -> dict[Level, timedelta]:
    section = levels_section(when, "within")
    within = {level: read_positive(section, level.key) for level in LADDER if section.has(level.key)}
    for (lower, later), (higher, sooner) in pairwise(within.items()):
        if sooner >= later:
            detail = f"expected less than {lower.key} ({format_duration(later)}), got {format_duration(sooner)}"
            section.fail(f"{section.path(higher.key)}: {detail}", key=higher.key)
    return within


def _write(when: Trend) -> dict[str, Any]:
    document: dict[str, Any] = {
        "property": when.property,
        "direction": when.direction.value,
        "reach": when.reach[""] if list(when.reach) == [""] else dict(when.reach),
        "within": {level.key: format_duration(when.within[level]) for level in LADDER if level in when.within},
        "hold": format_duration(when.hold),
        "clear": {
            "by": format_duration(when.clear_by),
            "for": format_duration(when.clear_for),
            **write_readings(when.clear_readings),
            **({"upstream": True} if when.clear_upstream else {}),
        },
    }
    if when.upstream:
        return document | {"upstream": write_upstream(when.upstream)}
    return document | {"window": format_duration(when.window)}


FORM = Form(name="trend", record=Trend, keys=_KEYS, read=_read, write=_write)
