"""Times of HJ 212: digits in Beijing time.

``DataTime`` is the instant of sampling for 2011 and 2021, and the START of the interval for minute, hour and
day data (2051, 2061, 2031, 2041): a reading of an interval is filed at its beginning. ``SampleTime`` of a factor,
where an analyser takes its time, says it better than either.

Source:
    HJ 212-2017, 6.6.2 (commands) and table 6.
"""

from __future__ import annotations

import re
from datetime import datetime, timedelta

from sensing.instant import BEIJING, Micros, from_micros, to_micros

#: YYYYMMDDhhmmss, then up to three digits of a second; some devices leave the seconds out.
_DIGITS = re.compile(r"(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)?(\d{1,3})?")


def parse_time(text: str) -> Micros | None:
    """Return the instant that digits name, µs since the epoch; None when they name none."""
    found = _DIGITS.fullmatch(text) if text.isascii() else None
    if found is None:
        return None
    year, month, day, hour, minute, second, fraction = (part or "0" for part in found.groups())
    try:
        instant = datetime(int(year), int(month), int(day), int(hour), int(minute), int(second), tzinfo=BEIJING)
        return to_micros(instant + timedelta(milliseconds=int(fraction.ljust(3, "0"))))
    except (ValueError, OverflowError):
        return None


def format_time(instant: Micros) -> str:
    """Return an instant as 14 digits in Beijing time."""
    return from_micros(instant).astimezone(BEIJING).strftime("%Y%m%d%H%M%S")


def request_number(instant: Micros) -> str:
    """Return an instant as a QN: 17 digits in Beijing time, to the millisecond."""
    return f"{format_time(instant)}{instant // 1000 % 1000:03d}"
