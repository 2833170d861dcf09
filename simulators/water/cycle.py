"""One cycle of a scenario, computed at once: what every bucket counts and how high every water stands.

Rain at stations is computed in portions and kept as tips of the bucket, two bytes each, so that ten thousand gauges
fit into little memory. Pure: city, scenario and seed decide everything.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

import numpy as np
import numpy.typing as npt

from sensing.station import StationId
from simulators.catchment import catchment, route
from simulators.storm import (
    RAIN_STEP_MINUTES,
    TIP_MM,
    downpour_field,
    downpour_over,
    draw_cells,
    rain_field,
    scaled,
    tipped,
)
from simulators.water.places import small_waters
from simulators.water.street import waterlogging
from simulators.water.torrent import torrent

if TYPE_CHECKING:
    from sensing.batch import FloatArray
    from simulators.catchment import Course, Node
    from simulators.city import City
    from simulators.scenario import Scenario
    from simulators.storm import Cells
    from simulators.water.street import LowPoint
    from simulators.water.torrent import Torrent

Tips: TypeAlias = npt.NDArray[np.uint16]

STEPS_PER_H = 60 // RAIN_STEP_MINUTES
#: Steps of the day before a cycle that sums of rain look back on.
DAY_STEPS = 24 * STEPS_PER_H
#: A storm's total is met over the nodes that drain to this gauge.
_TARGET = "XY-H04"
#: Stations whose rain is computed together.
_PORTION = 512


@dataclass(frozen=True, slots=True, kw_only=True)
class Cycle:
    """One cycle of the scenario, computed."""

    #: Tips that each station's bucket has counted after each step; a day of the cycle before comes first, uint16,
    #: shape (day + steps, stations).
    tips: Tips
    #: Water at each node, brook and low point, by station id.
    courses: dict[str, Course]

    def rain(self, *, who: npt.NDArray[np.int64], within_h: FloatArray, steps: int) -> FloatArray:
        """Return the rain counted in the last whole steps, mm.

        Args:
            who: Columns of stations, shape (n,).
            within_h: Hours since the cycle began, shape (n,).
            steps: Number of steps of the rain.
        """
        last = np.minimum(DAY_STEPS - 1 + (within_h * STEPS_PER_H).astype(np.int64), len(self.tips) - 1)
        first = last - steps
        before = np.where(first >= 0, self.tips[np.maximum(first, 0), who], 0).astype(np.int64)
        return ((self.tips[last, who].astype(np.int64) - before) * TIP_MM).astype(np.float64)


class Basin:
    """The waters of a city under a scenario."""

    def __init__(self, city: City, scenario: Scenario, *, seed: int) -> None:
        """Take the parts; nothing is computed yet."""
        present = {station.id: station for station in city.stations}
        waters = small_waters()
        self._scenario = scenario
        self._seed = seed
        self._lon = np.array([station.lon for station in city.stations])
        self._lat = np.array([station.lat for station in city.stations])
        self._columns = {station.id: column for column, station in enumerate(city.stations)}
        self.nodes: tuple[Node, ...] = catchment()
        self.torrents: tuple[Torrent, ...] = tuple(each for each in waters.torrents if each.id in present)
        self.streets: tuple[LowPoint, ...] = tuple(each for each in waters.streets if each.id in present)
        self._node_lon = np.array([node.lon for node in self.nodes])
        self._node_lat = np.array([node.lat for node in self.nodes])
        self._areas = np.array([node.area for node in self.nodes])

    def cycle(self, number: int) -> Cycle:
        """Return a cycle; it starts with the water that the one before left on its way."""
        numbers = list(range(max(number - 1, 0), number + 1))
        courses = route(
            self.nodes,
            [self.over_nodes(each) for each in numbers],
            wetness=self._scenario.wetness,
            releases=self._scenario.releases,
        )
        return Cycle(tips=self._tips(numbers), courses=courses | self._small(numbers))

    def _small(self, numbers: list[int]) -> dict[str, Course]:
        """Return the courses of brooks and low points in the last of some cycles."""
        scenario = self._scenario
        working = {each.station: each.working for each in scenario.drains}
        found: dict[str, Course] = {}
        for brook in self.torrents:
            found[brook.id] = torrent(brook, self._on(brook.id, numbers), wetness=scenario.wetness)
        for street in self.streets:
            rains = self._on(street.id, numbers)
            found[street.id] = waterlogging(street, rains, working=working.get(street.id, 1.0))
        return found

    def _on(self, station: str, numbers: list[int]) -> list[FloatArray]:
        """Return the rain on one station in some cycles, mm per step, each of shape (steps,)."""
        column = np.array([self._columns[StationId(station)]])
        return [self.at_stations(number, column)[:, 0] for number in numbers]

    def over_nodes(self, number: int) -> FloatArray:
        """Return the rain of a cycle over each node's catchment, mm per step, shape (steps, nodes)."""
        cells = draw_cells(self._scenario, seed=self._seed, cycle=number)
        total, _ = self._storm(cells)
        return total + downpour_over(
            self._scenario.downpours,
            lon=self._node_lon,
            lat=self._node_lat,
            areas=self._areas,
            length_h=self._scenario.length_h,
        )

    def at_stations(self, number: int, columns: npt.NDArray[np.int64]) -> FloatArray:
        """Return the rain of a cycle at some stations, mm per step, shape (steps, columns)."""
        cells = draw_cells(self._scenario, seed=self._seed, cycle=number)
        lon, lat, length = self._lon[columns], self._lat[columns], self._scenario.length_h
        field = rain_field(cells, lon=lon, lat=lat, length_h=length) * self._storm(cells)[1]
        return field + downpour_field(self._scenario.downpours, lon=lon, lat=lat, length_h=length)

    def _storm(self, cells: Cells) -> tuple[FloatArray, float]:
        """Return the storm's rain over the nodes, and the factor that its cells are scaled by."""
        field = rain_field(cells, lon=self._node_lon, lat=self._node_lat, length_h=self._scenario.length_h)
        upstream = _upstream_of(_TARGET, {node.id: node.to for node in self.nodes})
        weights = np.array([node.area if node.id in upstream else 0.0 for node in self.nodes])
        factor = scaled(field, weights=weights, total=self._scenario.rain_mm)
        return field * factor, factor

    def _tips(self, numbers: list[int]) -> Tips:
        n = len(self._lon)
        steps = round(self._scenario.length_h * STEPS_PER_H)
        tips = np.zeros((DAY_STEPS + steps, n), dtype=np.uint16)
        for start in range(0, n, _PORTION):
            columns = np.arange(start, min(start + _PORTION, n))
            day = np.zeros((DAY_STEPS, len(columns)))
            rains = [self.at_stations(number, columns) for number in numbers]
            if len(rains) > 1:
                before = rains[0][-DAY_STEPS:]
                day[len(day) - len(before) :] = before
            counted = tipped(np.concatenate([day, rains[-1]]))
            tips[:, columns] = (counted / TIP_MM).astype(np.uint16)
        return tips


def _upstream_of(node: str, to: dict[str, str]) -> set[str]:
    """Return a node and all nodes that drain to it."""
    found = {node}
    # Nodes are listed upstream first: read backwards, each one's next is already decided.
    for name in reversed(list(to)):
        if to[name] in found:
            found.add(name)
    return found
