"""Builders: episodes with times in hours after T0."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from rules.backtest.episode import Episode, Span
from rules.transition import Target
from sensing.level import LADDER, Level

T0 = datetime(2026, 7, 1, tzinfo=UTC)


def hours(count: float) -> datetime:
    return T0 + timedelta(hours=count)


def an_episode(
    opened: float, closed: float | None, *, peak: Level = Level.YELLOW, target: str = "A", is_lost: bool = False
) -> Episode:
    """Return an episode that stands at its peak all the time."""
    span = Span(start=hours(opened), end=None if closed is None else hours(closed))
    return Episode(
        target=Target(target),
        opened=span.start,
        closed=span.end,
        peak=peak,
        is_lost=is_lost,
        spans={level: span for level in LADDER if level <= peak},
    )
