"""What arrives beside readings: events seen by cameras and people, station status, and what was not understood."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True, kw_only=True)
class SensedEvent:
    """One thing a camera or a person saw."""

    station: str
    #: Id given by the device; (station, id) is unique.
    id: str
    #: When it was seen, µs since the epoch.
    phenomenon_time: int
    #: When it arrived here, µs since the epoch.
    result_time: int
    #: Class of thing seen, e.g. ``fire_smoke``.
    kind: str
    #: 0..1, None when the device gives none.
    confidence: float | None
    #: Degrees WGS-84; the station's own place when the device gives none.
    lon: float
    lat: float
    #: x, y, width, height as parts of the picture, 0..1.
    bbox: tuple[float, float, float, float] | None = None
    image_url: str = ""
    image_sha256: str = ""
    attrs: dict[str, Any] = field(default_factory=dict)
    #: The same event told again, better: the higher revision replaces the lower.
    revision: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class StatusReport:
    """A station said that it came or went (its last will speaks for it when it cannot)."""

    station: str
    division: str
    is_online: bool
    #: µs since the epoch.
    phenomenon_time: int
    result_time: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Reject:
    """A message, or a part of one, that was not understood; kept in quarantine, never lost."""

    topic: str
    #: The message as it came, at most 64 KiB of it.
    payload: bytes
    #: Stable code, e.g. ``unknown_station``.
    code: str
    #: One line: what was expected, what came, where.
    detail: str
    #: When it arrived, µs since the epoch.
    result_time: int
    #: Station named by the topic, empty when the topic names none.
    station: str = ""
