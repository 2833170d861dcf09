"""A boat among fences, and the plainest possible account of what its rules should say."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING

import shapely

from geo.fence import Fence, FenceId
from geo.fence_drawing import Drawing
from rules.fence.condition import Fenced, On
from sensing.instant import from_micros, to_micros
from sensing.level import Level
from sensing.station import StationKind
from tests.unit.rules.builders import MINUTE, a_registry, a_station

if TYPE_CHECKING:
    from rules.rule import Rule

#: How long the boat may be silent before the clock no longer counts, minutes.
SILENT = 15
BOATS = a_registry(a_station("M", properties=("pm25", "pm10"), kind=StationKind.MOVING))


def a_fence(name="plant", geometry=None, *, start=None, end=None, line=None):
    """Return a fence; times in minutes."""
    return Fence(
        id=FenceId(name),
        name=name,
        geometry=shapely.box(0, 0, 2, 2) if geometry is None else geometry,
        valid_from=None if start is None else from_micros(start * MINUTE),
        valid_until=None if end is None else from_micros(end * MINUTE),
        drawing=None if line is None else Drawing(geometry=line, metres=10.0),
    )


def fenced(on, *fences, **fields):
    known = {"fences": fences or ("plant",), "on": On(on), "level": Level.RED}
    if on == "dwell":
        known["dwell"] = timedelta(minutes=5)
    return Fenced(**(known | fields))


@dataclass
class Boat:
    """One rule at one boat, a position at a time."""

    rule: Rule
    fences: tuple[Fence, ...]
    #: (minute, change, reason) of everything said.
    said: list[tuple[float, str, str]] = field(default_factory=list)
    place: tuple[float, float] | None = None
    time: int | None = None
    alive: int | None = None
    is_inside: bool | None = None
    since: int | None = None
    is_blind: bool = False
    until: int | None = None
    is_raised: bool = False
    looked: int | None = None

    @property
    def when(self):
        return self.rule.when

    def holds(self, fence, at):
        begins = fence.valid_from is None or to_micros(fence.valid_from) <= at
        return begins and (fence.valid_until is None or at < to_micros(fence.valid_until))

    def is_in(self, place, at):
        return any(self.holds(f, at) and shapely.covers(f.geometry, shapely.Point(place)) for f in self.fences)

    def stand(self, at, reason, *, is_raised):
        if is_raised != self.is_raised:
            self.said.append((at / MINUTE, "raise" if is_raised else "clear", reason))
        self.is_raised = is_raised

    def happen(self, at, reason):
        self.stand(at, reason, is_raised=True)
        self.until = at + round(self.when.clear_for.total_seconds() * 1e6)
        if self.until == at:
            self.until = None
            self.stand(at, "lapsed", is_raised=False)

    def turn(self, is_inside, at, into, out):
        was, self.is_inside = self.is_inside, is_inside
        reason = into if is_inside else out
        if was != is_inside:
            self.since, self.is_blind = (at if is_inside else None), False
        if self.when.on is On.INSIDE:
            self.stand(at, reason, is_raised=is_inside)
        if self.when.on is On.OUTSIDE:
            self.stand(at, reason, is_raised=not is_inside)
        if self.when.on is On.DWELL and not is_inside:
            self.stand(at, reason, is_raised=False)
        if self.when.on is On.ENTER and was is False and is_inside:
            self.happen(at, reason)
        if self.when.on is On.EXIT and was is True and not is_inside:
            self.happen(at, reason)

    def run_to(self, until):
        """Let the clock run to before an instant; everything happens on whole minutes."""
        while self.looked is not None and self.looked < until:
            self.look(self.looked)
            self.looked += MINUTE

    def look(self, at):
        if self.until == at:
            self.until = None
            self.stand(at, "lapsed", is_raised=False)
        if self.place is not None and self.is_in(self.place, at) != self.is_inside:
            self.turn(not self.is_inside, at, "fence_began", "fence_expired")
        dwell = round(self.when.dwell.total_seconds() * 1e6)
        due = self.when.on is On.DWELL and self.since is not None and not self.is_raised and not self.is_blind
        if due and at == self.since + dwell:
            if at <= self.alive + SILENT * MINUTE:
                self.stand(at, "dwelt", is_raised=True)
            else:
                self.is_blind = True

    def position(self, at, place, *, is_trusted=True):
        self.run_to(at)
        self.looked = at
        dwell = round(self.when.dwell.total_seconds() * 1e6)
        if is_trusted and (self.time is None or at > self.time):
            was_silent = self.alive is None or at - self.alive > SILENT * MINUTE
            if self.when.on is On.CROSS and self.place is not None and not was_silent and self.crosses(place, at):
                self.happen(at, "crossed")
            self.place, self.time = place, at
            self.turn(self.is_in(place, at), at, "entered", "left")
            if self.when.on is On.DWELL and self.is_inside and not self.is_raised and at - self.since >= dwell:
                self.stand(at, "dwelt", is_raised=True)
        self.alive = at if self.alive is None else max(self.alive, at)

    def crosses(self, place, at):
        path = shapely.LineString([self.place, place])
        for fence in self.fences:
            if not self.holds(fence, at) or not path.intersects(fence.geometry):
                continue
            if not all(shapely.covers(fence.geometry, shapely.Point(p)) for p in (self.place, place)):
                return True
        return False
