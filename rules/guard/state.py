"""What the engine remembers of guarded slots: how their ladders stood, how those upstream did, and what was told."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from rules.column import NEVER
from sensing.level import Level

if TYPE_CHECKING:
    from rules.course import Course
    from rules.guard.table import GuardTable, Key
    from rules.program import Program
    from rules.state import State
    from rules.transition import Transition
    from sensing.batch import SmallArray


class Step(NamedTuple):
    """A ladder stepped, whether or not its guard let that count."""

    #: µs.
    at: int
    level: Level
    #: As the ladder said it; None where nothing did.
    said: Transition | None


@dataclass(slots=True, kw_only=True)
class GuardSlot:
    """One guarded slot."""

    #: Level of the ladder, and level that was told, at ``since``.
    ladder: Level = Level.NONE
    base: Level = Level.NONE
    #: Level as told.
    level: Level = Level.NONE
    #: Nothing is judged again that lies at this instant or before, µs.
    since: int = NEVER
    #: What the ladder said since then.
    steps: list[Step] = field(default_factory=list)
    #: The canonical history since then, and with it what was told.
    told: list[Transition] = field(default_factory=list)
    #: Since when it would stand lower but for the guard, µs; NEVER: it would not.
    held: int = NEVER

    def hold(self, *, ladder: Level, level: Level, at: int) -> None:
        """Let it stand at a level from an instant on, whatever it was before."""
        self.steps, self.told = [], []
        self.ladder, self.base, self.level, self.since = ladder, level, level, at
        self.held = (at if self.held == NEVER else self.held) if level > ladder else NEVER

    def ladder_now(self) -> Level:
        """Return the level of the ladder, as its steps say."""
        return self.steps[-1].level if self.steps else self.ladder


@dataclass(slots=True, kw_only=True)
class GuardState:
    """Everything remembered of guards."""

    #: By slot upstream, at which level it holds others; those that never stood are left out.
    courses: dict[Key, Course]
    slots: list[GuardSlot]
    #: Up to when everything was judged, µs.
    until: int = NEVER
    #: What is too long ago was last forgotten then, µs.
    cleaned: int = NEVER


def initial(table: GuardTable) -> GuardState:
    """Return the state before anything was said."""
    return GuardState(courses={}, slots=[GuardSlot() for _ in table.slot])


def guarded_levels(program: Program, state: State) -> SmallArray:
    """Return the level of every ladder slot as it is told, shape (n,)."""
    level = state.thresholds.level
    if not len(program.guards):
        return level
    told = level.copy()
    rows = list(program.guards.slot)
    told[rows] = np.maximum(told[rows], [slot.level for slot in state.guards.slots])
    return told
