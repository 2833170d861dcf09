"""The simulated world: what each station of a city measures at each simulated hour.

A cycle of the scenario is computed at once (rain at every station, water at every node) and then looked up, so
that a report costs microseconds. A cycle starts with the water that the one before left in the rivers. Pure:
city, scenario and seed decide everything.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from sensing.station import StationKind
from simulators.ambience import AMBIENT, Sky, ambient, rounded, wobble
from simulators.catchment import catchment, route
from simulators.errors import SimulatorError
from simulators.hydrology import STEP_H
from simulators.network import MAKES
from simulators.patrol import boat_place
from simulators.sighting import sighting
from simulators.storm import RAIN_STEP_MINUTES, draw_cells, rain_field, scaled, tipped

if TYPE_CHECKING:
    from sensing.batch import FloatArray
    from sensing.station import Station
    from simulators.catchment import Course
    from simulators.city import City
    from simulators.scenario import Scenario
    from simulators.schematic import Place
    from simulators.sighting import Sighting

_STEPS_PER_H = 60 // RAIN_STEP_MINUTES
_DAY_STEPS = 24 * _STEPS_PER_H
#: Steps in the sum of each rain property.
_RAIN_STEPS = {"rain_5m": 1, "rain_1h": _STEPS_PER_H, "rain_24h": _DAY_STEPS}
_HEALTH = ("battery_voltage", "signal_strength")
#: A storm's total is met over the nodes that drain to this gauge.
_TARGET = "XY-H04"


@dataclass(frozen=True, slots=True, kw_only=True)
class Cycle:
    """One cycle of the scenario, computed."""

    #: What each station's bucket has counted after each step, mm; a day of the cycle before comes first, float64,
    #: shape (day + steps, stations).
    counted: FloatArray
    #: Water at each node.
    courses: dict[str, Course]


class World:
    """A city under a scenario."""

    def __init__(self, city: City, scenario: Scenario, *, seed: int) -> None:
        """Take the parts; nothing is computed yet.

        Raises:
            SimulatorError: If the scenario names a station that the city does not have.
        """
        self.city = city
        self.scenario = scenario
        self.seed = seed
        self._columns = {station.id: column for column, station in enumerate(city.stations)}
        self._losses = {loss.station: loss.at_h for loss in scenario.losses}
        self._boats = {boat.station: boat.course for boat in city.boats}
        self._nodes = catchment()
        self._cycles: dict[int, Cycle] = {}
        for name in self._losses:
            if name not in self._columns:
                message = f'scenario "{scenario.id}" loses station "{name}", which the city does not have'
                raise SimulatorError(message)

    def is_lost(self, station: str, at_h: float) -> bool:
        """Return whether a station is dead at a simulated hour."""
        return station in self._losses and at_h % self.scenario.length_h >= self._losses[station]

    def values(self, station: Station, at_h: float, *, has_health: bool = False) -> dict[str, float]:
        """Return what a station measures at a simulated hour, in canonical units.

        Args:
            station: One of the city's.
            at_h: Simulated hours since the start.
            has_health: Whether battery and signal are told, too.
        """
        cycle, within = self._cycle(at_h)
        column = self._columns[station.id]
        sky = Sky(
            at_h=at_h,
            rain_1h=_rain(cycle, column, within, _STEPS_PER_H),
            rain_24h=_rain(cycle, column, within, _DAY_STEPS),
        )
        found: dict[str, float] = {}
        for key in MAKES[station.kind].properties:
            if key in AMBIENT:
                found[key] = ambient(key, station=station.id, sky=sky)
            elif key in _RAIN_STEPS:
                found[key] = _rain(cycle, column, within, _RAIN_STEPS[key])
            else:
                found[key] = _water(cycle.courses[station.id], key, station=station.id, at_h=at_h, within=within)
        if has_health:
            found |= {key: ambient(key, station=station.id, sky=sky) for key in _HEALTH}
        return {key: rounded(key, value) for key, value in found.items()}

    def place(self, station: Station, at_h: float) -> Place | None:
        """Return where a moving station is; None for one that stands."""
        course = self._boats.get(station.id)
        return boat_place(course, at_h=at_h) if course else None

    def sighting(self, station: Station, at_h: float, *, span_h: float) -> Sighting | None:
        """Return what a camera saw in the last ``span_h`` simulated hours; None for most looks and other stations."""
        if station.kind is not StationKind.CAMERA:
            return None
        cycle, within = self._cycle(at_h)
        return sighting(
            station,
            at_h=at_h,
            chance=self.scenario.sightings_per_day * span_h / 24,
            is_wet=_rain(cycle, self._columns[station.id], within, _STEPS_PER_H) > 0,
            seed=self.seed,
        )

    def _cycle(self, at_h: float) -> tuple[Cycle, float]:
        """Return the cycle of a simulated hour and the hours since it began."""
        number = int(at_h // self.scenario.length_h)
        if number not in self._cycles:
            # Only the newest is kept: time goes forward.
            self._cycles = {number: self._compute(number)}
        return self._cycles[number], at_h - number * self.scenario.length_h

    def _compute(self, number: int) -> Cycle:
        at_stations, at_nodes = self._rain(number)
        day = np.zeros((_DAY_STEPS, len(self.city.stations)))
        rains = [at_nodes]
        if number:
            before, nodes_before = self._rain(number - 1)
            day[-len(before) :] = before[-_DAY_STEPS:]
            rains = [nodes_before, at_nodes]
        return Cycle(
            counted=tipped(np.concatenate([day, at_stations])),
            courses=route(self._nodes, rains, wetness=self.scenario.wetness),
        )

    def _rain(self, number: int) -> tuple[FloatArray, FloatArray]:
        """Return the rain of a cycle at stations and over nodes, mm per step."""
        cells = draw_cells(self.scenario, seed=self.seed, cycle=number)
        nodes, stations = self._nodes, self.city.stations
        field = rain_field(
            cells,
            lon=np.array([*(node.lon for node in nodes), *(station.lon for station in stations)]),
            lat=np.array([*(node.lat for node in nodes), *(station.lat for station in stations)]),
            length_h=self.scenario.length_h,
        )
        upstream = _upstream_of(_TARGET, {node.id: node.to for node in nodes})
        weights = np.array([node.area if node.id in upstream else 0.0 for node in nodes])
        over_nodes = field[:, : len(nodes)]
        factor = scaled(over_nodes, weights=weights, total=self.scenario.rain_mm)
        return field[:, len(nodes) :] * factor, over_nodes * factor


def _rain(cycle: Cycle, column: int, within_h: float, steps: int) -> float:
    """Return the rain counted in the last whole ``steps``."""
    last = _DAY_STEPS - 1 + int(within_h * _STEPS_PER_H)
    last = min(last, len(cycle.counted) - 1)
    first = last - steps
    before = float(cycle.counted[first, column]) if first >= 0 else 0.0
    return float(cycle.counted[last, column]) - before


def _water(course: Course, key: str, *, station: str, at_h: float, within: float) -> float:
    """Return level or flow at a node between two steps, with the ripple that a float in a well shows."""
    step = within / STEP_H
    left = min(int(step), len(course.level) - 1)
    right = min(left + 1, len(course.level) - 1)
    share = step - int(step)
    line = course.flow if key == "flow" else course.level
    value = float(line[left] + share * (line[right] - line[left]))
    return value if key == "flow" else value + 0.006 * wobble(f"{station}/{key}", at_h)


def _upstream_of(node: str, to: dict[str, str]) -> set[str]:
    """Return a node and all nodes that drain to it."""
    found = {node}
    # Nodes are listed upstream first: read backwards, each one's next is already decided.
    for name in reversed(list(to)):
        if to[name] in found:
            found.add(name)
    return found
