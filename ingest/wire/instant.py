"""The time of a message: epoch milliseconds, RFC 3339 or absent → µs since the epoch.

A time is believed from the year 2000 on and up to a day ahead of our own clock. A clock that lost its battery
says 1970, a wrong unit says 1970 or the far future, and a reading filed there would never be seen again.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Final

from ingest.wire.refusal import Code, Refusal, shown
from sensing.errors import InstantError
from sensing.instant import format_instant, from_micros, parse_instant, to_micros

#: Earliest time believed, µs: 2000-01-01T00:00:00Z.
EARLIEST: Final = to_micros(datetime(2000, 1, 1, tzinfo=UTC))
#: How far ahead of the arrival a time may lie, µs.
MAX_AHEAD: Final = 24 * 3600 * 1_000_000

#: What ``t`` may be on the wire.
Time = int | float | str | None

# Integers beyond it cannot become floats at all.
_LARGEST: Final = 10**24
# A number in another unit than milliseconds lands in the window when it is scaled right; that makes the hint.
_UNITS: Final = (("seconds", 1_000_000.0), ("microseconds", 1.0), ("nanoseconds", 0.001))


def resolve_instant(t: Time, *, arrived: int) -> int | Refusal:
    """Return the phenomenon time that ``t`` names, µs since the epoch, or why it is not believed.

    Args:
        t: Epoch milliseconds, RFC 3339 text with a zone, or None for the arrival time.
        arrived: When the message arrived, µs since the epoch.
    """
    if t is None:
        return arrived
    if isinstance(t, str):
        try:
            micros = to_micros(parse_instant(t.upper()))
        except (InstantError, OverflowError):
            return Refusal(
                code=Code.BAD_TIME,
                detail=f"t: expected epoch milliseconds or RFC 3339 with a zone, got {shown(t)}",
            )
    elif _is_believed(t * 1000, arrived=arrived):
        return round(t * 1000)
    else:
        return _refuse_number(t, arrived=arrived)
    if not _is_believed(micros, arrived=arrived):
        return Refusal(code=Code.TIME_OUT_OF_RANGE, detail=f"t: {_expected(arrived)}, got {shown(t)}")
    return micros


def out_of_range(micros: int, *, arrived: int) -> Refusal:
    """Return the refusal of an instant that is not believed, µs since the epoch."""
    return Refusal(code=Code.TIME_OUT_OF_RANGE, detail=f"time: {_expected(arrived)}, got {micros} µs since 1970")


def _is_believed(micros: float, *, arrived: int) -> bool:
    return EARLIEST <= micros <= arrived + MAX_AHEAD


def _refuse_number(t: float, *, arrived: int) -> Refusal:
    hint = ""
    number = t if abs(t) <= _LARGEST else float("inf")
    for unit, scale in _UNITS:
        if _is_believed(number * scale, arrived=arrived):
            hint = f"; is it in {unit}? milliseconds are expected"
    return Refusal(code=Code.TIME_OUT_OF_RANGE, detail=f"t: {_expected(arrived)}, got {shown(t)}{hint}")


def _expected(arrived: int) -> str:
    latest = format_instant(from_micros(arrived + MAX_AHEAD))
    return f"expected 2000-01-01T00:00:00Z to {latest} (a day after arrival)"
