"""Sharing: which part of the rules each partition judges, and which rules no partition can judge alone. Pure.

Most rules look at one station, and every partition judges its own. A rule that takes several stations together is
judged where all of them are. One whose stations lie in several partitions is *city-wide*. What only counts the votes of
other rules is judged *apart*, by what the partitions told; what needs readings of several is judged by no worker, and
everybody is told. What only looks around (a guard, a radius) is judged with what its partition sees, and told as well.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from fenghuo.cluster.spanning import Spanning, Why
from geo.index import FenceIndex
from rules.composite.condition import Area
from rules.errors import RuleError
from rules.feature.trend import Trend
from rules.guard.beside import narrowed_to
from rules.guard.table import asks
from rules.rule import Composite, Fenced, Scope, Sighted
from rules.scope import basin_of, fence_of
from sensing.station import StationId, StationKind

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from fenghuo.cluster.layout import Layout
    from rules.rule import Rule
    from rules.sources import Sources
    from sensing.station import Station


@dataclass(frozen=True, slots=True, kw_only=True)
class _Together:
    """Stations that a rule takes together."""

    why: Why
    #: What it judges with them: a target, or empty where every target of the rule is meant.
    target: str
    stations: tuple[Station, ...]


@dataclass(slots=True, kw_only=True)
class Sharing:
    """How some rules are shared out over the partitions of a layout."""

    layout: Layout
    #: All stations, fences and rivers.
    sources: Sources
    rules: Sequence[Rule]
    #: Rules that need more than one partition, by id.
    spanning: dict[str, Spanning] = field(init=False)
    #: Where a rule judges a target that is no station; of no target: where it judges at all.
    _homes: dict[tuple[str, str], int] = field(init=False, default_factory=dict)

    def __post_init__(self) -> None:
        """Find out what belongs together."""
        known: dict[str, Rule] = {str(rule.id): rule for rule in self.rules}
        self.spanning = {}
        for rule in self.rules:
            for together in _together(rule, known=known, sources=self.sources):
                self._note(rule, together)
        while self._follow():
            pass

    def _follow(self) -> bool:
        """Put apart what counts the votes of what is apart; return whether there was any."""
        apart = {str(rule): found for rule, found in self.spanning.items() if found.why.is_apart}
        new: dict[str, Spanning] = {}
        for rule in self.rules:
            if isinstance(rule.when, Composite) and str(rule.id) not in apart:
                below = [apart[member.rule] for member in rule.when.need.members() if member.rule in apart]
                if below:
                    new[str(rule.id)] = replace(below[0], rule=str(rule.id))
        self.spanning |= new
        return bool(new)

    def _note(self, rule: Rule, together: _Together) -> None:
        partitions = sorted({self.layout.partition_of(each.division) for each in together.stations})
        if len(partitions) == 1 and together.why is not Why.GUARD:
            self._homes[str(rule.id), together.target] = partitions[0]
        if len(partitions) > 1:
            found = self.spanning.get(str(rule.id))
            if found is None or found.why.is_judged:
                groups = sorted({self.layout.group_of(each.division) for each in together.stations})
                self.spanning[str(rule.id)] = Spanning(
                    rule=str(rule.id), why=together.why, partitions=tuple(partitions), groups=tuple(groups)
                )

    @property
    def city_wide(self) -> list[Spanning]:
        """Return the rules that no worker judges, by id."""
        return [each for _, each in sorted(self.spanning.items()) if not (each.why.is_judged or each.why.is_apart)]

    @property
    def apart(self) -> frozenset[str]:
        """Return the ids of the rules that one worker judges for all."""
        return frozenset(rule for rule, found in self.spanning.items() if found.why.is_apart)

    def is_in(self, partition: int, station: Station) -> bool:
        """Return whether a station belongs to a partition."""
        return self.layout.partition_of(station.division) == partition

    def narrowed(self, rule: Rule, partition: int) -> Rule:
        """Return a rule as one partition judges it; disabled where it does not, so that others may still name it."""
        spanning = self.spanning.get(str(rule.id))
        home = self._homes.get((str(rule.id), ""), partition)
        if (spanning is not None and not spanning.why.is_judged) or home != partition:
            return replace(rule, is_enabled=False)
        if isinstance(rule.when, Composite) or not _names_stations(rule):
            return rule
        try:
            stations = self.sources.stations(rule)
        except RuleError:
            # Compiling it says what is wrong with it.
            return rule
        own = [str(station.id) for station in stations if self.is_in(partition, station)]
        return narrowed_to(rule, own) if own else replace(rule, is_enabled=False)

    def is_own(self, partition: int, *, rule: str, target: str, division: str) -> bool:
        """Return whether a partition answers for what a rule said of a target.

        Args:
            partition: Number of the partition.
            rule: Id of the rule; one that is not among ours has been removed.
            target: What it judged.
            division: Where that is.
        """
        spanning = self.spanning.get(rule)
        if spanning is not None and not spanning.why.is_judged:
            return False
        station = self.sources.registry.stations.get(StationId(target))
        if station is not None:
            return self.is_in(partition, station)
        home = self._homes.get((rule, target), self._homes.get((rule, "")))
        return (self.layout.partition_of(division) if home is None else home) == partition


def _names_stations(rule: Rule) -> bool:
    """Return whether a rule names stations or basins that a partition may not know."""
    return bool(rule.scope.stations or rule.scope.basins or getattr(rule.when, "stations", None))


def _together(rule: Rule, *, known: Mapping[str, Rule], sources: Sources) -> Iterator[_Together]:
    """Yield the stations that a rule takes together; nothing of a rule that does not compile."""
    try:
        if isinstance(rule.when, Composite):
            yield from _of_composite(rule, rule.when, known=known, sources=sources)
        elif (isinstance(rule.when, Fenced) and rule.when.followed.classes) or (
            isinstance(rule.when, Sighted) and (rule.when.zone or rule.when.radius_m)
        ):
            yield from _of_sightings(rule, sources=sources)
        else:
            yield from _of_river(rule, sources=sources)
    except RuleError:
        return


def _of_composite(rule: Rule, when: Composite, *, known: Mapping[str, Rule], sources: Sources) -> Iterator[_Together]:
    found: dict[str, dict[str, Station]] = {}
    allowed = None if rule.scope == Scope() else {str(each.id) for each in sources.stations(rule)}
    area_of = _areas(rule, when, sources)
    for station in _voters(when, known=known, sources=sources, path=(str(rule.id),)):
        if allowed is None or str(station.id) in allowed:
            for area in area_of(station):
                found.setdefault(area, {})[str(station.id)] = station
    for area, stations in found.items():
        yield _Together(why=Why.VOTES, target=area, stations=tuple(stations.values()))


def _voters(
    when: Composite, *, known: Mapping[str, Rule], sources: Sources, path: tuple[str, ...]
) -> Iterator[Station]:
    """Yield the stations whose rules vote, at any depth."""
    for member in when.need.members():
        rule = known.get(member.rule)
        if rule is None or member.rule in path:
            continue
        if isinstance(rule.when, Composite):
            yield from _voters(rule.when, known=known, sources=sources, path=(*path, member.rule))
        else:
            yield from sources.stations(rule)


def _areas(rule: Rule, when: Composite, sources: Sources) -> Callable[[Station], Iterable[str]]:
    """Return what says to which areas of a composite a station belongs; those within a county need nobody else."""
    if when.area is Area.WHOLE:
        return lambda _: (str(rule.id),)
    if when.area is Area.CITY:
        return lambda station: (station.division[:4].ljust(12, "0"),)
    if when.area is Area.BASIN:
        return lambda station: filter(None, (basin_of(station, sources.network),))
    if when.area is Area.FENCE:
        fences = [fence_of(rule, name, key="when.fences", fences=sources.fences) for name in when.fences]
        index = FenceIndex(fences)
        return lambda station: [str(fence.id) for fence in index.at(station.lon, station.lat)]
    return lambda _: ()


def _of_sightings(rule: Rule, *, sources: Sources) -> Iterator[_Together]:
    """Yield everybody who may report into the area: who counts is known when he does."""
    stations = sources.stations(rule)
    is_around = isinstance(rule.when, Sighted) and bool(rule.when.radius_m)
    cameras = tuple(each for each in stations if each.kind is StationKind.CAMERA and not is_around)
    if reporters := cameras or tuple(stations):
        yield _Together(why=Why.SIGHTINGS, target="", stations=reporters)


def _of_river(rule: Rule, *, sources: Sources) -> Iterator[_Together]:
    above = rule.when.upstream.station if isinstance(rule.when, Trend) and rule.when.upstream else ""
    for station in sources.stations(rule):
        gauge = sources.registry.stations.get(StationId(above))
        if gauge is not None:
            yield _Together(why=Why.UPSTREAM, target=str(station.id), stations=(station, gauge))
    if asks(rule.when):
        for station in sources.stations(rule):
            above_it = sources.network.upstream(str(station.id))
            up = (sources.registry.stations.get(StationId(each.station)) for each in above_it)
            yield _Together(why=Why.GUARD, target=str(station.id), stations=(station, *filter(None, up)))
