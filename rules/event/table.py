"""The event table: which sightings each slot heeds, and what it asks for."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

import numpy as np
import shapely
from pyproj import Geod

from rules.column import FOREVER
from rules.event.condition import Distinct, Sighted
from rules.event.terms import Terms
from rules.fence.condition import Fenced
from rules.fence.thing.table import area_of, passage_of
from rules.place import Place, place_of_fence
from rules.scope import fence_of
from rules.transition import Target
from sensing.instant import span_micros

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping
    from datetime import timedelta

    from shapely.geometry.base import BaseGeometry

    from rules.event.demand import Demand
    from rules.rule import Rule
    from rules.sources import Sources
    from sensing.batch import Int32Array
    from sensing.event import SensedEvent
    from sensing.station import Registry, Station

_GEOD: Final = Geod(ellps="WGS84")


@dataclass(frozen=True, slots=True, kw_only=True)
class Heed:
    """Where a slot looks."""

    #: Stations whose sightings count; None for any.
    stations: frozenset[str] | None = None
    #: Prepared; None where no fence is asked for.
    area: BaseGeometry | None = None
    #: Longitude, latitude, degrees, and distance around it, m; None where no distance is asked for.
    circle: tuple[float, float, float] | None = None

    def holds(self, event: SensedEvent) -> bool:
        """Return whether a sighting is one that the slot looks at."""
        if self.stations is not None and event.station not in self.stations:
            return False
        if self.area is not None:
            return bool(shapely.intersects_xy(self.area, event.lon, event.lat))
        if self.circle is None:
            return True
        lon, lat, radius = self.circle
        return bool(_GEOD.inv(lon, lat, event.lon, event.lat)[2] <= radius)


@dataclass(frozen=True, slots=True, kw_only=True)
class Camera:
    """How a station is heard that may see something."""

    #: Numbers of its datastreams.
    datastreams: tuple[int, ...]
    #: µs without anything after which it is away; FOREVER where it has no datastream.
    silent_after: int


@dataclass(frozen=True, slots=True, kw_only=True)
class EventTable:
    """One row per event rule and zone or station, and per fence rule that follows things."""

    rule: Int32Array
    target: tuple[Target, ...]
    terms: tuple[Demand, ...]
    heeds: tuple[Heed, ...]
    #: Where the slot is, told with every transition; empty where the target is a station.
    places: tuple[Place, ...]
    #: Slots by class, for sightings of any station.
    anywhere: Mapping[str, tuple[int, ...]] = field(repr=False)
    #: Slots by class and station.
    at_station: Mapping[tuple[str, str], tuple[int, ...]] = field(repr=False)
    #: By station id.
    cameras: Mapping[str, Camera] = field(repr=False)

    def watched_by(self, station: str) -> list[int]:
        """Return the slots that a station's sightings, or what is seen around it, may concern."""
        return [
            slot
            for slot, (target, heed) in enumerate(zip(self.target, self.heeds, strict=True))
            if str(target) == station or (self.places[slot] and (heed.stations is None or station in heed.stations))
        ]

    def slots_of(self, event: SensedEvent) -> list[int]:
        """Return the slots that a sighting concerns."""
        slots = (*self.anywhere.get(event.kind, ()), *self.at_station.get((event.kind, event.station), ()))
        return [slot for slot in slots if self.heeds[slot].holds(event)]


@dataclass(slots=True, kw_only=True)
class _Rows:
    """Slots being gathered."""

    rule: list[int] = field(default_factory=list)
    target: list[Target] = field(default_factory=list)
    terms: list[Demand] = field(default_factory=list)
    heeds: list[Heed] = field(default_factory=list)
    places: list[Place] = field(default_factory=list)
    anywhere: dict[str, list[int]] = field(default_factory=dict)
    at_station: dict[tuple[str, str], list[int]] = field(default_factory=dict)

    def add(self, rule: int, target: str, terms: Demand, heed: Heed, place: Place | None = None) -> int:
        self.rule.append(rule)
        self.target.append(Target(target))
        self.terms.append(terms)
        self.heeds.append(heed)
        self.places.append(place or {})
        return len(self.rule) - 1


def compile_table(rules: tuple[Rule, ...], sources: Sources) -> EventTable:
    """Return the slots of the event rules, and of the fence rules that follow things.

    Raises:
        RuleError: If a rule names what is not there.
    """
    rows = _Rows()
    for place, rule in enumerate(rules):
        if isinstance(rule.when, Sighted):
            _add(rows, place, rule, rule.when, sources)
        elif isinstance(rule.when, Fenced) and rule.when.events is not None:
            _follow(rows, place, rule, sources, when=rule.when)
    return EventTable(
        rule=np.array(rows.rule, dtype=np.int32),
        target=tuple(rows.target),
        terms=tuple(rows.terms),
        heeds=tuple(rows.heeds),
        places=tuple(rows.places),
        anywhere={kind: tuple(slots) for kind, slots in rows.anywhere.items()},
        at_station={key: tuple(slots) for key, slots in rows.at_station.items()},
        cameras=_cameras(sources.registry) if rows.rule else {},
    )


def _add(rows: _Rows, place: int, rule: Rule, when: Sighted, sources: Sources) -> None:
    terms, stations = _terms(when, rule.lateness), sources.stations(rule)
    if when.zone:
        fence = fence_of(rule, when.zone, key="when.zone", fences=sources.fences)
        shapely.prepare(fence.geometry)
        heed = Heed(stations=_only(rule, stations), area=fence.geometry)
        slot = rows.add(place, when.zone, terms, heed, place_of_fence(fence, stations=stations))
        for kind in when.classes:
            rows.anywhere.setdefault(kind, []).append(slot)
        return
    for station in stations:
        slot = rows.add(place, str(station.id), terms, _around(station, when))
        for kind in when.classes:
            if when.radius_m:
                rows.anywhere.setdefault(kind, []).append(slot)
            else:
                rows.at_station.setdefault((kind, str(station.id)), []).append(slot)


def _follow(rows: _Rows, place: int, rule: Rule, sources: Sources, *, when: Fenced) -> None:
    """Add the one slot of a rule that follows things: the fences are its target, whoever tells of them."""
    area, stations = area_of(rule, when, sources.fences), sources.stations(rule)
    passage = passage_of(when, area, lateness=rule.lateness)
    where = place_of_fence(area.fences[0], stations=stations)
    slot = rows.add(place, "+".join(when.fences), passage, Heed(stations=_only(rule, stations)), where)
    for kind in when.followed.classes:
        rows.anywhere.setdefault(kind, []).append(slot)


def _only(rule: Rule, stations: Collection[Station]) -> frozenset[str] | None:
    """Return whose events count for an area; None for anybody's, where the rule has no scope."""
    return None if rule.scope == type(rule.scope)() else frozenset(str(station.id) for station in stations)


def _around(station: Station, when: Sighted) -> Heed:
    return Heed(circle=(station.lon, station.lat, when.radius_m) if when.radius_m else None)


def _terms(when: Sighted, lateness: timedelta) -> Terms:
    return Terms(
        steps=tuple(sorted(when.steps.items(), reverse=True)),
        window=span_micros(when.window),
        clear_after=span_micros(when.clear_after),
        counts_cameras=when.distinct is Distinct.CAMERAS,
        lateness=span_micros(lateness),
    )


def _cameras(registry: Registry) -> dict[str, Camera]:
    found = {}
    for station in registry.stations:
        channels = (registry.channels_of(station) or {}).values()
        found[str(station)] = Camera(
            datastreams=tuple(int(channel.number) for channel in channels),
            silent_after=min((channel.silent_after for channel in channels), default=FOREVER),
        )
    return found
