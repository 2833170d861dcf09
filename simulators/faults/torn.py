"""Torn: a gauge that the water takes away. Its last reading is from the rise, and then nothing. Pure."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from simulators.faults.fault import Window, station_of
from simulators.faults.outage import GRACE_S, status_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from simulators.telegram import Telegram


@dataclass(frozen=True, slots=True, kw_only=True)
class Torn:
    """A station that is gone for good."""

    station: str
    division: str
    #: When, simulated seconds since the start; a reading of that instant is lost already.
    at_s: float
    #: Whether the broker has its last will; without one nobody is told.
    has_will: bool = True

    @property
    def window(self) -> Window:
        """Return from when on it is gone."""
        return Window(from_s=self.at_s, until_s=math.inf)

    def became(self, telegram: Telegram) -> Sequence[Telegram]:
        """Return the telegram if it left in time."""
        is_gone = telegram.at_s >= self.at_s and station_of(telegram) == self.station
        return () if is_gone else (telegram,)

    def added(self) -> Iterator[Telegram]:
        """Return nothing."""
        return iter(())

    def wills(self) -> Sequence[Telegram]:
        """Return its last will, if it left one."""
        if not self.has_will:
            return ()
        return tuple(status_of({self.station: self.division}, at_s=self.at_s + GRACE_S, is_online=False))
