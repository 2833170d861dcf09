"""Things among fences as the plainest loop: minute by minute, knowing everything from the beginning."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import shapely

from rules.fence.condition import On
from sensing.instant import to_micros
from tests.unit.rules.builders import MINUTE

if TYPE_CHECKING:
    from collections.abc import Sequence

    from geo.fence import Fence
    from rules.fence.condition import Fenced
    from sensing.event import SensedEvent

Place = tuple[float, float]


@dataclass
class Body:
    """One thing, in minutes."""

    place: Place | None = None
    is_inside: bool | None = None
    since: int | None = None
    idle: int = -1
    idle_seen: int = -1
    open_until: int = -1
    event: str = ""
    revision: int = 0
    sure: float = 0.0
    stations: set[str] = field(default_factory=set)
    is_blind: bool = False
    stands: bool = False


@dataclass
class Follower:
    """One rule that follows things."""

    when: Fenced
    fences: Sequence[Fence]
    events: Sequence[SensedEvent]
    #: By station: (minute, is_there) of everything that arrived, in order; and after how many minutes it is silent.
    heard: dict[str, list[tuple[int, bool]]]
    silent_after: dict[str, int]
    bodies: dict[tuple[str, str], Body] = field(default_factory=dict)
    steps: list[tuple[int, bool]] = field(default_factory=list)
    until: int | None = None
    is_raised: bool = False

    @property
    def asked(self):
        assert self.when.events is not None
        return self.when.events

    def tellings(self):
        """Return (minute, event) of every place that was told, in order."""
        events = {(e.station, e.id, e.revision, e.phenomenon_time): e for e in self.events}.values()
        began: dict = {}
        for e in events:
            began[e.station, e.id] = min(e.phenomenon_time, began.get((e.station, e.id), e.phenomenon_time))
        told = []
        for e in events:
            is_later = e.attrs.get("state") in {"update", "end"} and e.phenomenon_time == began[e.station, e.id]
            told.append(((e.result_time if is_later else e.phenomenon_time) // MINUTE, e))
        return sorted(
            (
                (at, e)
                for at, e in told
                # Told again of the same instant, the better one counts.
                if not any(
                    (o.station, o.id, o.phenomenon_time, there) == (e.station, e.id, e.phenomenon_time, at)
                    and o.revision > e.revision
                    and at == e.phenomenon_time // MINUTE
                    for there, o in told
                )
            ),
            key=lambda pair: (pair[0], pair[1].revision),
        )

    def is_in(self, place, minute):
        return any(shapely.covers(f.geometry, shapely.Point(place)) for f in self.valid(minute))

    def valid(self, minute):
        at = minute * MINUTE
        return [
            f
            for f in self.fences
            if (f.valid_from is None or to_micros(f.valid_from) <= at)
            and (f.valid_until is None or at < to_micros(f.valid_until))
        ]

    def is_away(self, station, minute):
        said = [(at, there) for at, there in self.heard.get(station, []) if at <= minute]
        came = [at for at, there in said if there]
        if came and minute - max(came) >= self.silent_after.get(station, 10**9):
            return True
        # Of what came in one minute, the word that it is away counts.
        newest = max((at for at, _ in said), default=0)
        return not all(there for at, there in said if at == newest)

    def crosses(self, one, other, minute):
        path = shapely.LineString([one, other])
        for f in self.valid(minute):
            ends = [shapely.covers(f.geometry, shapely.Point(place)) for place in (one, other)]
            if path.intersects(f.geometry) and not all(ends):
                return True
        return False

    def happen(self, minute):
        self.happened = True
        self.until = minute + round(self.when.clear_for.total_seconds() / 60)

    def turn(self, body, minute, *, place):
        inside, was, on = self.is_in(place, minute), body.is_inside, self.when.on
        is_sure = body.sure >= self.asked.confidence
        if inside != was:
            body.is_inside, body.since, body.is_blind = inside, minute if inside else None, False
        if on in {On.INSIDE, On.OUTSIDE}:
            body.stands = is_sure and inside == (on is On.INSIDE)
        if on is On.DWELL and not inside:
            body.stands = False
        if is_sure and (was, on, inside) in {(False, On.ENTER, True), (True, On.EXIT, False)}:
            self.happen(minute)

    def take(self, event, minute):
        identity = event.attrs.get("track")
        key = (event.station, f"track {identity}") if identity else (event.station, event.id)
        is_new = key not in self.bodies
        body = self.bodies.setdefault(key, Body())
        state, place = event.attrs.get("state"), (event.lon, event.lat)
        body.sure = max(body.sure, 1.0 if event.confidence is None else event.confidence)
        body.stations.add(event.station)
        body.idle = max(body.idle, minute)
        arrived = event.result_time // MINUTE
        if body.event != event.id or event.revision >= body.revision:
            # Whether it goes on, the highest revision says.
            body.event, body.revision = event.id, event.revision
            body.open_until = arrived + 24 * 60 if state in {"start", "update"} else -1
        is_sure = body.sure >= self.asked.confidence
        if is_sure or not self.is_in(place, minute):
            known = not is_new and body.place is not None
            if is_sure and self.when.on is On.CROSS and known and self.crosses(body.place, place, minute):
                self.happen(minute)
            body.place = place
            self.turn(body, minute, place=place)
            if self.may_dwell(body) and minute - body.since >= self.when.dwell.total_seconds() / 60:
                body.stands = True

    def may_dwell(self, body):
        is_sure = body.sure >= self.asked.confidence
        return self.when.on is On.DWELL and body.is_inside and not body.stands and is_sure

    def look(self, key, minute):
        """Do what the clock decides."""
        body = self.bodies[key]
        if body.place is not None and self.is_in(body.place, minute) != body.is_inside:
            self.turn(body, minute, place=body.place)
        away = any(self.is_away(station, minute) for station in body.stations)
        is_seen = max(body.idle_seen, body.open_until) >= minute
        if self.may_dwell(body) and not body.is_blind and minute == body.since + self.when.dwell.total_seconds() / 60:
            body.stands, body.is_blind = is_seen and not away, not (is_seen and not away)
        if minute - max(body.idle, min(body.open_until, minute)) >= self.asked.gone_after.total_seconds() / 60:
            if self.asked.gone_is_exit and body.is_inside and body.sure >= self.asked.confidence:
                self.happen(minute)
            del self.bodies[key]
        elif away:
            body.idle = minute + 1

    def watch(self, end):
        """Return at which minutes the level was raised and cleared."""
        told = self.tellings()
        for minute in range(end + 1):
            self.happened = False
            for at, event in told:
                if at == minute:
                    self.take(event, minute)
                    key = next(k for k in self.bodies if self.is_of(k, event))
                    self.bodies[key].idle_seen = minute
            for key in list(self.bodies):
                self.look(key, minute)
            if not self.when.on.is_moment:
                self.say(minute, is_raised=any(body.stands for body in self.bodies.values()))
                continue
            if self.happened:
                self.say(minute, is_raised=True)
            if self.until is not None and minute >= self.until:
                self.until = None
                self.say(minute, is_raised=False)
        return self.steps

    def is_of(self, key, event):
        identity = event.attrs.get("track")
        return key == ((event.station, f"track {identity}") if identity else (event.station, event.id))

    def say(self, minute, *, is_raised):
        if is_raised != self.is_raised:
            self.steps.append((minute, is_raised))
        self.is_raised = is_raised
