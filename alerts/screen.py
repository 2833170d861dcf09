"""Screens on walls: who they are, and when one counts as lost. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime

#: A screen that said nothing for so long is lost: it may show yesterday's map.
LOST_AFTER = timedelta(seconds=60)


@dataclass(frozen=True, slots=True, kw_only=True)
class Screen:
    """A screen that has registered itself."""

    id: str
    name: str
    #: 12-digit division code; empty: the whole city.
    division: str
    #: Where it hangs, for whoever has to look after it.
    place: str
    registered: datetime
    #: Last heartbeat.
    seen: datetime
    #: Since when it counts as lost; None: it does not.
    lost: datetime | None = None

    def is_silent(self, *, now: datetime, patience: timedelta = LOST_AFTER) -> bool:
        """Return whether it has said nothing for too long."""
        return now - self.seen > patience
