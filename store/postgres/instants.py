"""Instants on their way to a query: a cursor or the end of a span may lie outside what a timestamp can hold."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sensing.instant import from_micros

if TYPE_CHECKING:
    from datetime import datetime

#: The years 1 to 9999, µs since the epoch.
_EARLIEST, _LATEST = -62_135_596_800_000_000, 253_402_300_799_999_999


def instant(micros: int) -> datetime:
    """Return µs since the epoch as an aware instant, cut to the years 1 to 9999."""
    return from_micros(min(max(micros, _EARLIEST), _LATEST))


def cursor(micros: int | None) -> datetime | None:
    """Return a cursor as an instant; None stays none."""
    return None if micros is None else instant(micros)
