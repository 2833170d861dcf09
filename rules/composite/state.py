"""What the engine remembers of composites: how their members stood of late, and what was told since."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from rules.column import FOREVER, NEVER
from sensing.level import Level

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rules.composite.table import CompositeTable
    from rules.transition import RuleId, Target, Transition
    from sensing.batch import SmallArray


@dataclass(slots=True, kw_only=True)
class Course:
    """How one slot stood; at an instant, what the last step up to it says."""

    #: µs, ascending.
    at: list[int] = field(default_factory=lambda: [NEVER])
    level: list[Level] = field(default_factory=lambda: [Level.NONE])

    def step(self, at: int, level: Level) -> None:
        """Go over to a level; what was said of later instants holds no longer."""
        keep = bisect_right(self.at, at)
        del self.at[keep:], self.level[keep:]
        if level is not self.level[-1]:
            self.at.append(at)
            self.level.append(level)

    def highest(self, at: int, *, window: int) -> Level:
        """Return the highest level within the window that ends at an instant."""
        first = bisect_right(self.at, at - window) - 1
        return max(self.level[max(first, 0) : bisect_right(self.at, at)])

    def turns(self, *, window: int) -> Iterator[int]:
        """Yield the instants at which its vote may change."""
        for at in self.at[1:]:
            yield at
            if window:
                yield at + window

    def forget(self, before: int) -> None:
        """Forget how it stood before an instant."""
        keep = bisect_right(self.at, before) - 1
        if keep > 0:
            self.at[: keep + 1], self.level[: keep + 1] = [NEVER], [self.level[keep]]


@dataclass(slots=True, kw_only=True)
class CompositeSlot:
    """One slot."""

    #: Level at ``CompositeState.since``.
    base: Level = Level.NONE
    level: Level = Level.NONE
    #: Up to when it was judged, µs.
    until: int = NEVER
    #: The canonical history since then.
    told: list[Transition] = field(default_factory=list)
    #: When the clock will change it, as far as is known, µs.
    due: int = FOREVER


@dataclass(slots=True, kw_only=True)
class CompositeState:
    """Everything remembered of composites."""

    #: By member slot; those that never stood are left out.
    courses: dict[tuple[RuleId, Target], Course]
    slots: list[CompositeSlot]
    #: Nothing is judged again that lies at this instant or before, µs.
    since: int = NEVER
    #: Up to when everything was judged, µs.
    until: int = NEVER

    def levels(self) -> SmallArray:
        """Return the level of every slot, shape (n,)."""
        return np.array([slot.level for slot in self.slots], dtype=np.int8)


def initial(table: CompositeTable) -> CompositeState:
    """Return the state before anything was said."""
    return CompositeState(courses={}, slots=[CompositeSlot() for _ in table.target])
