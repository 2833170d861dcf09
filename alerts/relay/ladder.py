"""Ladder: by which transport a node speaks, the best that works. Pure; two thresholds, so that nothing flaps.

IP → text message → satellite short message → a file in somebody's pocket. Down at once, up only after the better one
has worked for a while: a link that comes and goes every minute loses what is under way each time.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import timedelta
from enum import IntEnum
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

#: How long a better transport must have worked before it is taken again.
STEADY: Final = timedelta(minutes=3)


class Transport(IntEnum):
    """A way of reaching the node above, the best first."""

    IP = 0
    SMS = 1
    SATELLITE = 2
    #: Always there: a person carries it.
    FILE = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Ladder:
    """Where a node stands on the ladder."""

    taken: Transport = Transport.FILE
    #: Since when it is taken; None: nothing was judged yet.
    since: datetime | None = None
    #: Since when each transport has worked without a break.
    up_since: Mapping[Transport, datetime] = field(default_factory=dict)


def judged(ladder: Ladder, *, works: Mapping[Transport, bool], now: datetime, steady: timedelta = STEADY) -> Ladder:
    """Return the ladder after each transport was looked at; one that is not named does not work."""
    up = {each for each in Transport if works.get(each) or each is Transport.FILE}
    up_since = {each: min(ladder.up_since.get(each, now), now) for each in up}
    best = min(up)
    if ladder.since is None:
        return Ladder(taken=best, since=now, up_since=up_since)
    ladder = replace(ladder, up_since=up_since)
    if ladder.taken not in up:
        return replace(ladder, taken=best, since=now)
    proven = min((each for each in up if now - up_since[each] >= steady or each == ladder.taken), default=ladder.taken)
    return replace(ladder, taken=proven, since=now) if proven < ladder.taken else ladder
