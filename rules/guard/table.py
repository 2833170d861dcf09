"""The guard table: which slots do not step down alone, and whose standing upstream holds them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from rules.errors import RuleError
from rules.feature.trend import Trend
from rules.silence.condition import Silence
from rules.threshold.ladder import Laddered
from rules.transition import RuleId, Target
from sensing.errors import suggestion
from sensing.level import LADDER, Level

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from rules.column import Table
    from rules.rule import Condition, Rule
    from rules.sources import Sources
    from rules.threshold.table import ThresholdTable

#: A slot of any kind.
Key = tuple[RuleId, Target]


@dataclass(frozen=True, slots=True, kw_only=True)
class GuardTable:
    """One row per ladder slot that asks for the guard and has anything upstream."""

    #: Slot in the threshold table, length n.
    slot: tuple[int, ...]
    keys: tuple[Key, ...]
    #: Slots of the same hazard upstream, length n.
    above: tuple[tuple[Key, ...], ...]
    #: Row of each guarded slot.
    own: Mapping[Key, int]
    #: Rows that each slot upstream holds.
    below: Mapping[Key, tuple[int, ...]]
    #: Slot in the threshold table of those upstream that have one.
    ladders: Mapping[Key, int]
    #: Lowest level at which a silence counts: that of a gauge that was lost while rising.
    least: Mapping[Key, Level]

    def __len__(self) -> int:
        """Return the number of rows."""
        return len(self.slot)

    def counted(self, key: Key, level: Level) -> Level:
        """Return the level at which a slot holds others that stands at some level."""
        return level if level >= self.least.get(key, LADDER[0]) else Level.NONE


def is_guarded(when: Condition, station: str) -> bool:
    """Return whether a condition does not step down alone at a station."""
    if isinstance(when, Trend):
        return when.clear_upstream
    return isinstance(when, Laddered) and when.clear_of(station).upstream


def asks(when: Condition) -> bool:
    """Return whether a condition does not step down alone at any station."""
    named = when.stations if isinstance(when, Laddered) else ()
    return any(is_guarded(when, station) for station in ("", *named))


def holder_level(when: Condition) -> Level | None:
    """Return the lowest level at which a rule upstream holds others; None: it never does."""
    # A gauge that simply stopped says nothing of the water; one that was lost while rising does.
    if isinstance(when, Silence):
        return when.rising.level if when.rising else None
    return LADDER[0]


def compile_table(
    rules: tuple[Rule, ...], sources: Sources, *, thresholds: ThresholdTable, others: Sequence[Table]
) -> GuardTable:
    """Return which slots are guarded.

    Args:
        rules: The rules that judge.
        sources: Stations and rivers.
        thresholds: The slots with ladders.
        others: The slots of the other kinds that judge stations.

    Raises:
        RuleError: If a rule asks for the guard and none of its stations lies on a river.
    """
    asking = {place for place, rule in enumerate(rules) if asks(rule.when)}
    for place in sorted(asking):
        _check_river(rules[place], sources)
    guarded = [
        (slot, place, target)
        for slot, (place, target) in enumerate(zip(thresholds.rule.tolist(), thresholds.target, strict=True))
        if place in asking and is_guarded(rules[place].when, str(target))
    ]
    holders = _holders(rules, {rules[place].hazard for _, place, _ in guarded}, tables=(thresholds, *others))
    above: dict[tuple[str, Target], tuple[Key, ...]] = {}
    for _, place, target in guarded:
        hazard = rules[place].hazard
        if (hazard, target) not in above:
            passed = [Target(each.station) for each in sources.network.upstream(str(target))]
            above[hazard, target] = tuple(key for other in passed for key in holders.get((hazard, other), ()))
    rows = [row for row in guarded if above[rules[row[1]].hazard, row[2]]]
    return _table(rows, rules, above, thresholds=thresholds)


def _table(
    rows: list[tuple[int, int, Target]],
    rules: tuple[Rule, ...],
    above: Mapping[tuple[str, Target], tuple[Key, ...]],
    *,
    thresholds: ThresholdTable,
) -> GuardTable:
    keys = [(rules[place].id, target) for _, place, target in rows]
    own_above = [above[rules[place].hazard, target] for _, place, target in rows]
    below: dict[Key, list[int]] = {}
    for row, holding in enumerate(own_above):
        for key in holding:
            below.setdefault(key, []).append(row)
    by_id = {rule.id: rule for rule in rules} if below else {}
    ladders = enumerate(zip(thresholds.rule.tolist(), thresholds.target, strict=True)) if below else ()
    slots = {(rules[place].id, target): slot for slot, (place, target) in ladders}
    return GuardTable(
        slot=tuple(slot for slot, _, _ in rows),
        keys=tuple(keys),
        above=tuple(own_above),
        own={key: row for row, key in enumerate(keys)},
        below={key: tuple(held) for key, held in below.items()},
        ladders={key: slots[key] for key in below if key in slots},
        least={key: holder_level(by_id[key[0]].when) or Level.RED for key in below},
    )


def _holders(
    rules: tuple[Rule, ...], hazards: set[str], *, tables: Sequence[Table]
) -> dict[tuple[str, Target], list[Key]]:
    """Return the slots that may hold others, by hazard and station."""
    found: dict[tuple[str, Target], list[Key]] = {}
    if hazards:
        for place, target in _slots(tables):
            rule = rules[place]
            if rule.hazard in hazards and holder_level(rule.when) is not None:
                found.setdefault((rule.hazard, target), []).append((rule.id, target))
    return found


def _slots(tables: Sequence[Table]) -> Iterator[tuple[int, Target]]:
    for table in tables:
        yield from zip(table.rule.tolist(), table.target, strict=True)


def _check_river(rule: Rule, sources: Sources) -> None:
    """Refuse a rule whose stations lie on no river: it would ask for a guard that cannot hold anything.

    Raises:
        RuleError: If that is so.
    """
    stations = sources.stations(rule)
    network = sources.network
    if not stations or any(network.basin_of(str(station.id)) for station in stations):
        return
    named = sorted({station.river for station in stations if station.river})
    known = sorted({river.name for river in network.rivers.values()})
    said = f'; the river "{named[0]}" is not known{suggestion(named[0], known)}' if named else ""
    which = ", ".join(str(station.id) for station in stations[:3]) + (" …" if len(stations) > 3 else "")  # noqa: PLR2004 - a few will do
    detail = f"when.clear.upstream: expected stations on a river, none of {which} lies on one that is known{said}"
    raise RuleError(detail, origin=f"rule {rule.id}")
