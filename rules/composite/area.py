"""Area: where each slot of a rule belongs, and so with which others it may agree."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from geo.division import FULL, prefix_of
from geo.index import FenceIndex
from rules.composite.condition import Area
from rules.place import Place, common_division, place_of_fence, place_of_stations
from rules.scope import basin_of, fence_of
from sensing.station import StationId

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from rules.composite.condition import Composite
    from rules.rule import Rule
    from rules.sources import Sources
    from rules.transition import RuleId, Target
    from sensing.station import Station

#: Digits that the divisions of a rank have in common.
_DIGITS: Final = {Area.CITY: 4, Area.COUNTY: 6, Area.TOWNSHIP: 9, Area.VILLAGE: FULL}
#: Most stations that the name of an area names.
_MOST_NAMED: Final = 3


@dataclass(slots=True, kw_only=True)
class Gathered:
    """The slots that belong to one area."""

    #: By member of the composite, in order.
    members: list[list[tuple[RuleId, Target]]]
    #: The stations among their targets.
    stations: dict[str, Station] = field(default_factory=dict)
    #: Places of targets that are areas themselves.
    places: list[Place] = field(default_factory=list)


class Areas:
    """Sorts the members of one composite into areas."""

    def __init__(
        self, rule: Rule, when: Composite, sources: Sources, places: Mapping[tuple[RuleId, Target], Place]
    ) -> None:
        """Look up what the rule's areas are.

        Raises:
            RuleError: If it names a fence that is not there.
        """
        self._rule, self._when, self._sources, self._places = rule, when, sources, places
        is_limited = rule.scope != type(rule.scope)()
        self._scope = {str(each.id) for each in sources.stations(rule)} if is_limited else None
        self._fences = {name: fence_of(rule, name, key="when.fences", fences=sources.fences) for name in when.fences}
        self._index = FenceIndex(list(self._fences.values()))

    def gather(self, members: list[list[tuple[RuleId, Target]]]) -> dict[str, Gathered]:
        """Return what belongs to each area, by its id.

        Args:
            members: Slots of each member of the composite, in order.
        """
        found: dict[str, Gathered] = {}
        for place, keys in enumerate(members):
            for key in keys:
                for area in self._areas_of(key):
                    gathered = found.setdefault(area, Gathered(members=[[] for _ in members]))
                    gathered.members[place].append(key)
                    station = self._station(key)
                    if station is not None:
                        gathered.stations[str(station.id)] = station
                    else:
                        gathered.places.append(self._places.get(key, {}))
        return found

    def place_of(self, area: str, gathered: Gathered) -> Place:
        """Return where an area is; nothing for a station, which the registry knows."""
        stations = list(gathered.stations.values())
        if self._when.area is Area.STATION:
            return {}
        if self._when.area is Area.FENCE:
            return place_of_fence(self._fences[area], stations=stations)
        division = area if self._when.area in _DIGITS else ""
        if not stations and gathered.places:
            return dict(gathered.places[0]) | ({"division": division} if division else {})
        name = area if self._when.area is Area.BASIN else _named(stations)
        codes = [*(station.division for station in stations), *(str(each["division"]) for each in gathered.places)]
        return place_of_stations(name, stations, division=division or common_division(codes))

    def _station(self, key: tuple[RuleId, Target]) -> Station | None:
        return None if key in self._places else self._sources.registry.stations.get(StationId(str(key[1])))

    def _areas_of(self, key: tuple[RuleId, Target]) -> Iterator[str]:
        station, place = self._station(key), self._places.get(key, {})
        if station is not None and self._scope is not None and str(station.id) not in self._scope:
            return
        area = self._when.area
        if area is Area.WHOLE:
            yield str(self._rule.id)
        elif area is Area.STATION:
            if station is not None:
                yield str(station.id)
        elif area is Area.BASIN:
            if station is not None and (basin := basin_of(station, self._sources.network)):
                yield basin
        elif area is Area.FENCE:
            lon, lat = (station.lon, station.lat) if station else (place.get("lon", 0.0), place.get("lat", 0.0))
            yield from (str(fence.id) for fence in self._index.at(float(lon), float(lat)))
        else:
            yield from self._division(str(station.division if station else place.get("division", "")))

    def _division(self, code: str) -> Iterator[str]:
        digits = _DIGITS[self._when.area]
        # A place known no closer than its city belongs to none of the city's counties.
        if len(prefix_of(code) if code.strip("0") else "") >= digits:
            yield code[:digits].ljust(FULL, "0")


def _named(stations: list[Station]) -> str:
    names = [station.name for station in stations]
    return "、".join(names) if len(names) <= _MOST_NAMED else f"{names[0]}等{len(names)}处"
