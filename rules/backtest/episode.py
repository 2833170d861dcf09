"""Episodes: from the raise of a rule at a target to its clear, gathered while transitions come."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from rules.backtest.errors import BacktestError
from rules.transition import Change
from sensing.level import LADDER, Level

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import datetime

    from rules.transition import Target, Transition

#: Most episodes of one back-test; a rule that finds more cannot be used, and cannot be read either.
MOST_EPISODES = 200_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """When an episode stood at a level or above, from the first time to the last."""

    start: datetime
    #: None when it still stood there at the end.
    end: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Episode:
    """From raise to clear at one target."""

    target: Target
    opened: datetime
    #: None when it was still raised at the end.
    closed: datetime | None
    peak: Level
    #: Whether data stopped meanwhile.
    is_lost: bool
    #: When it stood at each level or above, for the levels up to its peak.
    spans: Mapping[Level, Span] = field(default_factory=dict)

    def at_least(self, level: Level) -> Span | None:
        """Return when the episode stood at ``level`` or above, None when it never did; NONE asks for all of it."""
        if level is Level.NONE:
            return Span(start=self.opened, end=self.closed)
        return self.spans.get(level)


class Episodes:
    """Episodes in the making; memory grows with the episodes, not with the transitions."""

    def __init__(self, *, most: int = MOST_EPISODES) -> None:
        """Begin with none.

        Args:
            most: How many there may be.
        """
        self._most = most
        self._running: dict[Target, Episode] = {}
        self._done: list[Episode] = []

    def add(self, transitions: Iterable[Transition]) -> None:
        """Take transitions, of each target in order.

        Raises:
            BacktestError: If there are too many episodes.
        """
        for transition in transitions:
            self._step(transition)
        if len(self._done) > self._most:
            raise BacktestError(
                f"expected at most {self._most:,} episodes, the rule raises and clears more often than that; "
                "a longer hold, or a clear level further back, keeps it from flapping"
            )

    def _step(self, transition: Transition) -> None:
        target, after = transition.target, transition.after
        known = self._running.pop(target, None)
        if known is None:
            if after is Level.NONE:
                return
            known = Episode(target=target, opened=transition.at, closed=None, peak=after, is_lost=False)
        episode = replace(
            known,
            peak=max(known.peak, after),
            is_lost=known.is_lost or transition.change is Change.LOST,
            spans=_moved(known.spans, after, transition.at),
        )
        if after is Level.NONE:
            self._done.append(replace(episode, closed=transition.at))
        else:
            self._running[target] = episode

    def since(self, start: datetime) -> tuple[Episode, ...]:
        """Return the episodes that touch the time from an instant on, in order of opening."""
        found = [*self._done, *self._running.values()]
        touching = (each for each in found if each.closed is None or each.closed >= start)
        return tuple(sorted(touching, key=lambda each: (each.opened, each.target)))


def _moved(spans: Mapping[Level, Span], after: Level, at: datetime) -> dict[Level, Span]:
    """Return the spans after the level became ``after``."""
    moved = dict(spans)
    for level in LADDER:
        if level <= after:
            moved[level] = Span(start=spans[level].start if level in spans else at, end=None)
        elif level in spans and spans[level].end is None:
            moved[level] = Span(start=spans[level].start, end=at)
    return moved


def episodes(transitions: Iterable[Transition], *, since: datetime) -> tuple[Episode, ...]:
    """Return the episodes that transitions, in order of time, tell of, less those that closed earlier."""
    gathered = Episodes()
    gathered.add(transitions)
    return gathered.since(since)
