"""Outage: when a camera could not see, as far as anybody here can tell.

A camera is away from the moment its status (or its last will) says so, or, where it has datastreams, from the moment
nothing has arrived on any of them for as long as they may be silent; until anything arrives from it again. What has
neither status nor datastreams (a person's telephone) is never away.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Final

from rules.column import FOREVER, NEVER

if TYPE_CHECKING:
    from collections.abc import Iterable

#: Outages kept of one camera; beyond it the two oldest become one, as if it had been away in between.
MOST: Final = 32

#: From and until, µs.
Span = tuple[int, int]


@dataclass(slots=True, kw_only=True)
class Camera:
    """What is known of how a camera was heard; all instants are arrivals, µs."""

    #: Latest arrival of anything but "offline".
    heard: int = NEVER
    #: Without anything for this long it is away, µs; FOREVER where it has no datastream.
    silent_after: int = FOREVER
    #: Since when its status says that it is away; NEVER while it does not.
    offline: int = NEVER
    outages: list[Span] = field(default_factory=list)

    def hear(self, at: int) -> None:
        """Note that something arrived; of two words of one instant, the one that it is away counts."""
        if at < self.heard or at == self.offline:
            return
        gone = self._gone()
        if gone < at:
            self.outages.append((gone, at))
            if len(self.outages) > MOST:
                self.outages[:2] = [(self.outages[0][0], self.outages[1][1])]
        self.offline, self.heard = NEVER, at

    def leave(self, at: int) -> None:
        """Note that its status says it is away."""
        if at >= self.heard and self.offline == NEVER:
            self.offline = at

    def spans(self) -> list[Span]:
        """Return when it was, is, or unless heard will be away."""
        gone = self._gone()
        return [*self.outages, (gone, FOREVER)] if gone < FOREVER else list(self.outages)

    def shifted(self, by: int) -> Camera:
        """Return the same by a clock that runs ``by`` µs ahead."""
        return replace(
            self,
            heard=_moved(self.heard, by),
            offline=_moved(self.offline, by),
            outages=[(begin + by, end + by) for begin, end in self.outages],
        )

    def _gone(self) -> int:
        silent = FOREVER if self.heard == NEVER or self.silent_after == FOREVER else self.heard + self.silent_after
        return silent if self.offline == NEVER else min(silent, self.offline)


def _moved(instant: int, by: int) -> int:
    return instant if instant == NEVER else instant + by


def unseen_since(last: int, away: Iterable[Span], *, span: int) -> int:
    """Return when nothing was seen for ``span`` µs by cameras that could see all the while; FOREVER if not yet.

    The time begins anew whenever a camera comes back, because nobody can tell what it missed.

    Args:
        last: When the thing was last seen, µs.
        away: When the cameras were away.
        span: µs.
    """
    start = last
    for begin, end in sorted(away):
        if begin >= start + span:
            break
        start = max(start, end)
    return start + span if start < FOREVER else FOREVER
