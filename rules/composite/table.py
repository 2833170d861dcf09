"""The composite table: whose votes each slot counts."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from rules.composite.area import Areas
from rules.composite.condition import Composite
from rules.composite.reference import in_order
from rules.composite.vote import Ballot
from rules.transition import RuleId, Target
from sensing.instant import span_micros
from sensing.station import StationId

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from rules.column import Table
    from rules.place import Place
    from rules.rule import Rule
    from rules.sources import Sources
    from sensing.batch import Int32Array

Key = tuple[RuleId, Target]


@dataclass(frozen=True, slots=True, kw_only=True)
class CompositeTable:
    """One row per composite rule and area; a slot comes after those whose votes it counts."""

    rule: Int32Array
    target: tuple[Target, ...]
    ballots: tuple[Ballot, ...]
    #: How long a vote lasts after its slot stepped down, µs.
    windows: tuple[int, ...]
    #: Where the slot is, told with every transition; empty where the target is a station.
    places: tuple[Place, ...]
    #: Slots that count the votes of another slot.
    slots: Mapping[Key, tuple[int, ...]] = field(repr=False)

    @property
    def window(self) -> int:
        """Longest window, µs."""
        return max(self.windows, default=0)


def compile_table(
    rules: tuple[Rule, ...],
    sources: Sources,
    *,
    tables: Sequence[Table],
    known: Sequence[Rule],
    places: Mapping[Key, Place],
) -> CompositeTable:
    """Return the slots of the composite rules.

    Args:
        rules: The rules that judge.
        sources: Stations and fences.
        tables: The slots of every other kind.
        known: Every rule that may be spoken of.
        places: Where the slots are whose target is no station.

    Raises:
        RuleError: If a rule names what is not there, or speaks of itself.
    """
    targets: dict[str, list[Target]] = {}
    has_any = any(isinstance(rule.when, Composite) for rule in rules)
    for table in tables if has_any else ():
        for place, target in zip(table.rule.tolist(), table.target, strict=True):
            targets.setdefault(str(rules[place].id), []).append(target)
    rows = _Rows(sources=sources, targets=targets, places=dict(places))
    for place in in_order(rules, known={str(rule.id): rule for rule in known}) if has_any else ():
        rows.add(place, rules[place])
    slots: dict[Key, list[int]] = {}
    for slot, ballot in enumerate(rows.ballots):
        for key in ballot.slots():
            slots.setdefault(key, []).append(slot)
    return CompositeTable(
        rule=np.array(rows.rule, dtype=np.int32),
        target=tuple(rows.target),
        ballots=tuple(rows.ballots),
        windows=tuple(span_micros(ballot.when.window) for ballot in rows.ballots),
        places=tuple(rows.own_places),
        slots={key: tuple(found) for key, found in slots.items()},
    )


@dataclass(slots=True, kw_only=True)
class _Rows:
    """Slots being gathered."""

    sources: Sources
    #: Targets by rule id, composites so far included.
    targets: dict[str, list[Target]]
    places: dict[Key, Place]
    rule: list[int] = field(default_factory=list)
    target: list[Target] = field(default_factory=list)
    ballots: list[Ballot] = field(default_factory=list)
    own_places: list[Place] = field(default_factory=list)

    def add(self, place: int, rule: Rule) -> None:
        """Add the slots of one composite."""
        when = rule.when
        if not isinstance(when, Composite):
            return
        members = [
            [(RuleId(member.rule), target) for target in self.targets.get(member.rule, ())]
            for member in when.need.members()
        ]
        areas = Areas(rule, when, self.sources, self.places)
        for area, gathered in sorted(areas.gather(members).items()):
            target, where = Target(area), areas.place_of(area, gathered)
            ballot = Ballot(
                when=when,
                members=tuple(tuple(keys) for keys in gathered.members),
                groups={key: self._groups(key, when) for keys in gathered.members for key in keys},
            )
            self.rule.append(place)
            self.target.append(target)
            self.ballots.append(ballot)
            self.own_places.append(where)
            self.targets.setdefault(str(rule.id), []).append(target)
            if where:
                self.places[rule.id, target] = where

    def _groups(self, key: Key, when: Composite) -> frozenset[tuple[str, str]]:
        station = None if key in self.places else self.sources.registry.stations.get(StationId(str(key[1])))
        if station is None:
            return frozenset()
        known = {**station.groups, "station": str(station.id)}
        return frozenset((name, known[name]) for name in when.independence if name in known)
