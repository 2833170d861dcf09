"""Which stations a rule judges."""

from __future__ import annotations

from typing import TYPE_CHECKING

from geo.division import prefix_of
from geo.index import FenceIndex
from rules.errors import RuleError
from sensing.errors import suggestion
from sensing.station import StationId

if TYPE_CHECKING:
    from collections.abc import Mapping

    from geo.fence import Fence
    from rules.rule import Rule, Scope
    from sensing.station import Registry, Station


def stations_of(rule: Rule, *, registry: Registry, fences: Mapping[str, Fence]) -> list[Station]:
    """Return the stations that a rule judges, in the registry's order, or in the order the rule names them.

    Raises:
        RuleError: If the rule names a station or a fence that does not exist.
    """
    scope = rule.scope
    found = _named(rule, registry) if scope.stations else list(registry.stations.values())
    prefixes = tuple(prefix_of(division) for division in scope.divisions)
    if prefixes:
        found = [station for station in found if station.division.startswith(prefixes)]
    if scope.kinds:
        found = [station for station in found if station.kind.value in scope.kinds]
    if scope.properties:
        found = [station for station in found if _measures(station, scope, registry)]
    if scope.fence:
        index = FenceIndex([fence_of(rule, scope.fence, key="scope.fence", fences=fences)])
        found = [station for station in found if index.at(station.lon, station.lat)]
    return found


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
