"""Which stations a rule judges."""

from __future__ import annotations

from typing import TYPE_CHECKING

from geo.division import prefix_of
from geo.index import FenceIndex
from geo.river_network import RiverNetwork
from rules.errors import RuleError
from sensing.errors import suggestion
from sensing.station import StationId

if TYPE_CHECKING:
    from collections.abc import Mapping

    from geo.fence import Fence
    from rules.rule import Rule, Scope
    from sensing.station import Registry, Station

#: The network where no river is known.
NO_RIVERS = RiverNetwork(())


def stations_of(
    rule: Rule, *, registry: Registry, fences: Mapping[str, Fence], network: RiverNetwork = NO_RIVERS
) -> list[Station]:
    """Return the stations that a rule judges, in the registry's order, or in the order the rule names them.

    Raises:
        RuleError: If the rule names a station, a fence or a basin that does not exist.
    """
    scope = rule.scope
    found = _named(rule, registry) if scope.stations else list(registry.stations.values())
    prefixes = tuple(prefix_of(division) for division in scope.divisions)
    if prefixes:
        found = [station for station in found if station.division.startswith(prefixes)]
    if scope.basins:
        _check_basins(rule, registry, network)
        found = [station for station in found if basin_of(station, network) in scope.basins]
    if scope.kinds:
        found = [station for station in found if station.kind.value in scope.kinds]
    if scope.properties:
        found = [station for station in found if _measures(station, scope, registry)]
    if scope.fence:
        index = FenceIndex([fence_of(rule, scope.fence, key="scope.fence", fences=fences)])
        found = [station for station in found if index.at(station.lon, station.lat)]
    return found


def basin_of(station: Station, network: RiverNetwork) -> str:
    """Return the basin that a station lies in; where no river is known, the river it names; empty without one."""
    return network.basin_of(str(station.id)) or station.river


def _check_basins(rule: Rule, registry: Registry, network: RiverNetwork) -> None:
    known = {*network.basins(), *(basin_of(station, network) for station in registry.stations.values())} - {""}
    for name in rule.scope.basins:
        if name not in known:
            detail = f'scope.basins names unknown basin "{name}"{suggestion(name, sorted(known))}'
            raise RuleError(detail, origin=f"rule {rule.id}")


def fence_of(rule: Rule, id_: str, *, key: str, fences: Mapping[str, Fence]) -> Fence:
    """Return the fence that a rule names under ``key``.

    Raises:
        RuleError: If there is none.
    """
    try:
        return fences[id_]
    except KeyError:
        detail = f'{key} names unknown fence "{id_}"{suggestion(id_, fences)}'
        raise RuleError(detail, origin=f"rule {rule.id}") from None


def _named(rule: Rule, registry: Registry) -> list[Station]:
    found = []
    for name in rule.scope.stations:
        station = registry.stations.get(StationId(name))
        if station is None:
            detail = f'scope.stations names unknown station "{name}"{suggestion(name, registry.stations)}'
            raise RuleError(detail, origin=f"rule {rule.id}")
        found.append(station)
    return found


def _measures(station: Station, scope: Scope, registry: Registry) -> bool:
    return set(scope.properties) <= (registry.channels_of(station.id) or {}).keys()
