"""Durations as people write them: ``10m``, ``1h30m``, ``90s``, ``2d``.

Units go from large to small, each at most once; only seconds may have decimals. A bare number is refused,
because nobody can tell minutes from seconds; a bare ``0`` is plain enough.
"""

from __future__ import annotations

import re
from datetime import timedelta

from sensing.errors import DurationError

#: The longest duration that can be asked for.
LONGEST = timedelta(days=366)

_FORM = re.compile(
    r"(?:(?P<days>\d{1,8})d)?(?:(?P<hours>\d{1,8})h)?(?:(?P<minutes>\d{1,8})m)?"
    r"(?:(?P<seconds>\d{1,8})(?:\.(?P<fraction>\d{1,6}))?s)?",
    re.ASCII,
)


def parse_duration(text: str) -> timedelta:
    """Return the duration that a text such as ``1h30m`` names, exactly.

    Raises:
        DurationError: If the text is no duration or names one of more than 366 days.
    """
    if text == "0":
        return timedelta(0)
    match = _FORM.fullmatch(text)
    if not text or match is None:
        raise DurationError(f'expected a duration such as 90s, 10m, 1h30m or 2d, got "{text}"')
    parts = match.groupdict()
    fraction = parts.pop("fraction") or ""
    span = timedelta(**{unit: int(number) for unit, number in parts.items() if number})
    span += timedelta(microseconds=int(fraction.ljust(6, "0")))
    if span > LONGEST:
        raise DurationError(f'expected at most {LONGEST.days}d, got "{text}"')
    return span


def format_duration(span: timedelta) -> str:
    """Return a duration of zero or more as ``parse_duration`` reads it; zero is ``0s``."""
    minutes, seconds = divmod(span.seconds, 60)
    hours, minutes = divmod(minutes, 60)
    text = "".join(f"{n}{unit}" for n, unit in ((span.days, "d"), (hours, "h"), (minutes, "m")) if n)
    if span.microseconds:
        return f"{text}{seconds}.{span.microseconds:06d}".rstrip("0") + "s"
    return f"{text}{seconds}s" if seconds or not text else text
