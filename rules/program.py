"""Program: rules compiled against the registry, as columns.

A *slot* is one rule at one target; it has a row in the table of its kind, and a row in the state. Slots are
found from a datastream's number by CSR offsets, so that a reading costs what its own rules cost, however
many rules there are. A program is immutable; a changed rule, station or fence makes a new one.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable

    from rules.column import Table
    from rules.composite.table import CompositeTable
    from rules.event.table import EventTable
    from rules.fence.table import FenceTable
    from rules.guard.table import GuardTable
    from rules.past import PastTable
    from rules.rule import Rule
    from rules.silence.table import SilenceTable
    from rules.sources import Sources
    from rules.threshold.table import ThresholdTable
    from rules.transition import RuleId, Target
    from sensing.batch import BoolArray, IntArray


@dataclass(frozen=True, slots=True, kw_only=True)
class Program:
    """Everything the engine needs, and nothing that changes."""

    #: The enabled rules.
    rules: tuple[Rule, ...]
    #: One more than the highest datastream number.
    size: int
    thresholds: ThresholdTable
    #: What the slots of ``thresholds`` that judge a derived number look back on.
    past: PastTable
    silences: SilenceTable
    fences: FenceTable
    events: EventTable
    #: Which slots of ``thresholds`` do not step down while danger stands upstream.
    guards: GuardTable
    composites: CompositeTable
    #: What it was compiled against; another program may go on from it.
    sources: Sources = field(repr=False, compare=False)

    @property
    def idle(self) -> tuple[RuleId, ...]:
        """Return the rules whose scope holds no station that they could judge."""
        used = {int(place) for table in self.tables for place in np.unique(table.rule)}
        return tuple(rule.id for place, rule in enumerate(self.rules) if place not in used)

    @property
    def tables(self) -> tuple[Table, ...]:
        """Return the tables of all kinds."""
        return self.thresholds, self.silences, self.fences, self.events, self.composites


def keys_of(program: Program, table: Table) -> list[tuple[RuleId, Target]]:
    """Return (rule, target) of every slot of a table."""
    if not table.target:
        return []
    ids = [rule.id for rule in program.rules]
    return [(ids[place], target) for place, target in zip(table.rule.tolist(), table.target, strict=True)]


def places_before(old: Program, new: Program) -> IntArray:
    """Return the place in ``old.rules`` of every rule of another program by its id, -1 where there is none."""
    place = {rule.id: number for number, rule in enumerate(old.rules)}
    return np.array([place.get(rule.id, -1) for rule in new.rules], dtype=np.int64)


def slots_of_both(before: Table, after: Table, *, places: IntArray) -> tuple[IntArray, IntArray]:
    """Return (slot of ``before``, slot of ``after``) of every rule and target that both tables have, by the latter.

    Args:
        before: A table of the program before.
        after: The table of the same kind of the next one.
        places: What ``places_before`` says of the two programs.
    """
    if not before.target or not after.target:
        return np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.int64)
    number: dict[Target, int] = {}
    one = np.array([number.setdefault(target, len(number)) for target in before.target], dtype=np.int64)
    other = np.array([number.setdefault(target, len(number)) for target in after.target], dtype=np.int64)
    key = before.rule * np.int64(len(number)) + one
    wanted = places[after.rule] * np.int64(len(number)) + other
    order = np.argsort(key, kind="stable")
    found = np.searchsorted(key[order], wanted, side="right") - 1
    source = order[np.maximum(found, 0)]
    target = np.flatnonzero((places[after.rule] >= 0) & (key[source] == wanted))
    return source[target], target


def pairs_that(
    holds: Callable[[Rule, Rule], bool], old: Program, new: Program, rules: tuple[IntArray, IntArray]
) -> BoolArray:
    """Return for which pairs of rules something holds; it is asked once for each different pair.

    Args:
        holds: What must hold of a rule before and the one after it.
        old: The program before.
        new: The next program.
        rules: Places of the rules in the one and in the other, shape (m,) each.
    """
    pair = rules[0] * np.int64(len(new.rules) + 1) + rules[1]
    pairs, place = np.unique(pair, return_inverse=True)
    before, after = np.divmod(pairs, len(new.rules) + 1)
    said = [holds(old.rules[a], new.rules[b]) for a, b in zip(before.tolist(), after.tolist(), strict=True)]
    return np.array(said, dtype=np.bool_)[place]
