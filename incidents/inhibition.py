"""Inhibition: which incident stands for which others, e.g. a dam for the gauges below it. Pure.

A rule of inhibition is a document. The one stood for stays on the board, marked with whose place it is in; nothing goes
out about it until the one that stands for it ends. Three things keep that from hiding a danger:

* what is at a higher level than the one that would stand for it always speaks;
* what is silenced stands for nothing: somebody must speak;
* rules that could have incidents silence each other in a circle are refused (``incidents.inhibition_document``).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

from geo.division import ancestors, covers
from incidents.incident import IncidentKind
from sensing.level import Level

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from geo.river_network import RiverNetwork
    from incidents.incident import Incident, IncidentId


class Relation(StrEnum):
    """How the one that is stood for lies to the one that stands for it."""

    #: Its station lies below the other's on a river.
    DOWNSTREAM = "downstream"
    #: In the same division, by its full code.
    SAME_DIVISION = "same_division"
    #: At the same station.
    SAME_STATION = "same_station"
    #: In the subtree of the other's division: what a city tells stands for what its counties would.
    WITHIN = "within"


@dataclass(frozen=True, slots=True, kw_only=True)
class Match:
    """Which incidents are meant; every given condition must hold."""

    #: Beginnings of hazard codes; empty: any.
    hazards: tuple[str, ...] = ()
    #: Ids of rules; empty: any.
    rules: tuple[str, ...] = ()
    #: Least level.
    level: Level = Level.BLUE

    def holds(self, incident: Incident) -> bool:
        """Return whether an incident is meant."""
        return (
            incident.level >= self.level
            and (not self.hazards or incident.hazard.startswith(self.hazards))
            and (not self.rules or incident.rule in self.rules)
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Inhibition:
    """One rule of inhibition."""

    id: str
    title_zh: str
    title_en: str
    source: Match
    target: Match
    relation: Relation


@dataclass(frozen=True, slots=True, kw_only=True)
class Around:
    """Where to look for incidents that others have to do with."""

    stations: frozenset[str] = frozenset()
    divisions: frozenset[str] = frozenset()
    #: Divisions with everything that lies in them.
    subtrees: frozenset[str] = frozenset()

    def __bool__(self) -> bool:
        """Return whether there is anywhere to look."""
        return bool(self.stations or self.divisions or self.subtrees)

    def holds(self, incident: Incident) -> bool:
        """Return whether an incident is there."""
        return (
            incident.station in self.stations
            or incident.division in self.divisions
            or any(covers(code, incident.division) for code in self.subtrees)
        )


@dataclass(slots=True, kw_only=True)
class _Places:
    stations: set[str] = field(default_factory=set)
    divisions: set[str] = field(default_factory=set)
    subtrees: set[str] = field(default_factory=set)

    def around(self) -> Around:
        """Return all of them."""
        return Around(
            stations=frozenset(self.stations),
            divisions=frozenset(self.divisions),
            subtrees=frozenset(self.subtrees),
        )


def around_sources(changed: Iterable[Incident], inhibitions: Sequence[Inhibition], *, network: RiverNetwork) -> Around:
    """Return where the incidents are that these may stand for, or have stood for until now."""
    places = _Places()
    for incident in changed:
        for inhibition in inhibitions:
            # Its level may just have fallen, and whom it stood for must be looked at all the same.
            if _is_meant(inhibition.source, incident):
                _look(places, incident, inhibition.relation, network=network, is_down=True)
    return places.around()


def around_targets(targets: Iterable[Incident], inhibitions: Sequence[Inhibition], *, network: RiverNetwork) -> Around:
    """Return where the incidents are that may stand for these."""
    places = _Places()
    for incident in targets:
        for inhibition in inhibitions:
            if _is_meant(inhibition.target, incident):
                _look(places, incident, inhibition.relation, network=network, is_down=False)
    return places.around()


def _is_meant(match: Match, incident: Incident) -> bool:
    return (not match.hazards or incident.hazard.startswith(match.hazards)) and (
        not match.rules or incident.rule in match.rules
    )


def _look(places: _Places, incident: Incident, relation: Relation, *, network: RiverNetwork, is_down: bool) -> None:
    match relation:
        case Relation.SAME_DIVISION:
            places.divisions.add(incident.division)
        case Relation.WITHIN if is_down:
            places.subtrees.update(ancestors(incident.division)[-1:])
        case Relation.WITHIN:
            places.divisions.update(ancestors(incident.division))
        case Relation.SAME_STATION if incident.station:
            places.stations.add(incident.station)
        case Relation.DOWNSTREAM if incident.station:
            reach = network.downstream if is_down else network.upstream
            places.stations.update(passage.station for passage in reach(incident.station))
        case _:
            # An area has no station.
            pass


def inhibitors(
    targets: Iterable[Incident],
    sources: Sequence[Incident],
    inhibitions: Sequence[Inhibition],
    *,
    network: RiverNetwork,
) -> dict[IncidentId, tuple[Incident, ...]]:
    """Return who stands for each of these incidents, by id, those in order of their ids.

    Args:
        targets: Incidents that may be stood for.
        sources: Incidents that may stand for them.
        inhibitions: The rules.
        network: The rivers.
    """
    found: dict[IncidentId, tuple[Incident, ...]] = {}
    at = _Index(sources)
    for target in targets:
        standing = {
            source.id: source
            for inhibition in inhibitions
            if target.kind is IncidentKind.HAZARD and target.level and inhibition.target.holds(target)
            for source in at.related(target, inhibition.relation, network=network)
            if _stands_for(source, target, inhibition)
        }
        found[target.id] = tuple(standing[key] for key in sorted(standing))
    return found


def _stands_for(source: Incident, target: Incident, inhibition: Inhibition) -> bool:
    return (
        source.id != target.id
        and source.is_open
        and source.kind is IncidentKind.HAZARD
        and not source.silenced_by
        and source.level >= target.level
        and inhibition.source.holds(source)
    )


class _Index:
    """Incidents by station and by division."""

    def __init__(self, incidents: Iterable[Incident]) -> None:
        self._stations: dict[str, list[Incident]] = {}
        self._divisions: dict[str, list[Incident]] = {}
        for incident in incidents:
            if incident.station:
                self._stations.setdefault(incident.station, []).append(incident)
            self._divisions.setdefault(incident.division, []).append(incident)

    def related(self, target: Incident, relation: Relation, *, network: RiverNetwork) -> list[Incident]:
        """Return those to which a target lies in a relation."""
        if relation is Relation.SAME_DIVISION:
            return self._divisions.get(target.division, [])
        if relation is Relation.WITHIN:
            return [source for code in ancestors(target.division) for source in self._divisions.get(code, ())]
        if not target.station:
            return []
        if relation is Relation.SAME_STATION:
            return self._stations.get(target.station, [])
        above = (passage.station for passage in network.upstream(target.station))
        return [source for station in above for source in self._stations.get(station, ())]
