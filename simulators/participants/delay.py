"""Delay: how long somebody takes, as three spans: least, usual and most. Pure."""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from sensing.duration import parse_duration
from sensing.errors import DurationError

if TYPE_CHECKING:
    from sensing.section import Section

_SPANS = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Delay:
    """A triangular distribution: nobody is faster than the least, few are slower than usual by much."""

    least: timedelta
    usual: timedelta
    most: timedelta

    def at(self, part: float) -> timedelta:
        """Return the span below which a part (0..1) of all cases lie."""
        width = (self.most - self.least).total_seconds()
        if not width:
            return self.least
        rise = (self.usual - self.least).total_seconds() / width
        if part < rise:
            return self.least + timedelta(seconds=width * math.sqrt(part * rise))
        return self.most - timedelta(seconds=width * math.sqrt((1 - part) * (1 - rise)))


def read_delay(section: Section, key: str, *, default: Delay) -> Delay:
    """Return the delay under a key, ``[1m, 5m, 30m]``; an absent key is the default.

    Raises:
        DocumentError: If it is not three spans that grow.
    """
    if not section.has(key):
        return default
    written = section.plain(key)
    try:
        spans = [parse_duration(str(text)) for text in written] if isinstance(written, list) else []
    except DurationError as error:
        section.fail(f"{section.path(key)}: {error}", key=key)
    if len(spans) != _SPANS or spans != sorted(spans):
        section.fail(f"{section.path(key)}: expected least, usual and most, such as [1m, 5m, 30m]", key=key)
    return Delay(least=spans[0], usual=spans[1], most=spans[2])
