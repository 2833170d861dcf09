"""Program: rules compiled against the registry, as columns.

A *slot* is one rule at one target; it has a row in the table of its kind, and a row in the state. Slots are
found from a datastream's number by CSR offsets, so that a reading costs what its own rules cost, however
many rules there are. A program is immutable; a changed rule, station or fence makes a new one.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np
import numpy.typing as npt

if TYPE_CHECKING:
    from rules.rule import Rule
    from rules.transition import RuleId, Target
    from sensing.batch import BoolArray, FloatArray, Int32Array, IntArray, SmallArray
    from sensing.quality import Quality

#: Number of levels that can be raised.
LEVELS: Final = 4
#: An instant before every other: "not yet".
NEVER: Final = -(2**62)
#: An instant after every other: "not any more".
FOREVER: Final = 2**62
#: Longer than from NEVER to FOREVER: no gap is as long.
ENDLESS: Final = 2**63 - 1

ObjectArray = npt.NDArray[np.object_]


@dataclass(frozen=True, slots=True, kw_only=True)
class Links:
    """From a row to many numbers (CSR)."""

    #: Row i owns ``number[offset[i]:offset[i + 1]]``, int64, shape (rows + 1,).
    offset: IntArray
    #: int64, shape (links,).
    number: IntArray

    def of(self, rows: IntArray) -> tuple[IntArray, IntArray]:
        """Return (place in ``rows``, number) for every link of the rows, in their order."""
        count = self.offset[rows + 1] - self.offset[rows]
        place = np.repeat(np.arange(len(rows)), count)
        # Position in the whole minus where this row's links begin in the result gives the step within the row.
        step = np.arange(len(place)) - np.repeat(np.cumsum(count) - count, count)
        return place, self.number[self.offset[rows][place] + step]


@dataclass(frozen=True, slots=True, kw_only=True)
class ThresholdTable:
    """One row per threshold rule and station. Values of "below" rules are negated, so that danger is always up."""

    #: Place of the rule in ``Program.rules``, int32, shape (n,).
    rule: Int32Array
    #: Station ids, length n.
    target: tuple[Target, ...]
    #: Datastream number, int32, shape (n,).
    datastream: Int32Array
    #: 1 for above, -1 for below, float64, shape (n,).
    sign: FloatArray
    #: Signed threshold per level blue..red, +inf where the ladder has none, shape (n, 4).
    threshold: FloatArray
    #: Signed value at or below which a reading counts towards clearing, -inf where the ladder has none, shape (n, 4).
    clear: FloatArray
    #: Lowest signed threshold, shape (n,): nothing starts at or below it.
    trigger: FloatArray
    #: µs, int64, shape (n, 4).
    hold: IntArray
    #: µs, int64, shape (n, 4).
    clear_for: IntArray
    #: µs without a reading after which a hold no longer completes by the clock, int64, shape (n,).
    silent_after: IntArray
    #: Whether the rule trusts each ``Quality``, shape (n, 3).
    trusts: BoolArray
    #: Slots of each datastream.
    slots: Links
    #: While nothing is raised or running, values of a datastream within [low, high] change nothing, shape (size,).
    low: FloatArray
    high: FloatArray


@dataclass(frozen=True, slots=True, kw_only=True)
class SilenceTable:
    """One row per silence rule and station."""

    rule: Int32Array
    target: tuple[Target, ...]
    #: ``Level`` while silent, int8, shape (n,).
    level: SmallArray
    #: µs, int64, shape (n,).
    after: IntArray
    #: Whether the rule trusts each ``Quality``, shape (n, 3).
    trusts: BoolArray
    #: Datastreams of each slot; any of them is enough to be heard.
    members: Links
    #: Slots of each datastream.
    slots: Links
    #: The different sets of qualities that rules trust.
    policies: tuple[tuple[Quality, ...], ...]
    #: Shortest ``after`` by policy on each datastream, µs, int64, shape (policies, size); ENDLESS where there is none.
    gap: IntArray


@dataclass(frozen=True, slots=True, kw_only=True)
class InsideTable:
    """One row per inside rule and station."""

    rule: Int32Array
    target: tuple[Target, ...]
    #: ``Level`` while inside, int8, shape (n,).
    level: SmallArray
    #: Place of the fence in ``geometry``, int64, shape (n,).
    fence: IntArray
    #: Prepared polygons, shape (fences,).
    geometry: ObjectArray
    #: West, south, east, north of each fence, shape (fences, 4).
    bounds: FloatArray
    #: Fence ids, shape (fences,).
    fence_id: tuple[str, ...]
    trusts: BoolArray
    slots: Links


@dataclass(frozen=True, slots=True, kw_only=True)
class Program:
    """Everything the engine needs, and nothing that changes."""

    #: The enabled rules.
    rules: tuple[Rule, ...]
    #: One more than the highest datastream number.
    size: int
    thresholds: ThresholdTable
    silences: SilenceTable
    insides: InsideTable

    @property
    def idle(self) -> tuple[RuleId, ...]:
        """Return the rules whose scope holds no station that they could judge."""
        used = {int(place) for table in self.tables for place in np.unique(table.rule)}
        return tuple(rule.id for place, rule in enumerate(self.rules) if place not in used)

    @property
    def tables(self) -> tuple[ThresholdTable, SilenceTable, InsideTable]:
        """Return the tables of all kinds."""
        return self.thresholds, self.silences, self.insides


Table = ThresholdTable | SilenceTable | InsideTable


def keys_of(program: Program, table: Table) -> list[tuple[RuleId, Target]]:
    """Return (rule, target) of every slot of a table."""
    ids = [rule.id for rule in program.rules]
    return [(ids[place], target) for place, target in zip(table.rule.tolist(), table.target, strict=True)]
