"""People: calls to a desk about the dangers of a drill, drawn once for the whole of it. Pure.

A danger is noticed after a while that is log-normal around its middle, by fewer people at night, and only while it
lasts. A call may come twice, as the same event again or as a second call, and some calls are about nothing.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from math import inf
from typing import TYPE_CHECKING, Final

import msgspec

from simulators.calm import hour_of_day
from simulators.ground import moved, seats_of
from simulators.people.words import MATTERS, matter_of
from simulators.telegram import Telegram
from simulators.temper import generator

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    import numpy as np

    from sensing.station import Station
    from simulators.city import City
    from simulators.hazard import Danger
    from simulators.people.words import Matter
    from simulators.schematic import Place
    from simulators.sighting import Sighting

#: How far callers are spread around what they tell of, m: where a station or a place is known, and over a county.
_NEAR_M, _COUNTY_M = 900.0, 6_000.0
#: Width of the delay, natural logarithm.
_DELAY_WIDTH: Final = 0.7
#: Share of people who are awake to notice, from and until which hour it is less.
_AT_NIGHT: Final = 0.3
_NIGHT_FROM, _NIGHT_UNTIL = 23.0, 6.0
#: Minutes until somebody calls again.
_AGAIN_MIN: Final = (2.0, 20.0)
#: Share of repetitions that are the same event once more, not a second call.
_SAME_EVENT: Final = 0.5


@dataclass(frozen=True, slots=True, kw_only=True)
class PeoplePlan:
    """What a drill document says of people's calls."""

    #: Station of the desk.
    desk: str
    #: Mean number of calls about one danger.
    per_danger: float
    #: Half of the calls come within so many minutes after a danger began.
    delay_min: float
    #: Mean number of calls about nothing, per day.
    false_per_day: float
    #: Share of calls that come twice, 0..1.
    duplicate_share: float
    #: Classes that calls about nothing have; empty: those of the dangers.
    matters: tuple[str, ...] = ()

    def hazard(self, city: City, *, start: datetime, length_h: float, seed: int, dangers: Sequence[Danger]) -> People:
        """Return the people of a drill that starts at an aware instant; ``dangers`` is what they can notice."""
        return People(self, city=city, seed=seed, start=start, length_h=length_h, dangers=dangers)


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """One call."""

    #: Simulated seconds since the start.
    at_s: float
    #: Id of the event; the same twice is the same event.
    id: str
    kind: str
    place: Place
    text: str
    #: When it was seen, simulated seconds; an event sent again was seen when it was.
    seen_s: float


class People:
    """The people of a drill; they change nothing and are no danger."""

    def __init__(
        self,
        plan: PeoplePlan,
        *,
        city: City,
        seed: int,
        start: datetime,
        length_h: float,
        dangers: Sequence[Danger],
    ) -> None:
        """Draw all calls of a drill that starts at an aware instant and is ``length_h`` hours long."""
        self.plan = plan
        self._city = city
        self._start_ms = round(start.timestamp() * 1000)
        self._start_hour = hour_of_day(start)
        self._length_h = length_h
        self._stations: dict[str, Station] = {station.id: station for station in city.stations}
        dice = generator(seed, plan.desk, "calls")
        self._calls = sorted(self._drawn(dangers, dice), key=lambda call: (call.at_s, call.id))

    def changed(self, station: Station, values: Mapping[str, float], *, at_h: float) -> Mapping[str, float]:  # noqa: ARG002  Hazard
        """Return the values as they are."""
        return values

    def sightings(self, station: Station, *, at_h: float, span_h: float) -> Sequence[Sighting]:  # noqa: ARG002  Hazard
        """Return nothing: people do not look through cameras."""
        return ()

    def truth(self) -> Sequence[Danger]:
        """Return nothing: a call is no danger."""
        return ()

    def telegrams(self, *, from_s: float, until_s: float) -> tuple[Telegram, ...]:
        """Return what the desk sends from ``from_s`` to before ``until_s``, simulated seconds, in order of time."""
        return tuple(self._telegram(call) for call in self._calls if from_s <= call.at_s < until_s)

    def _telegram(self, call: Call) -> Telegram:
        desk = self._stations[self.plan.desk]
        body = {
            "t": self._start_ms + round(call.seen_s * 1000),
            "id": call.id,
            "class": call.kind,
            "loc": [round(call.place[0], 5), round(call.place[1], 5)],
            "attrs": {"text": call.text, "source": "call", "simulated": True},
        }
        return Telegram(at_s=call.at_s, topic=f"{desk.division}/{desk.id}/event", payload=msgspec.json.encode(body))

    def _drawn(self, dangers: Sequence[Danger], dice: np.random.Generator) -> list[Call]:
        """Return all calls, about dangers and about nothing, with those that come twice."""
        first: list[tuple[float, Matter, Place, str]] = []
        for danger in _first_of_each(dangers):
            matter = matter_of(danger.hazard)
            for delay in dice.lognormal(0.0, _DELAY_WIDTH, int(dice.poisson(self.plan.per_danger))):
                at_h = danger.from_h + float(delay) * self.plan.delay_min / 60
                is_noticed = dice.uniform() < self._awake(at_h)
                if matter and is_noticed and at_h < danger.until_h:
                    first.append((at_h, matter, self._near(danger, dice), _one(matter.said, dice)))
        first += self._about_nothing(dangers, dice)
        found: list[Call] = []
        for at_h, matter, place, text in first:
            if not 0 <= at_h < self._length_h:
                continue
            at_s = round(at_h * 3600, 3)
            call = Call(
                at_s=at_s, seen_s=at_s, id=f"call-{len(found) + 1:04d}", kind=matter.kind, place=place, text=text
            )
            found.append(call)
            if dice.uniform() < self.plan.duplicate_share:
                found.append(_again(call, dice, number=len(found) + 1))
        return [call for call in found if call.at_s < self._length_h * 3600]

    def _about_nothing(
        self, dangers: Sequence[Danger], dice: np.random.Generator
    ) -> list[tuple[float, Matter, Place, str]]:
        seen = {matter.kind for danger in dangers if (matter := matter_of(danger.hazard))}
        kinds = self.plan.matters or tuple(kind for kind in MATTERS if kind in seen) or tuple(MATTERS)
        found = []
        for at_h in dice.uniform(0, self._length_h, int(dice.poisson(self.plan.false_per_day * self._length_h / 24))):
            matter = MATTERS[kinds[int(dice.integers(len(kinds)))]]
            station = self._city.stations[int(dice.integers(len(self._city.stations)))]
            place = _scattered((station.lon, station.lat), dice, spread_m=_COUNTY_M)
            if dice.uniform() < self._awake(float(at_h)):
                found.append((float(at_h), matter, place, _one(matter.mistaken, dice)))
        return found

    def _near(self, danger: Danger, dice: np.random.Generator) -> Place:
        """Return where a caller stands: at the place, the station or somewhere in the county of a danger."""
        if danger.place:
            return _scattered(danger.place, dice, spread_m=_NEAR_M)
        if station := self._stations.get(danger.station):
            return _scattered((station.lon, station.lat), dice, spread_m=_NEAR_M)
        seats = seats_of(self._city)
        seat = seats.get(danger.division) or next(iter(seats.values()))
        return _scattered(seat, dice, spread_m=_COUNTY_M)

    def _awake(self, at_h: float) -> float:
        hour = (at_h + self._start_hour) % 24
        return _AT_NIGHT if hour >= _NIGHT_FROM or hour < _NIGHT_UNTIL else 1.0


def _first_of_each(dangers: Sequence[Danger]) -> list[Danger]:
    """Return the dangers without their higher levels: people call because it began, not because it is orange."""
    lasts: dict[tuple[str, str, str], float] = {}
    found = []
    for danger in sorted(dangers, key=lambda each: (each.from_h, each.level, each.hazard, each.division, each.station)):
        key = (danger.hazard, danger.division, danger.station)
        if danger.from_h >= lasts.get(key, -inf):
            found.append(danger)
        lasts[key] = max(lasts.get(key, -inf), danger.until_h)
    return found


def _again(call: Call, dice: np.random.Generator, *, number: int) -> Call:
    """Return a call that comes twice: the same event sent once more, or another call about the same."""
    at_s = round(call.at_s + 60 * float(dice.uniform(*_AGAIN_MIN)), 3)
    if dice.uniform() < _SAME_EVENT:
        return replace(call, at_s=at_s)
    return replace(call, at_s=at_s, seen_s=at_s, id=f"call-{number:04d}", text=f"再次来电：{call.text}")


def _scattered(place: Place, dice: np.random.Generator, *, spread_m: float) -> Place:
    return moved(place, east_m=float(dice.normal(0, spread_m)), north_m=float(dice.normal(0, spread_m)))


def _one(texts: Sequence[str], dice: np.random.Generator) -> str:
    return texts[int(dice.integers(len(texts)))]
