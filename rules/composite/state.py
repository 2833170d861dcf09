"""What the engine remembers of composites: how their members stood of late, and what was told since."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from rules.column import FOREVER, NEVER
from sensing.level import Level

if TYPE_CHECKING:
    from rules.composite.table import CompositeTable
    from rules.composite.vote import Count
    from rules.course import Course
    from rules.transition import RuleId, Target, Transition
    from sensing.batch import SmallArray


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
    #: The votes at ``until``, to go on from; None where votes last, or where they must be counted anew.
    count: Count | None = None


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
