"""Waterway: the way of water from a place on a river to the end of the last river it flows into. Pure.

Distances are those of the city's schematic courses. How fast the water runs follows from the travel times of flood
waves in the catchment: a wave runs 5/3 as fast as the water it is made of (Kleitz-Seddon, wide bed after Manning),
and the water runs with the 0.34th power of the flow (L. B. Leopold, T. Maddock, USGS Prof. Paper 252 (1953)).
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Final

import numpy as np
from shapely.geometry import LineString, Point

from simulators.catchment import BASE_FLOW, catchment
from simulators.errors import SimulatorError
from simulators.ground import M_PER_LAT, M_PER_LON

if TYPE_CHECKING:
    from sensing.batch import FloatArray
    from sensing.station import Station
    from simulators.city import City
    from simulators.schematic import Place

#: Part of a flood wave's speed at which its water runs.
_WATER_OF_WAVE: Final = 3 / 5
#: Exponent of speed over flow.
_SPEED_EXPONENT: Final = 0.34
#: How many times its dry-weather flow a river has in the floods that the travel times are of. Invented.
_FLOOD: Final = 30.0
#: Speed in dry weather where no travel time is known, m/s. Invented.
_SPEED: Final = 0.35
#: Farthest that a station may stand from the schematic course of its river, m.
_ASIDE_M: Final = 6_000.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Stretch:
    """The part of one river that the water passes."""

    river: str
    #: Course in m east and north of 0° 0°, upstream first.
    line: LineString
    #: Where on the course the water enters it, m, and how far it has then come from the head of the first river, m.
    enters_m: float
    begins_m: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Waterway:
    """The way of the water, from the head of the river it starts in."""

    stretches: tuple[Stretch, ...]
    #: Nodes of the catchment along it: distance, m, ascending, and dry-weather flow, m³/s; float64, shape (n,).
    node_m: FloatArray
    node_flow: FloatArray
    #: Mean speed of a flood wave, m/s; 0 where no travel time is known.
    wave_speed: float

    def position(self, river: str, place: Place) -> float | None:
        """Return how far down the way a place on a river lies, m; None where the water does not pass it."""
        point = Point(_metres(place))
        for stretch in self.stretches:
            if stretch.river == river and stretch.line.distance(point) <= _ASIDE_M:
                along = stretch.line.project(point)
                if along >= stretch.enters_m:
                    return stretch.begins_m + float(along) - stretch.enters_m
        return None

    def flow(self, position_m: float, *, factor: float) -> float:
        """Return the flow, m³/s, at ``factor`` times dry weather."""
        return factor * float(np.interp(position_m, self.node_m, self.node_flow))

    def speed(self, *, factor: float) -> float:
        """Return the mean speed of the water, m/s, at ``factor`` times dry weather."""
        if not self.wave_speed:
            return _SPEED * math.pow(factor, _SPEED_EXPONENT)
        return self.wave_speed * _WATER_OF_WAVE * math.pow(factor / _FLOOD, _SPEED_EXPONENT)


def waterway(city: City, river: str) -> Waterway:
    """Return the way of the water from the head of a river of the city.

    Raises:
        SimulatorError: If the city has no course of that river.
    """
    stretches = _stretches(city, river)
    bare = Waterway(stretches=stretches, node_m=np.zeros(1), node_flow=np.ones(1), wave_speed=0.0)
    stations: dict[str, Station] = {station.id: station for station in city.stations}
    nodes = [(position, node) for node in catchment() if (position := _at(bare, stations.get(node.id))) is not None]
    nodes.sort(key=lambda pair: pair[0])
    areas = _drained()
    # A gauge that stands a little off its place in the sketch must not make a river lose water.
    flows = np.maximum.accumulate([BASE_FLOW * areas[node.id] for _, node in nodes] or [1.0])
    reaches = [
        (below - above, upper.travel) for (above, upper), (below, lower) in pairwise(nodes) if upper.to == lower.id
    ]
    hours = sum(travel for _, travel in reaches)
    return Waterway(
        stretches=stretches,
        node_m=np.asarray([position for position, _ in nodes] or [0.0]),
        node_flow=flows,
        wave_speed=sum(length for length, _ in reaches) / (hours * 3600) if hours else 0.0,
    )


def rivers_of(city: City) -> list[str]:
    """Return the names of the rivers that have a course."""
    return [feature["properties"]["name"] for feature in city.rivers["features"]]


def _stretches(city: City, river: str) -> tuple[Stretch, ...]:
    lines = {
        feature["properties"]["name"]: LineString([_metres(place) for place in feature["geometry"]["coordinates"]])
        for feature in city.rivers["features"]
    }
    if river not in lines:
        message = f'expected a river with a course, one of {", ".join(lines)}, got "{river}"'
        raise SimulatorError(message)
    into = {each.name: each.into for each in city.waterways}
    names: dict[str, str] = {each.id: each.name for each in city.waterways}
    found = [Stretch(river=river, line=lines[river], enters_m=0.0, begins_m=0.0)]
    while (below := names.get(into.get(found[-1].river) or "", "")) in lines:
        last = found[-1]
        mouth = Point(last.line.coords[-1])
        found.append(
            Stretch(
                river=below,
                line=lines[below],
                enters_m=float(lines[below].project(mouth)),
                begins_m=last.begins_m + float(last.line.length) - last.enters_m,
            )
        )
    return tuple(found)


def _at(way: Waterway, station: Station | None) -> float | None:
    return way.position(station.river, (station.lon, station.lat)) if station else None


def _drained() -> dict[str, float]:
    """Return what each node drains with all that is above it, km²."""
    areas = {node.id: node.area for node in catchment()}
    # Upstream first: when a node is passed on, all above it have been.
    for node in catchment():
        if node.to:
            areas[node.to] += areas[node.id]
    return areas


def _metres(place: Place | list[float]) -> Place:
    return place[0] * M_PER_LON, place[1] * M_PER_LAT
