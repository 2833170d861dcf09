"""Sighting: one thing seen, joined from everything that was told of it.

A camera tells the start, updates and the end of one event under one id. Tellings are joined so that their order and
repetition do not matter: the earliest start, the latest instant seen, the highest confidence; whether it goes on, by
the highest revision.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from sensing.errors import InstantError
from sensing.instant import parse_instant, to_micros

if TYPE_CHECKING:
    from sensing.event import SensedEvent

#: How long an event that was begun and not ended counts as seen after it was last told of, µs. The end may be lost
#: with the link; then the thing must not seem to go on for ever, or a new one would be no news.
LONGEST_OPEN: Final = 24 * 3600 * 1_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Sighting:
    """One thing seen by one camera or person."""

    #: Who saw it, and the id they gave it.
    station: str
    id: str
    #: First seen, and last known to be seen, µs.
    begun: int
    seen: int
    #: Until when it counts as seen because nobody said that it ended, µs; 0 where nothing lasts.
    open_until: int
    has_ended: bool
    #: 0..1; 1 when nobody states one.
    confidence: float
    #: Newest arrival, µs.
    arrived: int
    #: Of the highest revision.
    revision: int
    kind: str
    lon: float
    lat: float

    @property
    def key(self) -> tuple[str, str]:
        """What tells it from others."""
        return self.station, self.id

    @property
    def earliest(self) -> int:
        """Instant before which it changes nothing, µs."""
        return self.begun

    @property
    def last(self) -> int:
        """Until when it counts as seen, µs."""
        return self.seen if self.has_ended else max(self.seen, self.open_until)


def sighting_of(event: SensedEvent) -> Sighting:
    """Return what one telling says."""
    # Nothing is seen before it happens: a clock that runs ahead is held back to the arrival.
    begun = min(event.phenomenon_time, event.result_time)
    state = event.attrs.get("state")
    seen = begun
    if state == "update":
        seen = event.result_time
    elif state == "end":
        seen = max(begun, min(_ended(event), event.result_time))
    return Sighting(
        station=event.station,
        id=event.id,
        begun=begun,
        seen=seen,
        open_until=event.result_time + LONGEST_OPEN if state in {"start", "update"} else 0,
        has_ended=state == "end",
        confidence=1.0 if event.confidence is None else event.confidence,
        arrived=event.result_time,
        revision=event.revision,
        kind=event.kind,
        lon=event.lon,
        lat=event.lat,
    )


def _ended(event: SensedEvent) -> int:
    text = event.attrs.get("end")
    if not isinstance(text, str):
        return event.result_time
    try:
        return to_micros(parse_instant(text))
    except InstantError:
        return event.result_time


def joined(one: Sighting, other: Sighting) -> Sighting:
    """Return what two tellings of one sighting say together."""
    newest = max(one, other, key=lambda each: (each.revision, each.arrived, each.kind, each.lon, each.lat))
    # What the highest revision says of it goes on: that is also what is left of it after a restart.
    going_on = max(one, other, key=lambda each: (each.revision, each.open_until))
    return Sighting(
        station=one.station,
        id=one.id,
        begun=min(one.begun, other.begun),
        seen=max(one.seen, other.seen),
        open_until=going_on.open_until,
        has_ended=one.has_ended or other.has_ended,
        confidence=max(one.confidence, other.confidence),
        arrived=max(one.arrived, other.arrived),
        revision=newest.revision,
        kind=newest.kind,
        lon=newest.lon,
        lat=newest.lat,
    )
