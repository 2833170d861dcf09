"""Stamp: a hybrid logical clock. Follows the node's own clock, and never falls behind what the node has heard.

So whoever answers to a fact has a later stamp than the fact, whatever the clocks say. A stamp from too far ahead is
not followed: one node whose clock is years off must not drag the others along.

Source:
    Kulkarni et al., Logical Physical Clocks (2014).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from sensing.instant import to_micros

if TYPE_CHECKING:
    from datetime import datetime

#: How far ahead of the own clock a stamp is still followed.
LEAP: Final = timedelta(days=1)
_MS = timedelta(milliseconds=1)


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class Stamp:
    """When something was done, in an order that respects who knew what."""

    #: Milliseconds since 1970.
    ms: int
    #: Tells apart what happened within one, or while the own clock was behind.
    count: int = 0


#: Before everything.
EARLIEST: Final = Stamp(ms=0)


def ticked(last: Stamp, *, now: datetime) -> Stamp:
    """Return the stamp of what is done now, after ``last``."""
    ms = to_micros(now) // 1000
    return Stamp(ms=ms) if ms > last.ms else Stamp(ms=last.ms, count=last.count + 1)


def heard(last: Stamp, other: Stamp, *, now: datetime) -> Stamp:
    """Return the last stamp after one from elsewhere was heard; ``last`` itself where it is not followed."""
    latest = (to_micros(now) // 1000) + LEAP // _MS
    return other if last < other and other.ms <= latest else last
