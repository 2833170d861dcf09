"""Instants of a trial: times of day on its date, in Beijing; hours beyond 24 run on into the following days. Pure."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from typing import Final

from sensing.errors import FenghuoError
from sensing.instant import BEIJING, Micros, from_micros, to_micros

#: The date of a trial that names none: a quiet Sunday in the flood season.
USUAL_DATE: Final = datetime(2026, 7, 19, tzinfo=BEIJING)

_CLOCK = re.compile(r"(\d{1,4}):([0-5]\d)(?::([0-5]\d))?", re.ASCII)
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)


class TrialError(FenghuoError):
    """A part of a trial cannot be read; whoever reads the document adds file and line."""


def parse_date(text: str) -> datetime:
    """Return midnight in Beijing of a date such as ``2026-07-19``.

    Raises:
        TrialError: If the text is no date.
    """
    try:
        date = datetime.fromisoformat(text) if _DATE.fullmatch(text) else None
    except ValueError:
        date = None
    if date is None:
        raise TrialError(f'expected a date such as 2026-07-19, got "{text}"')
    return date.replace(tzinfo=BEIJING)


def is_clock(text: str) -> bool:
    """Return whether a text looks like a time of a trial."""
    return _CLOCK.fullmatch(text) is not None


def parse_clock(text: str, *, date: datetime) -> Micros:
    """Return the instant of a time such as ``10:05``, ``10:05:30`` or, the day after, ``34:05``; µs.

    Raises:
        TrialError: If the text is no time.
    """
    found = _CLOCK.fullmatch(text)
    if found is None:
        raise TrialError(f'expected a time such as 10:05 or, on the next day, 34:05, got "{text}"')
    hours, minutes, seconds = (int(part or 0) for part in found.groups())
    try:
        return to_micros(date.astimezone(UTC) + timedelta(hours=hours, minutes=minutes, seconds=seconds))
    except OverflowError:
        raise TrialError(f"expected a time within the years 1 to 9999, got {text} of {date:%Y-%m-%d}") from None


def format_clock(instant: int, *, date: datetime) -> str:
    """Return an instant as ``parse_clock`` reads it; parts of a second are shown as decimals."""
    since = from_micros(instant) - date
    seconds, micros = divmod(since // timedelta(microseconds=1), 1_000_000)
    minutes, second = divmod(seconds, 60)
    shown = f"{minutes // 60:02}:{minutes % 60:02}"
    if micros:
        return f"{shown}:{second:02}.{micros:06}".rstrip("0")
    return f"{shown}:{second:02}" if second else shown
