"""Handover: what one program remembers, on its way to the next."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from rules.program import keys_of

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

    def pairs(self, before: Table, after: Table, *, is_kin: Callable[[Any, Any], bool]) -> tuple[IntArray, IntArray]:
        """Return (old slot, new slot) of every slot that both programs have and that judges the same thing.

        Args:
            before: A table of the old program.
            after: The table of the same kind of the new one.
            is_kin: Whether a level raised by the old condition says something under the new one.
        """
        slots = {key: slot for slot, key in enumerate(keys_of(self.old, before))}
        found = [
            (slots[key], slot)
            for slot, key in enumerate(keys_of(self.new, after))
            if key in slots
            and is_kin(self.old.rules[before.rule[slots[key]]].when, self.new.rules[after.rule[slot]].when)
        ]
        columns = np.array(found, dtype=np.int64).reshape(-1, 2).T
        return columns[0], columns[1]
