"""When something happens in a drill, as people write it: an offset such as ``21h``, or a time of day such as ``14:20``.

A time of day is Beijing time, the first one after the start; ``3 14:20`` is on the third day of the drill.
"""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from sensing.duration import parse_duration
from sensing.errors import DurationError, InstantError
from sensing.instant import BEIJING, parse_instant

if TYPE_CHECKING:
    from sensing.section import Section

_CLOCK = re.compile(r"(?:(?P<day>[1-9]\d?) )?(?P<hour>[01]\d|2[0-3]):(?P<minute>[0-5]\d)", re.ASCII)


def read_start(section: Section, key: str) -> datetime:
    """Return the instant under a key, aware, in Beijing time.

    Raises:
        DocumentError: If it is none.
    """
    text = section.text(key)
    try:
        return parse_instant(text).astimezone(BEIJING)
    except InstantError as error:
        section.fail(f"{section.path(key)}: {error}", key=key)


def read_when(section: Section, key: str, *, start: datetime, length: timedelta) -> timedelta:
    """Return the offset from the start that is written under a key.

    Raises:
        DocumentError: If it is neither an offset nor a time of day, or lies after the end.
    """
    text = section.text(key)
    offset = _offset(text, start=start)
    if offset is None:
        section.fail(
            f'{section.path(key)}: expected an offset such as 21h, or a time of day such as "14:20" or "3 14:20", '
            f'got "{text}"',
            key=key,
        )
    if not timedelta(0) <= offset <= length:
        section.fail(f"{section.path(key)}: {text} lies outside the drill, which lasts {length}", key=key)
    return offset


def _offset(text: str, *, start: datetime) -> timedelta | None:
    said = _CLOCK.fullmatch(text)
    if said is None:
        try:
            return parse_duration(text)
        except DurationError:
            return None
    when = start.replace(hour=int(said["hour"]), minute=int(said["minute"]), second=0, microsecond=0)
    if said["day"]:
        return when + timedelta(days=int(said["day"]) - 1) - start
    return (when if when >= start else when + timedelta(days=1)) - start
