"""Guess: what the messages of a station that is not registered say about it.

They are read as if the station were there and listed nothing. What comes out is shown to a person who knows the
place; nothing is taken from it without being asked.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from ingest.wire.codecs import CODECS
from ingest.wire.observation import read_observations, salvage
from ingest.wire.raw import Memory
from ingest.wire.reader import read_frames
from ingest.wire.topic import Kind, Topic, parse_topic
from sensing.adoption import Guess
from sensing.property import PROPERTIES, Domain
from sensing.station import Datastream, Station, StationId, StationKind

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ingest.wire.message import Message

#: Names shown of what no observed property is called.
_MOST_UNKNOWN = 50
_KINDS = {
    Domain.HYDROLOGY: StationKind.RIVER_GAUGE,
    Domain.RAIN: StationKind.RAIN_GAUGE,
    Domain.METEOROLOGY: StationKind.WEATHER,
    Domain.AIR: StationKind.AIR,
    Domain.WATER_QUALITY: StationKind.WATER_QUALITY,
    Domain.SOIL: StationKind.SOIL,
}


class _Seen:
    """What was found so far, each thing in the order in which it was seen."""

    def __init__(self) -> None:
        self.divisions: Counter[str] = Counter()
        self.kinds: dict[str, None] = {}
        self.codecs: dict[str, None] = {}
        #: Source code by property; empty where the property is named itself.
        self.properties: dict[str, str] = {}
        self.unknown: dict[str, None] = {}

    def note(self, name: str, *, source: str = "") -> None:
        """Note the name of something measured."""
        if name in PROPERTIES:
            self.properties.setdefault(name, source)
        elif name or source:
            self.unknown[name or source] = None


def guess(messages: Iterable[Message], *, name: str) -> Guess:
    """Return what messages say about the station that their topics name."""
    seen = _Seen()
    # Only what codecs ask of a station: its name, and that any address may be its own.
    station = Station(id=StationId(name), name=name, kind=StationKind.OTHER, division="0" * 12, lon=0.0, lat=0.0)
    for message in messages:
        topic = parse_topic(message.topic)
        if not isinstance(topic, Topic):
            continue
        seen.divisions[topic.division] += 1
        seen.kinds[topic.kind.value] = None
        if topic.kind is Kind.OBS:
            _note_observations(message.payload, seen=seen)
        elif topic.kind is Kind.RAW and topic.codec in CODECS:
            seen.codecs[topic.codec] = None
            raw = read_frames(topic.codec, message, station=station, memory=Memory())
            for reading in raw.readings:
                if not reading.is_optional:
                    seen.note(reading.property, source=reading.source)
            if raw.events or raw.addressed:
                seen.kinds[Kind.EVENT.value] = None
    return Guess(
        kind=_kind(seen),
        division=seen.divisions.most_common(1)[0][0] if seen.divisions else "",
        codecs=tuple(seen.codecs),
        kinds=tuple(seen.kinds),
        datastreams=tuple(Datastream(property=key, unit=PROPERTIES[key].unit) for key in seen.properties),
        unknown=tuple(seen.unknown)[:_MOST_UNKNOWN],
    )


def _note_observations(payload: bytes, *, seen: _Seen) -> None:
    observations = read_observations(payload)
    if observations is None:
        observations = [observation for _, observation in salvage(payload)[0]]
    for observation in observations:
        for name in observation.v or {}:
            seen.note(name)


def _kind(seen: _Seen) -> StationKind:
    """Return the kind of station that measures such things; a gauge with a rain bucket is a gauge."""
    if "reservoir_level" in seen.properties:
        return StationKind.RESERVOIR
    domains = [PROPERTIES[key].domain for key in seen.properties]
    if Domain.HYDROLOGY in domains:
        return StationKind.RIVER_GAUGE
    known = Counter(domain for domain in domains if domain in _KINDS)
    if known:
        return _KINDS[known.most_common(1)[0][0]]
    return StationKind.CAMERA if Kind.EVENT.value in seen.kinds else StationKind.OTHER
