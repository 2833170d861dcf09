"""Course: how one slot stood over time, as its steps say; what the second stage of the engine counts with."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from rules.column import NEVER
from sensing.level import Level

if TYPE_CHECKING:
    from collections.abc import Iterator


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

    def cut(self, at: int) -> None:
        """Take back what was said of an instant and of all later ones."""
        keep = max(bisect_left(self.at, at), 1)
        del self.at[keep:], self.level[keep:]

    def level_at(self, at: int) -> Level:
        """Return the level at an instant."""
        return self.level[max(bisect_right(self.at, at) - 1, 0)]

    def steps(self, since: int) -> Iterator[tuple[int, Level]]:
        """Yield (instant, level) of every step after an instant."""
        first = bisect_right(self.at, since)
        yield from zip(self.at[first:], self.level[first:], strict=True)

    def highest(self, at: int, *, window: int) -> Level:
        """Return the highest level within the window that ends at an instant."""
        first = bisect_right(self.at, at - window) - 1
        return max(self.level[max(first, 0) : bisect_right(self.at, at)])

    def turns(self, since: int, *, window: int) -> Iterator[int]:
        """Yield the instants after another one at which its vote may change."""
        for at in self.at[max(bisect_right(self.at, since - window), 1) :]:
            if at > since:
                yield at
            if window:
                yield at + window

    def forget(self, before: int) -> None:
        """Forget how it stood before an instant."""
        keep = bisect_right(self.at, before) - 1
        if keep > 0:
            self.at[: keep + 1], self.level[: keep + 1] = [NEVER], [self.level[keep]]
