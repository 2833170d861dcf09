"""Tries: how many wrong secrets a place has shown of late. Pure; the store keeps the counts for all processes.

A place is a person, an address, or both, known by a hash: people type passwords into the field of the name.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime, timedelta


@dataclass(frozen=True, slots=True, kw_only=True)
class Tries:
    """What a place has tried."""

    count: int
    #: When it tried last, or when it was locked.
    last: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Tried:
    """What counting a try said."""

    #: Until when a place is locked; None: the try may be judged.
    until: datetime | None = None
    #: Tries left after this one at the place that has fewest.
    left: int = 0


def counted(known: Tries | None, *, limit: int, at: datetime, span: timedelta) -> Tries:
    """Return what a place has tried with this try.

    One that is above ``limit`` is locked until ``span`` after its last try that was judged: trying on does not make
    it longer, or somebody else could keep a person out for ever.
    """
    if known is None or known.last + span <= at:
        return Tries(count=1, last=at)
    return Tries(count=known.count + 1, last=known.last if known.count >= limit else at)
