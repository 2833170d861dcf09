"""Late figures: how many late readings were judged in their place, and how late one may be, as metrics."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fenghuo import metrics

if TYPE_CHECKING:
    from rules.history import History


class LateFigures:
    """Counts on where it left off; a history that begins anew after a restart of the engine is counted from zero."""

    def __init__(self) -> None:
        """Begin with nothing counted."""
        self._counted = {"judged": 0, "beyond": 0}

    def count(self, history: History | None, *, now: int) -> None:
        """Take in what has happened since the last time; ``now`` in µs."""
        if history is None:
            return
        for outcome, present in (("judged", history.judged), ("beyond", history.beyond)):
            known = self._counted[outcome]
            metrics.late.labels(outcome).inc(present - known if present >= known else present)
            self._counted[outcome] = present
        metrics.lateness.set(history.reach(now) / 1e6)
