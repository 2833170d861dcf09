"""Comparison: two reports of the same drill, figure by figure. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from reports.figures import figures_of

if TYPE_CHECKING:
    from datetime import datetime

    from reports.facts import Facts
    from reports.figures import Figure


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """One figure now and then."""

    now: Figure
    before: Figure

    @property
    def change(self) -> float | None:
        """Return by how much it changed; None where one of the two is not known."""
        if self.now.value is None or self.before.value is None:
            return None
        return self.now.value - self.before.value

    @property
    def verdict(self) -> int:
        """Return 1 for better, -1 for worse, 0 for neither."""
        change = self.change
        if not change:
            return 0
        return self.now.better if change > 0 else -self.now.better


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """A report against an earlier one."""

    #: When the earlier report's drill began.
    before: datetime
    is_same_drill: bool
    is_same_seed: bool
    differences: tuple[Difference, ...]


def compared(facts: Facts, before: Facts) -> Comparison:
    """Return what is different from an earlier report: every figure that either of the two knows."""
    now, then = figures_of(facts), figures_of(before)
    pairs = (Difference(now=now[key], before=then[key]) for key in now)
    one, other = facts.drill, before.drill
    return Comparison(
        before=before.made,
        is_same_drill=one is not None and other is not None and one.id == other.id,
        is_same_seed=one is not None and other is not None and one.seed == other.seed,
        differences=tuple(each for each in pairs if (each.now.value, each.before.value) not in {(None, None), (0, 0)}),
    )
