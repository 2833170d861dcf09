"""Comparison: two rules over the same readings, side by side: the one on trial and the one in force.

Episodes of both at one target that overlap, directly or through another, tell of the same danger and are one
difference; what stands alone is new or gone.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING

from sensing.level import Level

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from rules.backtest.episode import Episode
    from rules.transition import Target

_END = datetime.max.replace(tzinfo=UTC)


class Kind(StrEnum):
    """How the rule on trial differs from the one in force about one danger."""

    SAME = "same"
    #: Only the rule on trial finds it.
    NEW = "new"
    #: Only the rule in force finds it.
    GONE = "gone"
    #: Both find it, the rule on trial earlier or later.
    EARLIER = "earlier"
    LATER = "later"
    #: Both find it at the same time, the rule on trial with a higher or lower peak.
    HIGHER = "higher"
    LOWER = "lower"


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """One danger as both rules see it."""

    target: Target
    kind: Kind
    #: Episodes of the rule on trial, in order of opening.
    trial: tuple[Episode, ...]
    #: Episodes of the rule in force, in order of opening.
    standing: tuple[Episode, ...]
    #: How much later the rule on trial opens, negative when earlier; None where only one finds it.
    shift: timedelta | None
    #: Peaks, NONE where a rule does not find it.
    trial_peak: Level
    standing_peak: Level


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """What a change of the rule would have changed."""

    #: Version of the rule in force.
    version: int
    #: In order of opening.
    differences: tuple[Difference, ...]

    def counts(self) -> Mapping[Kind, int]:
        """Return how many differences there are of each kind, those without one included."""
        found = Counter(difference.kind for difference in self.differences)
        return {kind: found[kind] for kind in Kind}


def compare(trial: Sequence[Episode], standing: Sequence[Episode], *, version: int) -> Comparison:
    """Return how the episodes of a rule on trial differ from those of version ``version``, the one in force."""
    rows = [(episode, True) for episode in trial] + [(episode, False) for episode in standing]
    rows.sort(key=lambda row: (row[0].target, row[0].opened))
    found = [_difference(group) for group in _overlapping(rows)]
    found.sort(key=lambda each: min(episode.opened for episode in (*each.trial, *each.standing)))
    return Comparison(version=version, differences=tuple(found))


def _overlapping(rows: Sequence[tuple[Episode, bool]]) -> Iterator[list[tuple[Episode, bool]]]:
    """Yield groups of rows, ordered by target and opening, that touch each other in time."""
    group: list[tuple[Episode, bool]] = []
    until = _END
    for episode, is_trial in rows:
        if group and (episode.target != group[0][0].target or episode.opened > until):
            yield group
            group = []
        closed = episode.closed or _END
        until = max(until, closed) if group else closed
        group.append((episode, is_trial))
    if group:
        yield group


def _difference(group: Sequence[tuple[Episode, bool]]) -> Difference:
    trial = tuple(episode for episode, is_trial in group if is_trial)
    standing = tuple(episode for episode, is_trial in group if not is_trial)
    shift = trial[0].opened - standing[0].opened if trial and standing else None
    peaks = [max((episode.peak for episode in side), default=Level.NONE) for side in (trial, standing)]
    return Difference(
        target=group[0][0].target,
        kind=_kind(shift, peaks[0], peaks[1]),
        trial=trial,
        standing=standing,
        shift=shift,
        trial_peak=peaks[0],
        standing_peak=peaks[1],
    )


def _kind(shift: timedelta | None, trial: Level, standing: Level) -> Kind:
    if shift is None:
        return Kind.NEW if trial else Kind.GONE
    if shift:
        return Kind.LATER if shift > timedelta(0) else Kind.EARLIER
    if trial is not standing:
        return Kind.HIGHER if trial > standing else Kind.LOWER
    return Kind.SAME
