"""Program: rules compiled against the registry, as columns.

A *slot* is one rule at one target; it has a row in the table of its kind, and a row in the state. Slots are
found from a datastream's number by CSR offsets, so that a reading costs what its own rules cost, however
many rules there are. A program is immutable; a changed rule, station or fence makes a new one.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from rules.column import Table
    from rules.composite.table import CompositeTable
    from rules.event.table import EventTable
    from rules.fence.table import FenceTable
    from rules.past import PastTable
    from rules.rule import Rule
    from rules.silence.table import SilenceTable
    from rules.threshold.table import ThresholdTable
    from rules.transition import RuleId, Target


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
    composites: CompositeTable

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
    ids = [rule.id for rule in program.rules]
    return [(ids[place], target) for place, target in zip(table.rule.tolist(), table.target, strict=True)]
