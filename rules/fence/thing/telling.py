"""Telling: where a thing was, as one event says, and which tellings are of one thing.

Tellings of one thing are put in order of their own time. A telling is true at the instant that it states; where that
goes on saying when the thing was first seen, as cameras do that tell ``update`` and ``end``, at its arrival or at the
end that it states.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from rules.event.sighting import sighting_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from rules.fence.thing.thing import Thing
    from sensing.event import SensedEvent

#: Attribute with which a camera numbers what it follows.
TRACK: Final = "track"

#: What a thing is known by: who numbers it (empty where anybody does), and its name.
Name = tuple[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Telling:
    """One place of one thing."""

    thing: Name
    station: str
    id: str
    revision: int
    #: What the event states, and until when it says that the thing was seen, µs.
    stated: int
    seen: int
    #: Until when the thing counts as seen because nobody said that it ended, µs; 0 where nothing lasts.
    open_until: int
    has_ended: bool
    #: Arrival, µs.
    arrived: int
    #: 0..1; 1 when nobody states one.
    confidence: float
    kind: str
    #: Degrees.
    lon: float
    lat: float
    #: Fences of the rule that hold the place, whenever they are valid.
    held: tuple[str, ...]

    @property
    def key(self) -> tuple[str, str]:
        """What tells it from others; the same again is a repetition."""
        return self.station, f"{self.id}\n{self.revision}\n{self.stated}"

    @property
    def earliest(self) -> int:
        """Instant before which it changes nothing, µs."""
        return self.stated

    @property
    def begun(self) -> int:
        """Instant that the telling is about, µs, as far as it says by itself."""
        return max(self.stated, self.seen)

    @property
    def last(self) -> int:
        """Until when it shows the thing, µs."""
        return max(self.begun, self.open_until)


def telling_of(event: SensedEvent, *, identity: str, held: tuple[str, ...]) -> Telling:
    """Return what one event says of a thing.

    Args:
        event: The event.
        identity: Attribute that names the thing whoever sees it; empty for none.
        held: The fences that hold its place.
    """
    sighting = sighting_of(event)
    return Telling(
        thing=name_of(event, identity=identity),
        station=event.station,
        id=event.id,
        revision=event.revision,
        stated=sighting.begun,
        seen=sighting.seen,
        open_until=sighting.open_until,
        has_ended=sighting.has_ended,
        arrived=sighting.arrived,
        confidence=sighting.confidence,
        kind=event.kind,
        lon=event.lon,
        lat=event.lat,
        held=held,
    )


def name_of(event: SensedEvent, *, identity: str) -> Name:
    """Return what the thing of an event is known by."""
    if identity and (name := _word(event.attrs.get(identity))):
        return "", f"{identity} {name}"
    if name := _word(event.attrs.get(TRACK)):
        return event.station, f"{TRACK} {name}"
    return event.station, event.id


def _word(value: object) -> str:
    """Return a name or number of a thing as text; empty for what is neither."""
    if isinstance(value, bool):
        return ""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value).strip() if isinstance(value, str | int | float) else ""


def first_of(one: Telling, other: Telling) -> Telling:
    """Return which of two tellings with one key counts, whatever their order: the one that arrived first."""
    return min(one, other, key=lambda each: (each.arrived, each.thing, each.seen, each.lon, each.lat, each.confidence))


def in_time(tellings: Iterable[Telling], things: Mapping[Name, Thing]) -> list[tuple[int, Telling]]:
    """Return tellings with the instant at which each was true, µs, in order of it.

    Args:
        tellings: Each once.
        things: What is known of the things from before.
    """
    began: dict[tuple[str, str], int] = {}
    corrected: dict[tuple[str, str, int], int] = {}
    tellings = list(tellings)
    for each in tellings:
        event = each.station, each.id
        before = things.get(each.thing)
        known = before.began if before is not None and before.event == event else each.stated
        began[event] = min(began.get(event, known), known, each.stated)
        if each.begun == each.stated:
            place = (*event, each.stated)
            corrected[place] = max(corrected.get(place, each.revision), each.revision)
    placed = [
        (each.begun if each.stated == began[each.station, each.id] else each.stated, each)
        for each in tellings
        # The same instant told again with a higher revision replaces the place that was told before.
        if each.begun != each.stated or each.revision == corrected[each.station, each.id, each.stated]
    ]
    return sorted(placed, key=lambda pair: (pair[0], pair[1].revision, pair[1].key))
