"""What the engine remembers of silence slots."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from rules.column import NEVER, never

if TYPE_CHECKING:
    from rules.silence.table import SilenceTable
    from sensing.batch import BoolArray, IntArray, SmallArray


@dataclass(slots=True, kw_only=True)
class SilenceState:
    """One row per silence slot."""

    #: Shape (n,).
    lost: BoolArray
    #: ``Level`` while lost, 0 otherwise, int8, shape (n,).
    level: SmallArray
    #: First arrival of any quality, µs, shape (n,), NEVER before it: what was never trusted is missed from then on.
    begun: IntArray
    #: Number of lost slots on each datastream, shape (size,).
    busy: IntArray

    def shift_clock(self, *, by: int) -> None:
        """Go over to a clock that runs ``by`` µs ahead."""
        self.begun[self.begun != NEVER] += by


def initial(table: SilenceTable, *, size: int) -> SilenceState:
    """Return the state before the first arrival on any of ``size`` datastreams."""
    n = len(table.target)
    return SilenceState(
        lost=np.zeros(n, dtype=np.bool_),
        level=np.zeros(n, dtype=np.int8),
        begun=never(n),
        busy=np.zeros(size, dtype=np.int64),
    )
