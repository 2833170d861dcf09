"""Hikvision: ``EventNotificationAlert`` as XML.

``active`` is repeated about once a second while something lasts and is joined into one event; ``inactive`` ends
it. An ``inactive`` without a known start is how cameras say that they live, and no event.

Source:
    Hikvision ISAPI, ``/ISAPI/Event/notification/alertStream``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from ingest.wire.cameras.episodes import Episodes
from ingest.wire.cameras.fields import instant_text, number_of, shown_instant, unit_box
from ingest.wire.cameras.markup import leaves_of, name_of, parse_markup
from ingest.wire.cameras.sighting import ENDED, Sighting, local_address, told
from ingest.wire.cameras.vocabulary import EventClass, class_in
from ingest.wire.instant import resolve_instant
from ingest.wire.raw import Raw
from ingest.wire.refusal import Code, Refusal, shown

if TYPE_CHECKING:
    from lxml import etree

    from ingest.wire.raw import Memory
    from sensing.station import Station

CODEC: Final = "hikvision+xml"
_FAULT: Final = EventClass.CAMERA_FAULT
#: ``eventType`` in lower case → class and fault.
_TYPES: Final[dict[str, tuple[EventClass, str]]] = {
    "vmd": (EventClass.MOTION, ""),
    "pir": (EventClass.MOTION, ""),
    "linedetection": (EventClass.LINE_CROSSED, ""),
    "fielddetection": (EventClass.INTRUSION, ""),
    "regionentrance": (EventClass.INTRUSION, ""),
    "regionexiting": (EventClass.INTRUSION, ""),
    "loitering": (EventClass.LOITERING, ""),
    "group": (EventClass.CROWD, ""),
    "rapidmove": (EventClass.FAST_MOTION, ""),
    "unattendedbaggage": (EventClass.OBJECT_LEFT, ""),
    "attendedbaggage": (EventClass.OBJECT_REMOVED, ""),
    "io": (EventClass.DIGITAL_INPUT, ""),
    "firedetection": (EventClass.FIRE_SMOKE, ""),
    "smokedetection": (EventClass.FIRE_SMOKE, ""),
    "smokeandfiredetection": (EventClass.FIRE_SMOKE, ""),
    "videoloss": (_FAULT, "video_lost"),
    "tamperdetection": (_FAULT, "tampered"),
    "shelteralarm": (_FAULT, "covered"),
    "defocus": (_FAULT, "blurred"),
    "scenechangedetection": (_FAULT, "scene_changed"),
    "diskfull": (_FAULT, "disk_full"),
    "diskerror": (_FAULT, "disk"),
    "badvideo": (_FAULT, "video_abnormal"),
}
_RECTANGLE: Final = ("X", "Y", "width", "height")


def read_hikvision(payload: bytes, *, station: Station, arrived: int, memory: Memory) -> Raw:
    """Return the event that an alert tells of, if any."""
    root = parse_markup(payload)
    if isinstance(root, Refusal):
        return Raw(refusals=(root,))
    if name_of(root) != "EventNotificationAlert":
        detail = f"expected EventNotificationAlert, got {shown(name_of(root))}"
        return Raw(refusals=(Refusal(code=Code.WRONG_TYPE, detail=detail),))
    sighting = _sighting(root, station=station, arrived=arrived, episodes=Episodes.of(memory, CODEC))
    return told([] if sighting is None else [sighting], station=station, arrived=arrived)


def _sighting(root: etree._Element, *, station: Station, arrived: int, episodes: Episodes) -> Sighting | Refusal | None:
    """Return what an alert tells; None for a repetition, or an end whose start is not known."""
    leaves = leaves_of(root)
    type_, state = leaves.get("eventType", ""), leaves.get("eventState", "").lower()
    if not type_:
        return Refusal(code=Code.MISSING_FIELD, detail="eventType: expected the type of an event, got none")
    if state not in {"active", "inactive"}:
        return Refusal(code=Code.BAD_VALUE, detail=f"eventState: expected active or inactive, got {shown(state)}")
    at = resolve_instant(instant_text(leaves.get("dateTime", "")) or None, arrived=arrived)
    if isinstance(at, Refusal):
        return at
    channel = leaves.get("channelID") or leaves.get("dynChannelID", "")
    key = (str(station.id), channel, type_)
    attrs: dict[str, Any] = {
        "type": type_,
        "target": _deep(root, "detectionTarget"),
        "description": leaves.get("eventDescription", ""),
        "channel": channel,
    }
    if state == "active":
        _, is_start = episodes.begin(key, at)
        if not is_start:
            return None
        started, revision = at, 0
        attrs |= {"state": "start"}
    else:
        episode = episodes.end(key, at)
        if episode is None:
            return None
        started, revision = episode.started, ENDED
        attrs |= {"state": "end", "end": shown_instant(at)}
    kind, fault = _TYPES.get(type_.lower()) or (class_in(type_), "")
    return Sighting(
        id=f"{type_}:{channel}:{started}",
        kind=kind,
        time=started / 1000,
        address=local_address(station, channel),
        bbox=_bbox(root),
        attrs=attrs | {"fault": fault},
        revision=revision,
    )


def _deep(root: etree._Element, name: str) -> str:
    """Return the text of the first element of that name at any depth."""
    return next(((found.text or "").strip() for found in root.iter("{*}" + name)), "")


def _bbox(root: etree._Element) -> tuple[float, float, float, float] | None:
    """Return the first target's rectangle, told in parts of the picture."""
    rectangle = next(root.iter("{*}TargetRect"), None)
    if rectangle is None:
        return None
    leaves = leaves_of(rectangle)
    numbers = [number for name in _RECTANGLE if (number := number_of(leaves.get(name))) is not None]
    return unit_box(*numbers) if len(numbers) == len(_RECTANGLE) and max(numbers) <= 1 else None
