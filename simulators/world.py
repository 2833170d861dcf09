"""The simulated world: what each station of a city measures at each simulated hour.

A cycle of the scenario is computed at once (rain at every station, water at every node) and then looked up, for many
stations and hours in one go, so that a reading costs microseconds. Hazards change the values of the calm world in
their order. Pure: city, scenario, hazards and seed decide everything.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from sensing.station import StationKind
from simulators.ambience import AMBIENT, START_HOUR, Sky, ambient, phase, rounded, wobble
from simulators.city import Reach
from simulators.errors import SimulatorError
from simulators.patrol import boat_place
from simulators.sighting import sighting
from simulators.water.cycle import DAY_STEPS, STEPS_PER_H, Basin
from simulators.water.truth import water_truth

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sensing.batch import FloatArray, IntArray
    from sensing.station import Station
    from simulators.city import City
    from simulators.hazard import Danger, Hazard, Mover
    from simulators.scenario import Scenario
    from simulators.schematic import Place
    from simulators.sighting import Sighting
    from simulators.water.cycle import Cycle
    from simulators.water.reservoir import Release

#: Steps in the sum of each rain property.
_RAIN_STEPS = {
    "rain_5m": 1,
    "rain_10m": 2,
    "rain_30m": 6,
    **{f"rain_{hours}h": hours * STEPS_PER_H for hours in (1, 3, 6, 12, 24)},
}
#: Properties that are the level of a water, and how far its float ripples, m.
_LEVELS = {"water_level": 0.006, "reservoir_level": 0.006, "relative_level": 0.0}
#: What a device tells of itself.
HEALTH = ("battery_voltage", "signal_strength")
#: Cycles that are kept: a report at the end of one may come after one at the start of the next.
_KEPT = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class _Asked:
    """Stations and hours of one cycle that are asked for together."""

    cycle: Cycle
    #: Positions of the stations in the city, shape (n,).
    who: IntArray
    #: Simulated hours since the start, and since the cycle began, shape (n,).
    at_h: FloatArray
    within_h: FloatArray


class World:
    """A city under a scenario."""

    def __init__(
        self,
        city: City,
        scenario: Scenario,
        *,
        seed: int,
        hazards: Sequence[Hazard] = (),
        movers: Sequence[Mover] = (),
        start_hour: float = START_HOUR,
    ) -> None:
        """Take the parts; nothing is computed yet.

        Args:
            city: Whose stations measure.
            scenario: Weather, rivers and losses.
            seed: Same seed, same world.
            hazards: What else happens, each on top of those before it.
            movers: Who knows where stations are that move otherwise than the city's boats do.
            start_hour: Hour of the day at which the scenario starts.

        Raises:
            SimulatorError: If the scenario names a station that the city does not have.
        """
        self.city = city
        self.scenario = scenario
        self.seed = seed
        self.hazards = tuple(hazards)
        self._movers = tuple(movers)
        self._start_hour = start_hour
        self._columns = {station.id: column for column, station in enumerate(city.stations)}
        self._losses = {loss.station: loss.at_h for loss in scenario.losses}
        self._boats = {boat.station: boat.course for boat in city.boats}
        self._basin = Basin(city, scenario, seed=seed)
        self._cycles: dict[int, Cycle] = {}
        self._phases: dict[str, FloatArray] = {}
        reaches = [city.reaches.get(one.id, Reach(node=one.id, shift_m=0.0)) for one in city.stations]
        #: Names of the waters, and which of them each station sees.
        self._names = list(dict.fromkeys(reach.node for reach in reaches))
        numbers = {name: number for number, name in enumerate(self._names)}
        self._waters = np.array([numbers[reach.node] for reach in reaches], dtype=np.int64)
        self._shifts = np.array([reach.shift_m for reach in reaches])
        for name in self._losses:
            if name not in self._columns:
                message = f'scenario "{scenario.id}" loses station "{name}", which the city does not have'
                raise SimulatorError(message)

    def order(self, releases: Sequence[Release]) -> None:
        """Let other orders to the gates hold from now on; they differ from those before by what is still to come."""
        self.scenario = replace(self.scenario, releases=tuple(releases))
        self._basin = Basin(self.city, self.scenario, seed=self.seed)
        self._cycles.clear()

    def is_lost(self, station: str, at_h: float) -> bool:
        """Return whether a station is dead at a simulated hour."""
        return station in self._losses and at_h % self.scenario.length_h >= self._losses[station]

    def values(self, station: Station, at_h: float, *, has_health: bool = False) -> dict[str, float]:
        """Return what a station measures at a simulated hour, in canonical units, as its device rounds it.

        Args:
            station: One of the city's.
            at_h: Simulated hours since the start.
            has_health: Whether battery and signal are told, too.
        """
        keys = [stream.property for stream in station.datastreams if stream.property not in HEALTH]
        if has_health:
            keys += HEALTH
        who, hours = np.array([self._columns[station.id]]), np.array([at_h])
        columns = self.table(keys, who=who, at_h=hours)
        own = {key: float(column[0]) for key, column in zip(keys, columns, strict=True)}
        return self.told(station, own, at_h=at_h)

    def told(self, station: Station, own: Mapping[str, float], *, at_h: float) -> dict[str, float]:
        """Return the calm values of a station as the hazards change them and its device rounds them."""
        # What moves is in the danger where it is, not where it is registered.
        if self.hazards and (place := self.place(station, at_h)):
            station = replace(station, lon=place[0], lat=place[1])
        for hazard in self.hazards:
            own = hazard.changed(station, own, at_h=at_h)
        return {key: rounded(key, value) for key, value in own.items()}

    def table(self, keys: Sequence[str], *, who: IntArray, at_h: FloatArray) -> list[FloatArray]:
        """Return the calm values of properties at many stations and hours; 0 for what only a hazard knows.

        Args:
            keys: Properties, all measured by every station asked for.
            who: Positions of the stations in the city, shape (n,).
            at_h: Simulated hours since the start, shape (n,).

        Returns:
            One array of shape (n,) for each property.
        """
        found = [np.zeros(len(who)) for _ in keys]
        numbers = (at_h // self.scenario.length_h).astype(np.int64)
        for number in np.unique(numbers).tolist():
            mine = np.flatnonzero(numbers == number)
            began = number * self.scenario.length_h
            asked = _Asked(cycle=self._cycle(number), who=who[mine], at_h=at_h[mine], within_h=at_h[mine] - began)
            sky = self._sky(asked) if AMBIENT.keys() & set(keys) else None
            for column, key in zip(found, keys, strict=True):
                column[mine] = self._column(key, asked, sky=sky)
        return found

    def place(self, station: Station, at_h: float) -> Place | None:
        """Return where a moving station is; None for one that stands."""
        for mover in self._movers:
            if place := mover.place(station.id, at_h):
                return place
        course = self._boats.get(station.id)
        return boat_place(course, at_h=at_h) if course else None

    def sightings(self, station: Station, at_h: float, *, span_h: float) -> tuple[Sighting, ...]:
        """Return what a camera saw in the last ``span_h`` simulated hours; nothing for most looks and other stations.

        The chance sighting of every day comes first, then those of the hazards.
        """
        if station.kind is not StationKind.CAMERA:
            return ()
        who, hours = np.array([self._columns[station.id]]), np.array([at_h])
        (rain,) = self.table(["rain_1h"], who=who, at_h=hours)
        seen = sighting(
            station,
            at_h=at_h,
            chance=self.scenario.sightings_per_day * span_h / 24,
            is_wet=bool(rain[0] > 0),
            seed=self.seed,
        )
        others = [each for hazard in self.hazards for each in hazard.sightings(station, at_h=at_h, span_h=span_h)]
        return (*([seen] if seen else []), *others)

    def truth(self) -> tuple[Danger, ...]:
        """Return where and when it is really dangerous in the first cycle, in order of time."""
        own = water_truth(self.city, self.scenario, self._cycle(0))
        all_of_it = [*own, *(danger for hazard in self.hazards for danger in hazard.truth())]
        return tuple(sorted(all_of_it, key=lambda each: (each.from_h, each.division, each.station, each.level)))

    def _cycle(self, number: int) -> Cycle:
        if number not in self._cycles:
            if len(self._cycles) == _KEPT:
                # Time goes forward: the oldest is not asked for again.
                del self._cycles[min(self._cycles)]
            self._cycles[number] = self._basin.cycle(number)
        return self._cycles[number]

    def _sky(self, asked: _Asked) -> Sky:
        cycle, who, within = asked.cycle, asked.who, asked.within_h
        return Sky(
            at_h=asked.at_h,
            rain_1h=cycle.rain(who=who, within_h=within, steps=STEPS_PER_H),
            rain_24h=cycle.rain(who=who, within_h=within, steps=DAY_STEPS),
            start_hour=self._start_hour,
        )

    def _column(self, key: str, asked: _Asked, *, sky: Sky | None) -> FloatArray:
        if sky and key in AMBIENT:
            return ambient(key, phases=self._phases_of(key)[asked.who], sky=sky)
        if key in _RAIN_STEPS:
            return asked.cycle.rain(who=asked.who, within_h=asked.within_h, steps=_RAIN_STEPS[key])
        if key == "flow":
            return self._water_of(asked, is_flow=True)
        if key in _LEVELS:
            ripple = _LEVELS[key] * wobble(self._phases_of(key)[asked.who], asked.at_h)
            level: FloatArray = self._water_of(asked, is_flow=False) + self._shifts[asked.who] + ripple
            return level
        return np.zeros(len(asked.who))

    def _water_of(self, asked: _Asked, *, is_flow: bool) -> FloatArray:
        """Return level or flow between two steps; 0 where a station stands at no water that is simulated."""
        found = np.zeros(len(asked.who))
        numbers = self._waters[asked.who]
        for number in np.unique(numbers).tolist():
            course = asked.cycle.courses.get(self._names[number])
            if course:
                mine = np.flatnonzero(numbers == number)
                line = course.flow if is_flow else course.level
                found[mine] = np.interp(asked.within_h[mine], np.arange(len(line)) * course.step_h, line)
        return found

    def _phases_of(self, key: str) -> FloatArray:
        """Return the phase of every station's wobble in a property."""
        if key not in self._phases:
            self._phases[key] = np.array([phase(f"{station.id}/{key}") for station in self.city.stations])
        return self._phases[key]
