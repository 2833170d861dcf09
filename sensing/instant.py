"""Instants: aware UTC datetimes at the edges, int64 microseconds since 1970 inside a batch.

The clock is never read here; whoever needs "now" is given it.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from typing import NewType

from sensing.errors import InstantError

#: Microseconds since 1970-01-01T00:00:00Z.
Micros = NewType("Micros", int)

#: Beijing time, the zone every screen and message shows.
BEIJING = timezone(timedelta(hours=8), "Asia/Shanghai")

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICRO = timedelta(microseconds=1)


def to_micros(instant: datetime) -> Micros:
    """Return an aware instant as microseconds since the epoch, exactly.

    Raises:
        InstantError: If the instant carries no zone.
    """
    if instant.tzinfo is None:
        message = f"expected an instant with a zone, got {instant.isoformat()}"
        raise InstantError(message)
    return Micros((instant - _EPOCH) // _MICRO)


def from_micros(micros: int) -> datetime:
    """Return microseconds since the epoch as an aware UTC instant."""
    return _EPOCH + timedelta(microseconds=int(micros))


def span_micros(span: timedelta) -> int:
    """Return a duration in whole microseconds."""
    return span // _MICRO


def parse_instant(text: str) -> datetime:
    """Return the UTC instant that an RFC 3339 text names.

    Raises:
        InstantError: If the text is no RFC 3339 instant with a zone.
    """
    try:
        instant = datetime.fromisoformat(text)
    except ValueError:
        message = f"expected an RFC 3339 instant such as 2026-07-19T14:03:22+08:00, got {text!r}"
        raise InstantError(message) from None
    if instant.tzinfo is None:
        message = f"expected an RFC 3339 instant with a zone, got {text!r}"
        raise InstantError(message)
    try:
        return instant.astimezone(UTC)
    except OverflowError:
        message = f"expected an RFC 3339 instant between the years 1 and 9999 UTC, got {text!r}"
        raise InstantError(message) from None


def format_instant(instant: datetime) -> str:
    """Return an aware instant as RFC 3339 in UTC with ``Z``, milliseconds where there are any."""
    utc = instant.astimezone(UTC)
    spec = "milliseconds" if utc.microsecond else "seconds"
    return utc.isoformat(timespec=spec).replace("+00:00", "Z")
