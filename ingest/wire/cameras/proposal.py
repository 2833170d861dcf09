"""``cam.event/1``: what one MQTT message of a camera should carry, as proposed for cameras that recognise hazards.

Beside the event it may carry a reading, a water level read off a staff gauge, which becomes an observation.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from geo.datum import bd09_to_wgs84, gcj02_to_wgs84
from ingest.wire.cameras.episodes import Episodes
from ingest.wire.cameras.fields import instant_text, list_of, mapping_of, number_of, text_of
from ingest.wire.cameras.sighting import ENDED, Sighting, place_of, told
from ingest.wire.cameras.vocabulary import EventClass, class_in
from ingest.wire.document import parse_document
from ingest.wire.instant import resolve_instant
from ingest.wire.raw import Raw, RawReading
from ingest.wire.refusal import Code, Refusal, shown
from sensing.property import PROPERTIES
from sensing.quality import Check, Quality

if TYPE_CHECKING:
    from ingest.wire.raw import Memory
    from sensing.station import Station

CODEC: Final = "cam-event+json"
SCHEMA: Final = "cam.event/1"
_STATES: Final = frozenset({"start", "update", "end", "pulse"})
_TYPES: Final = {
    "smoke": EventClass.FIRE_SMOKE,
    "fire": EventClass.FIRE_SMOKE,
    "floating_debris": EventClass.FLOATING_DEBRIS,
    "water_gauge": EventClass.WATER_GAUGE,
    "water_colour": EventClass.WATER_COLOUR,
    "intrusion": EventClass.INTRUSION,
    "landslide": EventClass.LANDSLIDE,
    "camera_fault": EventClass.CAMERA_FAULT,
}
#: Datums that are WGS-84 as far as a warning needs.
_GLOBAL: Final = frozenset({"", "EPSG:4326", "EPSG:4490", "WGS-84", "WGS84", "CGCS2000"})
#: Flags of HJ 212-2017, 6.6.5, as the proposal takes them over.
_FLAGS: Final = {
    "": (Quality.GOOD, Check.NONE),
    "N": (Quality.GOOD, Check.NONE),
    "F": (Quality.UNRELIABLE, Check.STOPPED),
    "M": (Quality.UNRELIABLE, Check.MAINTENANCE),
    "S": (Quality.DOUBTFUL, Check.MANUAL),
    "D": (Quality.UNRELIABLE, Check.FAULT),
    "C": (Quality.UNRELIABLE, Check.CALIBRATION),
    "T": (Quality.DOUBTFUL, Check.OVER_RANGE),
    "B": (Quality.UNRELIABLE, Check.INSTRUMENT_LINK),
}
#: Parts of the message that are passed on as they are.
_PASSED: Final = ("model", "ptz", "frames_positive", "masked", "clock_offset_ms", "end_time")
_CORNERS: Final = 4


def read_proposal(payload: bytes, *, station: Station, arrived: int, memory: Memory) -> Raw:
    """Return the event and the reading of a message."""
    document = parse_document(payload)
    if isinstance(document, Refusal):
        return Raw(refusals=(document,))
    message = mapping_of(document)
    if message.get("schema") != SCHEMA:
        detail = f"schema: expected {SCHEMA}, got {shown(message.get('schema'))}"
        return Raw(refusals=(Refusal(code=Code.BAD_VALUE, detail=detail),))
    at = resolve_instant(instant_text(text_of(message.get("time"))) or None, arrived=arrived)
    if isinstance(at, Refusal):
        return Raw(refusals=(at,))
    episodes = Episodes.of(memory, CODEC)
    raw = told([_sighting(message, at, station=station, episodes=episodes)], station=station, arrived=arrived)
    readings = _readings(message, time=at if message.get("time") else None)
    return Raw(addressed=raw.addressed, readings=readings, refusals=raw.refusals)


def _sighting(message: dict[str, Any], at: int, *, station: Station, episodes: Episodes) -> Sighting | Refusal:
    id_, type_, state = (text_of(message.get(name)) for name in ("event_id", "type", "state"))
    if not id_ or not type_:
        return Refusal(code=Code.MISSING_FIELD, detail="event_id, type: expected both, got at most one")
    if (state := state or "pulse") not in _STATES:
        return Refusal(code=Code.BAD_VALUE, detail=f"state: expected start, update, end or pulse, got {shown(state)}")
    place = _place(mapping_of(message.get("location")))
    if isinstance(place, Refusal):
        return place
    image = mapping_of(message.get("image"))
    return Sighting(
        id=id_,
        kind=_TYPES.get(type_) or class_in(type_),
        time=_started((str(station.id), id_), at, state=state, episodes=episodes) / 1000,
        address=text_of(message.get("device_id")),
        confidence=number_of(message.get("confidence")),
        place=place,
        bbox=_bbox(message.get("bbox")),
        image_url=text_of(image.get("url")),
        image_sha256=text_of(image.get("sha256")).lower(),
        attrs=_attrs(message, type_=type_, state=state),
        revision=_revision(state, number_of(message.get("seq"))),
    )


def _started(key: tuple[str, str], at: int, *, state: str, episodes: Episodes) -> int:
    """Return when the event began: told at its start, remembered after it."""
    if state in {"start", "update"}:
        return episodes.begin(key, at)[0].started
    episode = episodes.end(key, at) if state == "end" else None
    return episode.started if episode else at


def _revision(state: str, seq: float | None) -> int:
    if state == "update":
        return int(min(max(seq or 1, 1), ENDED - 1))
    return ENDED if state == "end" else 0


def _attrs(message: dict[str, Any], *, type_: str, state: str) -> dict[str, Any]:
    location, reading = mapping_of(message.get("location")), mapping_of(message.get("reading"))
    return {
        "type": type_,
        "state": state,
        **{name: message.get(name) for name in _PASSED},
        "radius_m": number_of(location.get("radius_m")),
        "located_by": text_of(location.get("method")),
        "datum": text_of(reading.get("datum")),
        "gauge_zero_m": number_of(reading.get("gauge_zero_m")),
    }


def _bbox(value: Any) -> tuple[float, float, float, float] | None:
    numbers = [number for item in list_of(value) if (number := number_of(item)) is not None]
    return (numbers[0], numbers[1], numbers[2], numbers[3]) if len(numbers) == _CORNERS else None


def _place(location: dict[str, Any]) -> tuple[float, float] | Refusal | None:
    place = place_of(number_of(location.get("lon")), number_of(location.get("lat")))
    datum = text_of(location.get("crs")).upper()
    if place is None or datum in _GLOBAL:
        return place
    if datum not in {"GCJ-02", "GCJ02", "BD-09", "BD09"}:
        detail = f"location.crs: expected EPSG:4490, EPSG:4326, GCJ-02 or BD-09, got {shown(datum)}"
        return Refusal(code=Code.BAD_LOCATION, detail=detail)
    lon, lat = (gcj02_to_wgs84 if datum.startswith("GCJ") else bd09_to_wgs84)(*place)
    return float(lon), float(lat)


def _readings(message: dict[str, Any], *, time: int | None) -> tuple[RawReading, ...]:
    """Return the reading that goes with the event: ``water_level_m`` is the property and its unit."""
    reading = mapping_of(message.get("reading"))
    source, value = text_of(reading.get("name")), number_of(reading.get("value"))
    if not source or value is None:
        return ()
    name, unit = (source, "") if source in PROPERTIES else source.rpartition("_")[::2]
    quality, why = _FLAGS.get(text_of(reading.get("quality")).upper(), (Quality.DOUBTFUL, Check.NONE))
    address = text_of(message.get("device_id"))
    return (RawReading(source, name, time, value, quality, why, address=address, unit=unit),)
