"""The fence table: which area each moving station is watched against, and how."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from geo.index import FenceIndex
from rules.column import ENDLESS, Links, ObjectArray
from rules.fence.area import span_of
from rules.fence.condition import Fenced, Inside, On
from rules.fence.thing.table import area_of
from rules.sources import trusts
from rules.transition import Target
from sensing.instant import span_micros

if TYPE_CHECKING:
    from collections.abc import Collection

    from rules.fence.area import Area
    from rules.rule import Rule
    from rules.sources import Sources
    from sensing.batch import BoolArray, FloatArray, Int32Array, IntArray, SmallArray
    from sensing.level import Level
    from sensing.station import Station


@dataclass(frozen=True, slots=True, kw_only=True)
class FenceTable:
    """One row per fence rule and station."""

    rule: Int32Array
    target: tuple[Target, ...]
    #: ``Level`` while raised, int8, shape (n,).
    level: SmallArray
    #: The condition of each slot, length n.
    when: tuple[Fenced, ...]
    #: Place of the area in ``areas``, int64, shape (n,).
    area: IntArray
    #: Whether crossings count, shape (n,).
    crosses: BoolArray
    #: How long it must have been inside, µs, ENDLESS where that does not count, int64, shape (n,).
    dwell: IntArray
    #: µs without a position after which dwelling no longer completes by the clock, int64, shape (n,).
    silent_after: IntArray
    areas: tuple[Area, ...]
    #: West, south, east, north of each area, shape (areas, 4).
    bounds: FloatArray
    index: FenceIndex
    #: From the number of a fence in ``index`` to its areas.
    areas_of: Links
    #: First instant of each fence, and the first one after it, µs, by number in ``index``.
    begins: IntArray
    ends: IntArray
    trusts: BoolArray
    #: Slots of each datastream.
    slots: Links

    def streams_of(self, slots: IntArray) -> ObjectArray:
        """Return the datastreams of some slots, each as bytes that tell them apart."""
        stream = np.repeat(np.arange(len(self.slots.offset) - 1), np.diff(self.slots.offset))
        watched = Links.between(self.slots.number, stream, rows=len(self.target))
        found = np.empty(len(slots), dtype=object)
        found[:] = [watched.number[watched.offset[slot] : watched.offset[slot + 1]].tobytes() for slot in slots]
        return found

    def reaching(self, level: Level) -> frozenset[Target]:
        """Return what can be raised to ``level`` or a higher one."""
        return frozenset(self.target[slot] for slot in np.flatnonzero(self.level >= int(level)))


def compile_table(rules: tuple[Rule, ...], sources: Sources) -> FenceTable:
    """Return the slots of the fence rules that watch stations; the event table has those that follow things.

    Raises:
        RuleError: If a rule names what is not there, or asks for the side of a fence that was not drawn as a line.
    """
    rows: list[tuple[int, Fenced, Station]] = []
    areas: dict[tuple[str, ...], Area] = {}
    for place, rule in enumerate(rules):
        if isinstance(rule.when, Inside | Fenced) and (when := rule.when.whole).events is None:
            areas.setdefault(when.fences, area_of(rule, when, sources.fences))
            rows += [(place, when, station) for station in sources.stations(rule)]
    members = [
        (channel.number, slot)
        for slot, (_, _, station) in enumerate(rows)
        for channel in (sources.registry.channels_of(station.id) or {}).values()
    ]
    number = {fences: place for place, fences in enumerate(areas)}
    index = _index(areas.values(), sources.known_fences)
    place_of = np.array([row[0] for row in rows], dtype=np.int32)
    return FenceTable(
        rule=place_of,
        target=tuple(Target(station.id) for _, _, station in rows),
        level=np.array([when.level for _, when, _ in rows], dtype=np.int8),
        when=tuple(when for _, when, _ in rows),
        area=np.array([number[when.fences] for _, when, _ in rows], dtype=np.int64),
        crosses=np.array([when.on is On.CROSS for _, when, _ in rows], dtype=np.bool_),
        dwell=np.array([_dwell(when) for _, when, _ in rows], dtype=np.int64),
        silent_after=np.array([_silent_after(station, sources) for _, _, station in rows], dtype=np.int64),
        areas=tuple(areas.values()),
        bounds=np.array([area.bounds for area in areas.values()]).reshape(-1, 4),
        index=index,
        areas_of=_areas_of(index, areas.values()),
        begins=np.array([span_of(fence)[0] for fence in index.fences], dtype=np.int64),
        ends=np.array([span_of(fence)[1] for fence in index.fences], dtype=np.int64),
        trusts=trusts(rules)[place_of],
        slots=Links.between([pair[0] for pair in members], [pair[1] for pair in members], rows=sources.size),
    )


def _index(areas: Collection[Area], known: FenceIndex | None) -> FenceIndex:
    fences = {fence.id: fence for area in areas for fence in area.fences}
    return FenceIndex(fences.values()) if known is None else known.moved_to(fences.values())


def _areas_of(index: FenceIndex, areas: Collection[Area]) -> Links:
    pairs = [(index.number(fence.id), place) for place, area in enumerate(areas) for fence in area.fences]
    return Links.between([pair[0] for pair in pairs], [pair[1] for pair in pairs], rows=len(index.fences))


def _dwell(when: Fenced) -> int:
    return span_micros(when.dwell) if when.on is On.DWELL else ENDLESS


def _silent_after(station: Station, sources: Sources) -> int:
    channels = sources.registry.channels_of(station.id) or {}
    return max((channel.silent_after for channel in channels.values()), default=0)


def is_same_place(before: FenceTable, after: FenceTable, source: IntArray, target: IntArray) -> BoolArray:
    """Return which slots, given as pairs of both tables, watch the same datastreams against the same fences."""
    pairs, place = np.unique(np.stack([before.area[source], after.area[target]], axis=1), axis=0, return_inverse=True)
    equal = [before.areas[one].fences == after.areas[other].fences for one, other in pairs.tolist()]
    same: BoolArray = np.array(equal, dtype=np.bool_)[place.reshape(-1)]
    same &= before.streams_of(source) == after.streams_of(target)
    return same
