"""Staleness: how old what a standby shows may be, from positions in the primary's log. Pure.

Every now and then somebody asks the primary how far its log goes. A standby that has replayed a position shows
everything that was committed when the primary stood there. So its staleness follows from one clock, the asker's, and
from no clock of a server; a primary that is silent makes its standby older, one that is idle does not.
"""

from __future__ import annotations

from collections import deque
from typing import Final, NamedTuple

#: Marks that are kept: a standby that is behind the oldest is as good as lost.
MOST: Final = 1000


class Mark(NamedTuple):
    """Where the primary stood."""

    #: Instant before it was asked, s of the asker's clock.
    at: float
    #: End of its log, bytes.
    position: int


class Marks:
    """What is known of the primary's way, oldest first; not safe to share between threads."""

    def __init__(self) -> None:
        self._marks: deque[Mark] = deque(maxlen=MOST)

    def note(self, at: float, position: int) -> None:
        """Remember where the primary stood.

        Args:
            at: An instant before it was asked, s; never before an earlier one.
            position: End of its log, bytes.
        """
        if self._marks and position < self._marks[-1].position:
            # Another server is the primary by now, and has less than the one before had.
            self._marks.clear()
        self._marks.append(Mark(at, position))

    def shown_by(self, replayed: int) -> float | None:
        """Return the last known instant all of whose commits a standby shows, s; None where none is known.

        Args:
            replayed: End of the log that it has replayed, bytes.
        """
        return next((mark.at for mark in reversed(self._marks) if mark.position <= replayed), None)
