"""The world of a drill: the city, its weather and waters, what else is dangerous, and what the devices say of it."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING, Any

from sensing.instant import to_micros
from sensing.station import StationKind
from simulators.air.document import KEYS as AIR_KEYS
from simulators.air.document import read_air
from simulators.calm import hour_of_day
from simulators.faults.faults import Faults
from simulators.field import field_city, in_the_field
from simulators.fire.document import KEYS as FIRE_KEYS
from simulators.fire.document import read_fire
from simulators.moving.document import KEYS as MOVING_KEYS
from simulators.moving.document import read_moving
from simulators.outposts import outposts
from simulators.people.document import KEYS as PEOPLE_KEYS
from simulators.people.document import read_people
from simulators.play import Play
from simulators.scenario import Scenario
from simulators.speech.mix import read_mix
from simulators.speech.speech import Speech
from simulators.spill.document import KEYS as SPILL_KEYS
from simulators.spill.document import read_spill
from simulators.staging import Staging
from simulators.water.document import WATER_KEYS, read_water
from simulators.world import HEALTH, World

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
    from datetime import datetime

    from geo.division import Division
    from sensing.section import Section
    from sensing.station import Station
    from simulators.city import City
    from simulators.faults.fault import Fault
    from simulators.hazard import Danger, Hazard
    from simulators.telegram import Telegram

#: Parts that change what stations measure or see, in the order in which they do.
_HAZARDS: dict[str, tuple[tuple[str, ...], Callable[..., Any]]] = {
    "air": (AIR_KEYS, read_air),
    "spill": (SPILL_KEYS, read_spill),
    "fire": (FIRE_KEYS, read_fire),
}
WORLD_KEYS = ("water", *_HAZARDS, "people", "moving", "speech", "report")
#: Least and most between two reports of a station.
_OFTENEST, _RAREST = timedelta(minutes=1), timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Stage:
    """A world that is being played: what is true in it, and what the devices say."""

    city: City
    truth: tuple[Danger, ...]
    #: Everything that reaches the broker, in order of time.
    telegrams: Iterator[Telegram]
    #: Gives an order to the gates of a reservoir before its time, and says what is true then; None: nothing else.
    release_earlier: Callable[..., tuple[Danger, ...] | None] = lambda *_, **__: None


@dataclass(frozen=True, slots=True, kw_only=True)
class DrillWorld:
    """What the document says of the world."""

    city: City
    scenario: Scenario
    #: Plans of the parts that are hazards, by name.
    plans: Mapping[str, Any] = field(default_factory=dict)
    #: Plans of people who call, and of what moves; None: as in the demo city.
    people: Any = None
    moving: Any = None
    #: Share of each protocol.
    speech: Mapping[str, float] = field(default_factory=lambda: {"json": 1.0})

    @property
    def divisions(self) -> Sequence[Division]:
        """Return the divisions of the city."""
        return self.city.divisions

    def stage(self, *, start: datetime, length: timedelta, seed: int, faults: Iterable[Fault]) -> Stage:
        """Return the world being played from an instant on.

        Args:
            start: The first instant.
            length: For how long.
            seed: Same seed, same world.
            faults: What is wrong with stations and their ways.
        """
        hours = length.total_seconds() / 3600
        given: dict[str, Any] = {"start": start, "length_h": hours, "seed": seed}
        hazards: list[Hazard] = [plan.hazard(self.city, **given) for plan in self.plans.values()]
        world = World(
            self.city,
            self.scenario,
            seed=seed,
            hazards=hazards,
            movers=[self.moving.hazard(self.city, **given)] if self.moving else [],
            start_hour=hour_of_day(start),
        )
        wrong = Faults.of(faults)
        play = Play(world, start_ms=to_micros(start) // 1000, faults=wrong, words=Speech(self.speech, seed=seed))
        people = partial(self.people.hazard, self.city, **given) if self.people else None
        staging = Staging(
            world=world, play=play, hours=hours, people=people and (lambda dangers: people(dangers=dangers))
        )
        return Stage(
            city=self.city,
            truth=staging.truth(),
            telegrams=wrong.passed(staging.telegrams()),
            release_earlier=staging.release_earlier,
        )


def read_world(top: Section, *, name: str, length: timedelta) -> DrillWorld:
    """Return the world of a document.

    Args:
        top: The document.
        name: Of the drill.
        length: Of the drill; water that is told for less would begin anew.

    Raises:
        DocumentError: If a part is wrong; carries file and line.
    """
    world = top.section("world", keys=WORLD_KEYS)
    city = _at_pace(world, in_the_field(field_city(), *outposts()))
    plans = {
        part: read(world.section(part, keys=keys), city=city)
        for part, (keys, read) in _HAZARDS.items()
        if world.has(part)
    }
    people = read_people(world.section("people", keys=PEOPLE_KEYS), city=city) if world.has("people") else None
    moving = read_moving(world.section("moving", keys=MOVING_KEYS), city=city) if world.has("moving") else None
    return DrillWorld(
        city=city,
        scenario=_water(world, top.section("title", keys=("zh", "en")), city=city, name=name, length=length),
        plans=plans,
        people=people,
        moving=moving,
        speech=read_mix(world, "speech"),
    )


def _at_pace(world: Section, city: City) -> City:
    """Return the city with the intervals that ``report`` names by kind of station: ``{river_gauge: 15m}``."""
    if not world.has("report"):
        return city
    part = world.section("report", keys=[kind.value for kind in StationKind])
    every = {name: part.duration(name) for name in part.names()}
    for name, span in every.items():
        if not _OFTENEST <= span <= _RAREST:
            part.fail(f"{part.path(name)}: expected 1m to 1d", key=name)
    return replace(city, stations=tuple(_paced(station, every) for station in city.stations))


def _paced(station: Station, every: Mapping[str, timedelta]) -> Station:
    span = every.get(station.kind.value)
    if span is None:
        return station
    streams = (
        stream if stream.property in HEALTH else replace(stream, interval=span) for stream in station.datastreams
    )
    return replace(station, datastreams=tuple(streams))


def _water(world: Section, title: Section, *, city: City, name: str, length: timedelta) -> Scenario:
    hours = length.total_seconds() / 3600
    zh, en = title.text("zh"), title.text("en")
    if not world.has("water"):
        return _dry(name, zh=zh, en=en, length_h=hours)
    section = world.section("water", keys=WATER_KEYS)
    scenario = read_water(section, city=city, name=name, zh=zh, en=en)
    if scenario.length_h < hours:
        section.fail(f"water.length_h: expected {hours:g}, as long as the drill, or more", key="length_h")
    return scenario


def _dry(name: str, *, zh: str, en: str, length_h: float) -> Scenario:
    return Scenario(
        id=name, title_zh=zh, title_en=en, length_h=length_h, rain_mm=0.0, rain_from_h=0.0, rain_until_h=0.0, cells=0,
        wetness=0.4, sightings_per_day=0.2,
    )  # fmt: skip
