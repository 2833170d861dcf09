"""The one place that reads the wall clock for the packages above the pure ones."""

from __future__ import annotations

from datetime import UTC, datetime

from sensing.instant import Micros, to_micros


def now() -> datetime:
    """Return the current instant, aware, UTC."""
    return datetime.now(UTC)


def now_micros() -> Micros:
    """Return the current instant in microseconds since the epoch."""
    return to_micros(now())
