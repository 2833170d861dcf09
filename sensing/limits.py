"""Limits: what quality control holds against the readings of one datastream.

Every limit is in the canonical unit of the observed property. ``None`` or empty means: take the default of the
property, and where that has none either, do not check.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sensing.errors import RegistryError

if TYPE_CHECKING:
    from datetime import timedelta


#: Ranges of a soft limit that differ by calendar month.
MONTHS = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """Bounds of one datastream. An empty one checks what the property's defaults say."""

    #: Lowest and highest value that is possible at all; outside is unreliable.
    hard: tuple[float, float] | None = None
    #: Lowest and highest usual value: one pair for the year or twelve, January first; outside is doubtful.
    soft: tuple[tuple[float, float], ...] = ()
    #: Fastest believable rise, per hour; faster is doubtful.
    rise: float | None = None
    #: Fastest believable fall, per hour, as a positive number; faster is doubtful.
    fall: float | None = None
    #: The same value for longer than this is doubtful.
    stuck: timedelta | None = None
    #: A single reading that leaves both neighbours in time by more than this is doubtful.
    spike: float | None = None
    #: A sudden lasting step larger than this is doubtful.
    shift: float | None = None
    #: Alternating steps larger than this, several in a row, are doubtful.
    oscillation: float | None = None
    #: Stations whose readings of the same property should agree.
    neighbours: tuple[str, ...] = ()
    #: How far it may lie from the median of its neighbours; further is doubtful.
    disagreement: float | None = None

    def __post_init__(self) -> None:
        """Refuse bounds that could not be meant.

        Raises:
            RegistryError: If a range is empty, a month is missing, or what must be positive is not; names the bound.
        """
        if len(self.soft) not in {0, 1, MONTHS}:
            message = f"limits.soft: expected one range or {MONTHS}, January first, got {len(self.soft)}"
            raise RegistryError(message)
        ranges = [("hard", self.hard)] if self.hard else []
        for name, (low, high) in [*ranges, *(("soft", each) for each in self.soft)]:
            if not -math.inf < low < high < math.inf:
                message = f"limits.{name}: expected a finite low below a finite high, got {low:g}, {high:g}"
                raise RegistryError(message)
        for name in ("rise", "fall", "spike", "shift", "oscillation", "disagreement"):
            value = getattr(self, name)
            if value is not None and not 0 < value < math.inf:
                message = f"limits.{name}: expected a finite number above zero, got {value:g}"
                raise RegistryError(message)
        if self.stuck is not None and self.stuck.total_seconds() <= 0:
            message = "limits.stuck: expected a duration of more than zero"
            raise RegistryError(message)
