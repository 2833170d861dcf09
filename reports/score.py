"""Score: five small scores, each a count out of a count, with its rule and its parts beside it. Pure.

There is no total: a village that never answered is not made good by a gauge that was read in time.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from reports.figures import Figure


@dataclass(frozen=True, slots=True, kw_only=True)
class Score:
    """One score."""

    #: ``detection``, ``warning``, ``calling``, ``tasks`` or ``plan``.
    key: str
    got: int
    #: 0: there was nothing to be scored, or nothing recorded to score it by.
    of: int
    #: Keys of the figures that it is made of, or that stand beside it.
    parts: tuple[str, ...]

    @property
    def share(self) -> float | None:
        """Return the part of the whole, 0 to 1; None where there is no whole."""
        return self.got / self.of if self.of else None


#: Figures that count as done, and as not done, and what is shown beside them.
_RULES: Final[dict[str, tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...]]]] = {
    "detection": (
        ("dangers_detected",),
        ("dangers_underrated", "dangers_missed"),
        ("false", "unjudged", "to_detection"),
    ),
    "warning": (
        ("decided",),
        ("timed_out",),
        ("declared", "reviews_open", "to_issue", "warned_ahead", "warned_after", "warned_never", "lead_median"),
    ),
    "calling": (("places_in_time",), ("places_late", "places_never"), ("dark", "unnamed", "uncovered", "to_answer")),
    "tasks": (("tasks_on_time",), ("tasks_late", "tasks_overdue", "tasks_refused"), ("tasks_open",)),
    "plan": (("plan_met", "plan_kept"), ("plan_late", "plan_missed", "plan_violated"), ("plan_pending",)),
}
KEYS: Final = tuple(_RULES)


def scores_of(figures: Mapping[str, Figure]) -> tuple[Score, ...]:
    """Return the scores of a report's figures."""
    return tuple(_scores(figures))


def _scores(figures: Mapping[str, Figure]) -> Iterator[Score]:
    for key, (done, failed, beside) in _RULES.items():
        got = sum(int(figures[each].value or 0) for each in done)
        missed = sum(int(figures[each].value or 0) for each in failed)
        yield Score(key=key, got=got, of=got + missed, parts=(*done, *failed, *beside))
