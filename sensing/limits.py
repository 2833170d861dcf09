"""Limits: what quality control holds against the readings of one datastream.

Every limit is in the canonical unit of the observed property. ``None`` or empty means: take the default of the
property, and where that has none either, do not check.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import timedelta


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
