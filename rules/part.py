"""Parts: what each timed kind remembers, as far as it must be copied, compared and put back.

A kind that judges readings by their own time has an entry in ``PARTS``; then checkpoints, late readings, recovery and
migration treat it like the others.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from rules.column import NEVER
from rules.fence.state import renew
from rules.fence.table import is_same_place
from rules.program import pairs_that, places_before, slots_of_both
from rules.threshold.calm import DERIVED
from rules.threshold.calm import settle as settle_thresholds

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    import numpy.typing as npt

    from rules.column import Links
    from rules.program import Program
    from rules.rule import Rule
    from rules.state import State
    from sensing.batch import BoolArray, IntArray


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """What one timed kind remembers: columns with one row per slot, and some that are derived from them."""

    #: Field of ``Program`` and of ``State``.
    name: str
    #: Field of its table with the slots that a reading of each datastream may move.
    readers: str = "slots"
    #: Columns of its state that are derived from the others.
    derived: frozenset[str] = frozenset()
    #: Columns that mean nothing for a slot that is not ``active``.
    fleeting: frozenset[str] = frozenset()
    #: Columns of its table that must be equal for a slot to judge as it did under another program.
    numbers: tuple[str, ...] = ()
    #: What else must be equal: given both tables and pairs (old slot, new slot), whether each is.
    is_same: Callable[[Any, Any, IntArray, IntArray], BoolArray] | None = None
    #: Brings what is derived for some slots up to date.
    settle: Callable[[Program, State, IntArray], None] | None = None

    def table(self, program: Program) -> Any:
        """Return its table."""
        return getattr(program, self.name)

    def columns(self, state: State) -> dict[str, npt.NDArray[Any]]:
        """Return its columns by name, without the derived ones."""
        own = getattr(state, self.name)
        return {each.name: getattr(own, each.name) for each in fields(own) if each.name not in self.derived}

    def differing(self, one: State, other: State) -> BoolArray:
        """Return which slots two states remember differently, shape (n,)."""
        columns = self.columns(other)
        found = np.zeros(len(next(iter(columns.values()))), dtype=np.bool_)
        for name, column in self.columns(one).items():
            differs = column != columns[name]
            if np.issubdtype(column.dtype, np.floating):
                differs &= ~(np.isnan(column) & np.isnan(columns[name]))
            differs = differs.any(axis=tuple(range(1, column.ndim)))
            if name in self.fleeting:
                differs &= getattr(one, self.name).active | getattr(other, self.name).active
            found |= differs
        return found

    def kept(self, old: Program, new: Program) -> tuple[IntArray, IntArray]:
        """Return (old slot, new slot) of every slot that judges the same thing under both programs."""
        before, after = self.table(old), self.table(new)
        source, target = slots_of_both(before, after, places=places_before(old, new))
        rules = before.rule[source].astype(np.int64), after.rule[target].astype(np.int64)
        is_kept = pairs_that(_has_same_terms, old, new, rules)
        for name in self.numbers:
            one, other = getattr(before, name)[source], getattr(after, name)[target]
            is_kept &= one == other
        source, target = source[is_kept], target[is_kept]
        if self.is_same is None:
            return source, target
        is_kept = self.is_same(before, after, source, target)
        return source[is_kept], target[is_kept]

    def put(self, program: Program, state: State, rows: IntArray, columns: Mapping[str, npt.NDArray[Any]]) -> None:
        """Put rows of columns into a state."""
        for name, column in self.columns(state).items():
            column[rows] = columns[name]
        if self.settle is not None and len(rows):
            self.settle(program, state, rows)

    def awake(self, state: State) -> BoolArray:
        """Return which slots remember anything, shape (n,)."""
        own = getattr(state, self.name)
        awake: BoolArray = own.active if self.fleeting else (own.alive != NEVER) | own.raised
        return awake

    def slots(self, program: Program, streams: IntArray) -> IntArray:
        """Return its slots on some datastreams, ascending."""
        links: Links = getattr(self.table(program), self.readers)
        return np.unique(links.of(streams)[1])

    def links(self, program: Program) -> tuple[IntArray, IntArray]:
        """Return (datastream, slot) for every slot and datastream that may move it."""
        links: Links = getattr(self.table(program), self.readers)
        return np.repeat(np.arange(program.size), np.diff(links.offset)), links.number


#: The timed kinds.
PARTS: Final = (
    Part(
        name="thresholds",
        readers="readers",
        derived=DERIVED,
        fleeting=frozenset({"value", "quality", "read", "stated", "steady"}),
        numbers=("datastream", "silent_after"),
        settle=settle_thresholds,
    ),
    Part(name="fences", derived=frozenset({"due"}), numbers=("silent_after",), is_same=is_same_place, settle=renew),
)


def _has_same_terms(one: Rule, other: Rule) -> bool:
    # Nearly all rules are the same record as before.
    return one is other or (one.when == other.when and one.quality == other.quality)


def groups(program: Program) -> IntArray:
    """Return which datastreams are judged together, shape (size,): those that share a slot have the same number.

    A slot that takes the readings of several datastreams needs all of them in one order.
    """
    group = np.arange(program.size, dtype=np.int64)
    while True:
        before = group.copy()
        for part in PARTS:
            stream, slot = part.links(program)
            lowest = np.full(len(part.table(program).target), program.size, dtype=np.int64)
            np.minimum.at(lowest, slot, group[stream])
            np.minimum.at(group, stream, lowest[slot])
        if np.array_equal(before, group):
            return group
