"""Handover: what one program remembers, on its way to the next."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np

from rules.program import pairs_that, places_before, slots_of_both

if TYPE_CHECKING:
    from collections.abc import Callable

    from rules.column import Table
    from rules.program import Program
    from rules.state import State
    from sensing.batch import IntArray


@dataclass(frozen=True, slots=True, kw_only=True)
class Handover:
    """Two programs, and the state of each."""

    old: Program
    #: The state of ``old``.
    state: State
    new: Program
    #: The state of ``new``, being filled.
    fresh: State
    #: Place in ``old.rules`` of each rule of ``new``, -1 where there is none.
    places: IntArray = field(init=False)

    def __post_init__(self) -> None:
        """Find each rule of the new program in the old one."""
        object.__setattr__(self, "places", places_before(self.old, self.new))

    def pairs(self, before: Table, after: Table, *, is_kin: Callable[[Any, Any], bool]) -> tuple[IntArray, IntArray]:
        """Return (old slot, new slot) of every slot that both programs have and that judges the same thing.

        Args:
            before: A table of the old program.
            after: The table of the same kind of the new one.
            is_kin: Whether a level raised by the old condition says something under the new one.
        """
        source, target = slots_of_both(before, after, places=self.places)
        rules = before.rule[source].astype(np.int64), after.rule[target].astype(np.int64)
        kin = pairs_that(lambda one, other: is_kin(one.when, other.when), self.old, self.new, rules)
        return source[kin], target[kin]
