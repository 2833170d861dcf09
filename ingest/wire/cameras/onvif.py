"""ONVIF notifications as JSON: the same tree that gateways make of the XML in a dozen spellings.

Known spellings: ``Message`` once or twice, items as objects with ``Name`` and ``Value`` (with ``@`` or ``$`` before
them) or as plain keys, one notification or an array. ``Initialized`` tells a state that holds already, ``Deleted``
that a topic is gone: both are no events. A state (``IsMotion``) is an episode from true to false.

Source:
    ONVIF Core Specification, 9 (event handling) and 9.7 (JSON payload); topics of the Imaging, Analytics and Device
    IO services.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from ingest.wire.cameras.episodes import Episodes
from ingest.wire.cameras.fields import instant_text, list_of, mapping_of, shown_instant, text_of, truth_of
from ingest.wire.cameras.sighting import ENDED, Sighting, local_address, told
from ingest.wire.cameras.vocabulary import EventClass, class_in
from ingest.wire.document import parse_document
from ingest.wire.instant import resolve_instant
from ingest.wire.raw import Raw
from ingest.wire.refusal import Code, Refusal, shown

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ingest.wire.raw import Memory
    from sensing.station import Station

CODEC: Final = "onvif+json"
#: Last words of a topic → class and fault; the longest that fits counts.
_TOPICS: Final[dict[str, tuple[EventClass, str]]] = {
    "motionalarm": (EventClass.MOTION, ""),
    "cellmotiondetector/motion": (EventClass.MOTION, ""),
    "motionregiondetector/motion": (EventClass.MOTION, ""),
    "linedetector/crossed": (EventClass.LINE_CROSSED, ""),
    "fielddetector/objectsinside": (EventClass.INTRUSION, ""),
    "loiteringdetector/objectisloitering": (EventClass.LOITERING, ""),
    "trigger/digitalinput": (EventClass.DIGITAL_INPUT, ""),
    "globalscenechange/imagingservice": (EventClass.CAMERA_FAULT, "scene_changed"),
    "globalscenechange/analyticsservice": (EventClass.CAMERA_FAULT, "scene_changed"),
    "imagetooblurry/imagingservice": (EventClass.CAMERA_FAULT, "blurred"),
    "imagetoodark/imagingservice": (EventClass.CAMERA_FAULT, "dark"),
    "imagetoobright/imagingservice": (EventClass.CAMERA_FAULT, "bright"),
    "tamperdetector/tamper": (EventClass.CAMERA_FAULT, "tampered"),
    "signalloss": (EventClass.CAMERA_FAULT, "video_lost"),
    "videoloss": (EventClass.CAMERA_FAULT, "video_lost"),
    "hardwarefailure/storagefailure": (EventClass.CAMERA_FAULT, "disk"),
    "hardwarefailure/fanfailure": (EventClass.CAMERA_FAULT, "fan"),
    "peopledetector/people": (EventClass.PERSON, ""),
    "vehicledetector/vehicle": (EventClass.VEHICLE, ""),
}
#: Items of ``Data`` that tell a state.
_STATES: Final = ("ismotion", "isinside", "state", "logicalstate", "istamper", "isloitering", "failed", "active")


def read_notifications(payload: bytes, *, station: Station, arrived: int, memory: Memory) -> Raw:
    """Return the events that notifications tell of."""
    document = parse_document(payload)
    if isinstance(document, Refusal):
        return Raw(refusals=(document,))
    episodes = Episodes.of(memory, CODEC)
    found: list[Sighting | Refusal] = []
    for notification in _notifications(document):
        sighting = _sighting(notification, station=station, arrived=arrived, episodes=episodes)
        if sighting is not None:
            found.append(sighting)
    return told(found, station=station, arrived=arrived)


def _notifications(document: Any) -> Iterator[dict[str, Any]]:
    """Yield the notifications of a message, the names of their fields folded."""
    for item in list_of(document):
        folded = _folded(item)
        inner = folded.get("notificationmessage")
        yield from (_folded(one) for one in list_of(inner)) if inner is not None else (folded,)


def _sighting(
    notification: dict[str, Any], *, station: Station, arrived: int, episodes: Episodes
) -> Sighting | Refusal | None:
    """Return what one notification tells; None when it tells no event."""
    topic = _topic(notification)
    if not topic:
        keys = ", ".join(sorted(notification)) or "nothing"
        return Refusal(
            code=Code.MISSING_FIELD, detail=f"Topic: expected the topic of a notification, got {shown(keys)}"
        )
    message = _message(notification)
    operation = text_of(message.get("propertyoperation")).lower()
    if operation in {"initialized", "deleted"}:
        return None
    said = text_of(message.get("utctime"))
    at = resolve_instant(instant_text(said) or None, arrived=arrived)
    if isinstance(at, Refusal):
        return at
    source, data = _items(message.get("source")), _items(message.get("data"))
    whose = "/".join(source.values())
    key = (str(station.id), topic, whose, *_items(message.get("key")).values())
    state = next(
        (truth for name, text in data.items() if name.lower() in _STATES and (truth := truth_of(text)) is not None),
        None,
    )
    kind, fault = _class_of(topic)
    attrs: dict[str, Any] = {"fault": fault, "topic": topic, "source": source, "data": data}
    started, revision = at, 0
    if state is False:
        episode = episodes.end(key, at)
        if episode is None:
            return None
        started, revision = episode.started, ENDED
        attrs |= {"state": "end", "end": shown_instant(at)}
    elif state:
        episode, is_start = episodes.begin(key, at)
        if not is_start:
            return None
        attrs |= {"state": "start"}
    return Sighting(
        id=":".join((topic.rsplit(":", 1)[-1], *map(str, key[2:]), str(started))),
        kind=kind,
        time=started / 1000,
        address=local_address(station, whose),
        attrs=attrs,
        revision=revision,
    )


def _class_of(topic: str) -> tuple[EventClass, str]:
    folded = topic.casefold()
    for words, found in _TOPICS.items():
        if folded.endswith(words):
            return found
    return class_in(topic), ""


def _topic(notification: dict[str, Any]) -> str:
    topic = notification.get("topic")
    if isinstance(topic, dict):
        # What is left of an element with attributes: the text under one of these names.
        folded = _folded(topic)
        topic = next((folded[name] for name in ("value", "text", "_", "#text") if name in folded), "")
    return text_of(topic)


def _message(notification: dict[str, Any]) -> dict[str, Any]:
    """Return the innermost message: notifications wrap it once or twice, or leave the wrapping out."""
    message = notification
    for _ in range(2):
        inner = mapping_of(message.get("message"))
        if inner:
            message = _folded(inner)
    return message


def _items(value: Any) -> dict[str, str]:
    """Return the simple items of a part of a message by name, in whichever way they are written."""
    folded = _folded(value)
    items = folded.get("simpleitem")
    if items is None:
        plain = mapping_of(value)
        return {str(name)[:64]: _item_text(item) for name, item in plain.items() if _item_text(item)}
    found: dict[str, str] = {}
    for item in list_of(items):
        fields = _folded(item)
        name = text_of(fields.get("name"))
        if name:
            found[name[:64]] = _item_text(fields.get("value"))
    return found


def _item_text(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else text_of(value)


def _folded(value: Any) -> dict[str, Any]:
    """Return an object's fields by lower-case name, without prefix, ``@`` and the level ``$`` of attributes."""
    fields = mapping_of(value)
    found: dict[str, Any] = {}
    for name, item in fields.items():
        if name == "$":
            found |= _folded(item) if isinstance(item, dict) and "$" not in item else {}
        else:
            found.setdefault(name.rsplit(":", 1)[-1].lstrip("@").lower(), item)
    return found
