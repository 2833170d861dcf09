"""The compiler: rules and the registry in, a Program out.

What a document alone cannot tell is checked here: stations, fences and properties that a rule names must
exist. A station that is only swept in by kind, division or fence and lacks the property is skipped.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from typing import TYPE_CHECKING

import numpy as np
import shapely

from rules.errors import RuleError
from rules.program import ENDLESS, LEVELS, InsideTable, Links, Program, SilenceTable, ThresholdTable
from rules.rule import Direction, Inside, Rule, Silence, Threshold
from rules.scope import fence_of, stations_of
from rules.transition import Target
from sensing.instant import span_micros
from sensing.level import LADDER
from sensing.quality import Quality

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from geo.fence import Fence
    from rules.rule import Condition, Scope
    from sensing.batch import BoolArray
    from sensing.station import Channel, Registry, Station


def compile_rules(rules: Sequence[Rule], *, registry: Registry, fences: Sequence[Fence] = ()) -> Program:
    """Return the program that judges with the enabled rules.

    Raises:
        RuleError: If two rules have the same id, or one names a station, fence or property that is not there.
    """
    sources = _Sources(registry=registry, fences={str(fence.id): fence for fence in fences})
    enabled = tuple(rule for rule in _distinct(rules) if rule.is_enabled)
    size = max(registry.channels, default=-1) + 1
    return Program(
        rules=enabled,
        size=size,
        thresholds=_thresholds(enabled, sources, size),
        silences=_silences(enabled, sources, size),
        insides=_insides(enabled, sources, size),
    )


def _distinct(rules: Sequence[Rule]) -> Sequence[Rule]:
    seen: set[str] = set()
    for rule in rules:
        if rule.id in seen:
            raise RuleError("two rules have this id", origin=f"rule {rule.id}")
        seen.add(rule.id)
    return rules


@dataclass(frozen=True, slots=True, kw_only=True)
class _Sources:
    """What rules are compiled against; equal scopes are looked up once."""

    registry: Registry
    fences: Mapping[str, Fence]
    found: dict[Scope, list[Station]] = field(default_factory=dict)

    def stations(self, rule: Rule) -> list[Station]:
        if rule.scope not in self.found:
            self.found[rule.scope] = stations_of(rule, registry=self.registry, fences=self.fences)
        return self.found[rule.scope]

    def channels(self, rule: Rule, key: str) -> Iterable[Channel]:
        """Yield the channel that measures a property at each station of a rule."""
        for station in self.stations(rule):
            channels = self.registry.channels_of(station.id) or {}
            if key in channels:
                yield channels[key]
            elif str(station.id) in rule.scope.stations:
                measured = ", ".join(channels) or "nothing"
                detail = f'station "{station.id}" does not measure "{key}", it measures {measured}'
                raise RuleError(detail, origin=f"rule {rule.id}")


def _numbered(rules: tuple[Rule, ...]) -> Iterable[tuple[int, Rule, Condition]]:
    return ((place, rule, rule.when) for place, rule in enumerate(rules))


def _thresholds(rules: tuple[Rule, ...], sources: _Sources, size: int) -> ThresholdTable:
    rows = [
        (place, channel)
        for place, rule, when in _numbered(rules)
        if isinstance(when, Threshold)
        for channel in sources.channels(rule, when.property)
    ]
    place = np.array([row[0] for row in rows], dtype=np.int32)
    datastream = np.array([row[1].number for row in rows], dtype=np.int32)
    ladders = [_Ladder.of(rule.when) if isinstance(rule.when, Threshold) else _Ladder() for rule in rules]
    threshold = np.array([ladder.threshold for ladder in ladders]).reshape(-1, LEVELS)[place]
    sign = np.array([ladder.sign for ladder in ladders], dtype=np.float64)[place]
    trigger = threshold.min(axis=1, initial=np.inf)
    low, high = np.full(size, -np.inf), np.full(size, np.inf)
    np.minimum.at(high, datastream[sign > 0], trigger[sign > 0])
    np.maximum.at(low, datastream[sign < 0], -trigger[sign < 0])
    return ThresholdTable(
        rule=place,
        target=tuple(Target(channel.station) for _, channel in rows),
        datastream=datastream,
        sign=sign,
        threshold=threshold,
        clear=np.array([ladder.clear for ladder in ladders]).reshape(-1, LEVELS)[place],
        trigger=trigger,
        hold=np.repeat(np.array([ladder.hold for ladder in ladders], dtype=np.int64)[place, None], LEVELS, axis=1),
        clear_for=np.repeat(
            np.array([ladder.clear_for for ladder in ladders], dtype=np.int64)[place, None], LEVELS, axis=1
        ),
        silent_after=np.array([channel.silent_after for _, channel in rows], dtype=np.int64),
        trusts=_trusts(rules)[place],
        slots=_links(datastream, np.arange(len(rows)), rows=size),
        low=low,
        high=high,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Ladder:
    """A threshold condition in signed numbers."""

    sign: float = 1.0
    threshold: tuple[float, ...] = (np.inf,) * LEVELS
    clear: tuple[float, ...] = (-np.inf,) * LEVELS
    hold: int = 0
    clear_for: int = 0

    @classmethod
    def of(cls, when: Threshold) -> _Ladder:
        sign = 1 if when.direction is Direction.ABOVE else -1
        # Decimal, as the officer reckons: 0.3 - 0.1 must be 0.2, so that a reading of 0.2 counts as cleared.
        signed = {level: sign * Decimal(repr(float(value))) for level, value in when.levels.items()}
        by = Decimal(repr(float(when.clear_by)))
        return cls(
            sign=float(sign),
            threshold=tuple(float(signed.get(level, Decimal("Infinity"))) for level in LADDER),
            clear=tuple(float(signed[level] - by) if level in signed else -np.inf for level in LADDER),
            hold=span_micros(when.hold),
            clear_for=span_micros(when.clear_for),
        )


def _silences(rules: tuple[Rule, ...], sources: _Sources, size: int) -> SilenceTable:
    rows: list[tuple[int, Silence, str, list[int]]] = []
    for place, rule, when in _numbered(rules):
        if isinstance(when, Silence):
            rows += [(place, when, target, members) for target, members in _listened(rule, when, sources)]
    slot = np.repeat(np.arange(len(rows)), [len(row[3]) for row in rows]).astype(np.int64)
    member = np.array([number for row in rows for number in row[3]], dtype=np.int64)
    after = np.array([span_micros(row[1].after) for row in rows], dtype=np.int64)
    rule_of = np.array([row[0] for row in rows], dtype=np.int32)
    policies = tuple(dict.fromkeys(_trusted(rules[row[0]]) for row in rows))
    policy = np.array([policies.index(_trusted(rules[row[0]])) for row in rows], dtype=np.int64)
    gap = np.full((len(policies), size), ENDLESS, dtype=np.int64)
    np.minimum.at(gap, (policy[slot], member), after[slot])
    return SilenceTable(
        rule=rule_of,
        target=tuple(Target(row[2]) for row in rows),
        level=np.array([row[1].level for row in rows], dtype=np.int8),
        after=after,
        trusts=_trusts(rules)[rule_of],
        members=_links(slot, member, rows=len(rows)),
        slots=_links(member, slot, rows=size),
        policies=policies,
        gap=gap,
    )


def _listened(rule: Rule, when: Silence, sources: _Sources) -> Iterable[tuple[str, list[int]]]:
    """Yield each station of a silence rule with the datastreams that are listened to."""
    if when.property:
        for channel in sources.channels(rule, when.property):
            yield channel.station, [channel.number]
        return
    for station in sources.stations(rule):
        channels = sources.registry.channels_of(station.id) or {}
        if channels:
            yield station.id, [channel.number for channel in channels.values()]


def _insides(rules: tuple[Rule, ...], sources: _Sources, size: int) -> InsideTable:
    rows: list[tuple[int, Inside, Station]] = []
    fences: dict[str, Fence] = {}
    for place, rule, when in _numbered(rules):
        if isinstance(when, Inside):
            fences[when.fence] = fence_of(rule, when.fence, key="when.fence", fences=sources.fences)
            rows += [(place, when, station) for station in sources.stations(rule)]
    number = {id_: place for place, id_ in enumerate(fences)}
    geometry = np.array([fence.geometry for fence in fences.values()], dtype=object)
    shapely.prepare(geometry)
    members = [
        (channel.number, slot)
        for slot, (_, _, station) in enumerate(rows)
        for channel in (sources.registry.channels_of(station.id) or {}).values()
    ]
    place_of = np.array([row[0] for row in rows], dtype=np.int32)
    return InsideTable(
        rule=place_of,
        target=tuple(Target(station.id) for _, _, station in rows),
        level=np.array([when.level for _, when, _ in rows], dtype=np.int8),
        fence=np.array([number[when.fence] for _, when, _ in rows], dtype=np.int64),
        geometry=geometry,
        bounds=shapely.bounds(geometry).reshape(-1, 4),
        fence_id=tuple(fences),
        trusts=_trusts(rules)[place_of],
        slots=_links([pair[0] for pair in members], [pair[1] for pair in members], rows=size),
    )


def _trusts(rules: tuple[Rule, ...]) -> BoolArray:
    trusts = np.array([[quality in rule.quality for quality in Quality] for rule in rules], dtype=np.bool_)
    return trusts.reshape(-1, len(Quality))


def _trusted(rule: Rule) -> tuple[Quality, ...]:
    return tuple(quality for quality in Quality if quality in rule.quality)


def _links(row: object, number: object, *, rows: int) -> Links:
    """Return links from parallel columns (row, number), keeping the order within a row."""
    row_column = np.asarray(row, dtype=np.int64)
    order = np.argsort(row_column, kind="stable")
    count = np.bincount(row_column, minlength=rows) if len(row_column) else np.zeros(rows, dtype=np.int64)
    offset = np.concatenate([[0], np.cumsum(count)]).astype(np.int64)
    return Links(offset=offset, number=np.asarray(number, dtype=np.int64)[order])
