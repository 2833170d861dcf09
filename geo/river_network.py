"""RiverNetwork: which stations lie above or below a station, and how long water takes between them.

Answers go over all rivers at once and are transitive. Where water can take several ways, or the same way is
published in one leap and in steps, the shortest and the longest known total are told. A way with a reach of
unknown time adds nothing to them; a station that can only be reached so is listed with times unknown.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import timedelta
from graphlib import CycleError, TopologicalSorter
from typing import TYPE_CHECKING

from geo.errors import RiverError

if TYPE_CHECKING:
    from collections.abc import Iterable

    from geo.river import Reach, River, StageClass
    from sensing.station import Station

_Links = dict[str, list[tuple[str, "Reach"]]]
_ZERO = timedelta(0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Passage:
    """The water between a station and another one."""

    #: Id of the other station.
    station: str
    #: Total travel time, at least and at most; both None where no way with known times exists.
    shortest: timedelta | None
    longest: timedelta | None


class RiverNetwork:
    """Rivers joined at their common nodes; immutable."""

    __slots__ = ("_above", "_basins", "_below", "_found", "_junctions", "_order", "_stations", "rivers")

    def __init__(self, rivers: Iterable[River], *, stations: Iterable[Station] = ()) -> None:
        """Join the rivers.

        Args:
            rivers: The rivers.
            stations: Stations that are in a basin by the name of their river although no reach names them.

        Raises:
            RiverError: If a river occurs twice, water would run in a circle, or two basins share a node.
        """
        #: The rivers by id, in order of the id.
        self.rivers: dict[str, River] = {}
        for river in sorted(rivers, key=lambda each: each.id):
            if river.id in self.rivers:
                raise RiverError(f'river "{river.id}" occurs twice')
            self.rivers[river.id] = river
        self._junctions = {node for river in self.rivers.values() for node in river.junctions}
        self._below: _Links = defaultdict(list)
        self._above: _Links = defaultdict(list)
        for river in self.rivers.values():
            for reach in river.reaches:
                self._below[reach.upper].append((reach.lower, reach))
                self._above[reach.lower].append((reach.upper, reach))
        self._order = self._sorted()
        self._basins, self._stations = self._membership(stations)
        self._found: dict[tuple[str, bool, StageClass | None], tuple[Passage, ...]] = {}

    def upstream(self, station: str, *, stage: StageClass | None = None) -> tuple[Passage, ...]:
        """Return every station whose water comes past a station, the nearest by time first, unknown times last.

        Args:
            station: Id of the station; one that no river names has none.
            stage: Class of stage whose travel times count; None: the range over all of them.
        """
        return self._reached(station, is_up=True, stage=stage)

    def downstream(self, station: str, *, stage: StageClass | None = None) -> tuple[Passage, ...]:
        """Return every station that the water of a station comes past; order and arguments as ``upstream``."""
        return self._reached(station, is_up=False, stage=stage)

    def passage(self, upper: str, lower: str, *, stage: StageClass | None = None) -> Passage | None:
        """Return how water gets from one station to another; None where it does not."""
        return next((each for each in self.upstream(lower, stage=stage) if each.station == upper), None)

    def basin_of(self, station: str) -> str:
        """Return the id of the basin that a station lies in; empty where no river names it."""
        return self._basins.get(station, "")

    def basin(self, basin: str) -> tuple[str, ...]:
        """Return the ids of the stations of a basin, in order of the id; none for an unknown basin."""
        return self._stations.get(basin, ())

    def basins(self) -> tuple[str, ...]:
        """Return the ids of all basins, in order."""
        return tuple(sorted({self.root_basin(river) for river in self.rivers.values()}))

    def root_basin(self, river: River) -> str:
        """Return the basin of a river: its own word, else that of the river it runs into, else its id.

        Raises:
            RiverError: If rivers run into each other in a circle.
        """
        seen = [river.id]
        while not river.basin and river.into in self.rivers:
            river = self.rivers[river.into]
            if river.id in seen:
                raise RiverError(f"rivers run in a circle: {' → '.join([*seen, river.id])}")
            seen.append(river.id)
        return river.basin or river.into or str(river.id)

    def _sorted(self) -> dict[str, int]:
        """Return the place of every node in an order in which water never runs back."""
        graph = {node: [upper for upper, _ in links] for node, links in self._above.items()}
        try:
            return {node: number for number, node in enumerate(TopologicalSorter(graph).static_order())}
        except CycleError as error:
            raise RiverError(f"water would run in a circle: {' → '.join(error.args[1])}") from None

    def _membership(self, stations: Iterable[Station]) -> tuple[dict[str, str], dict[str, tuple[str, ...]]]:
        basins: dict[str, str] = {}
        names: dict[str, set[str]] = defaultdict(set)
        for river in self.rivers.values():
            own = self.root_basin(river)
            names[river.name].add(own)
            for node in river.nodes():
                if basins.setdefault(node, own) != own:
                    raise RiverError(f'"{node}" lies in two basins: {basins[node]} and {own} (river "{river.id}")')
        for station in stations:
            # Rivers of different basins may have the same name; then it says nothing.
            if station.id not in basins and len(names.get(station.river, ())) == 1:
                basins[station.id] = next(iter(names[station.river]))
        members: dict[str, list[str]] = defaultdict(list)
        for node, basin in sorted(basins.items()):
            if node not in self._junctions:
                members[basin].append(node)
        return basins, {basin: tuple(found) for basin, found in members.items()}

    def _reached(self, start: str, *, is_up: bool, stage: StageClass | None) -> tuple[Passage, ...]:
        key = start, is_up, stage
        if key not in self._found:
            self._found[key] = self._search(start, is_up=is_up, stage=stage)
        return self._found[key]

    def _search(self, start: str, *, is_up: bool, stage: StageClass | None) -> tuple[Passage, ...]:
        links = self._above if is_up else self._below
        spans: dict[str, tuple[timedelta, timedelta] | None] = {start: (_ZERO, _ZERO)}
        for node in self._nearest_first(start, links, is_up=is_up):
            span = spans[node]
            for other, reach in links.get(node, ()):
                travel = reach.travel_at(stage)
                known = spans.setdefault(other, None)
                if span is not None and travel is not None:
                    low, high = span[0] + travel.shortest, span[1] + travel.longest
                    spans[other] = (low, high) if known is None else (min(low, known[0]), max(high, known[1]))
        del spans[start]
        found = [
            Passage(station=node, shortest=span[0] if span else None, longest=span[1] if span else None)
            for node, span in spans.items()
            if node not in self._junctions
        ]
        return tuple(sorted(found, key=lambda each: (each.shortest is None, each.shortest or _ZERO, each.station)))

    def _nearest_first(self, start: str, links: _Links, *, is_up: bool) -> list[str]:
        """Return the nodes that can be reached, each after every one on a way to it."""
        seen, waiting = {start}, [start]
        while waiting:
            for other, _ in links.get(waiting.pop(), ()):
                if other not in seen:
                    seen.add(other)
                    waiting.append(other)
        return sorted(seen, key=lambda node: self._order.get(node, 0), reverse=is_up)


def check_rivers(rivers: Iterable[River], river: River) -> None:
    """Refuse a river that contradicts the others, so that what is stored is always one network.

    Raises:
        RiverError: If water would run in a circle, or two basins would share a node.
    """
    RiverNetwork([*(each for each in rivers if each.id != river.id), river])


def check_without(rivers: Iterable[River], river: River) -> None:
    """Refuse to take away a river without which the others contradict each other: its basin held them together.

    Raises:
        RiverError: If they would.
    """
    try:
        RiverNetwork([each for each in rivers if each.id != river.id])
    except RiverError as error:
        raise RiverError(f'river "{river.id}" holds others together; without it {error}') from None
