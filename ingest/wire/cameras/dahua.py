"""Dahua: the event stream of cameras and recorders as JSON, ``{"Action", "Code", "Index", "Data"}``.

``Pulse`` happens at once, ``Start`` and ``Stop`` are an episode.

Source:
    Dahua HTTP API, ``eventManager.cgi?action=attach``; boxes are told on a grid of 8192 × 8192.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from ingest.wire.cameras.episodes import Episodes
from ingest.wire.cameras.fields import (
    instant_text,
    list_of,
    mapping_of,
    number_of,
    shown_instant,
    text_of,
    unit_box,
)
from ingest.wire.cameras.sighting import ENDED, Sighting, local_address, told
from ingest.wire.cameras.vocabulary import EventClass, class_in
from ingest.wire.document import parse_document
from ingest.wire.instant import resolve_instant
from ingest.wire.raw import Raw
from ingest.wire.refusal import Code, Refusal, shown

if TYPE_CHECKING:
    from ingest.wire.raw import Memory
    from sensing.station import Station

CODEC: Final = "dahua+json"
_FAULT: Final = EventClass.CAMERA_FAULT
_CODES: Final[dict[str, tuple[EventClass, str]]] = {
    "VideoMotion": (EventClass.MOTION, ""),
    "SmartMotionHuman": (EventClass.PERSON, ""),
    "SmartMotionVehicle": (EventClass.VEHICLE, ""),
    "AlarmLocal": (EventClass.DIGITAL_INPUT, ""),
    "CrossLineDetection": (EventClass.LINE_CROSSED, ""),
    "CrossRegionDetection": (EventClass.INTRUSION, ""),
    "LeftDetection": (EventClass.OBJECT_LEFT, ""),
    "TakenAwayDetection": (EventClass.OBJECT_REMOVED, ""),
    "WanderDetection": (EventClass.LOITERING, ""),
    "CrowdDetection": (EventClass.CROWD, ""),
    "MoveDetection": (EventClass.FAST_MOTION, ""),
    "FireDetection": (EventClass.FIRE_SMOKE, ""),
    "FireWarning": (EventClass.FIRE_SMOKE, ""),
    "SmokeDetection": (EventClass.FIRE_SMOKE, ""),
    "VideoLoss": (_FAULT, "video_lost"),
    "VideoBlind": (_FAULT, "covered"),
    "VideoAbnormalDetection": (_FAULT, "video_abnormal"),
    "SceneChange": (_FAULT, "scene_changed"),
    "StorageNotExist": (_FAULT, "disk"),
    "StorageFailure": (_FAULT, "disk"),
    "StorageLowSpace": (_FAULT, "disk_full"),
}
_TARGETS: Final = {"human": "person", "vehicle": "vehicle", "nonmotor": "vehicle"}
#: Boxes are told in parts of this.
_GRID: Final = 8192.0
_CORNERS: Final = 4


def read_dahua(payload: bytes, *, station: Station, arrived: int, memory: Memory) -> Raw:
    """Return the events that a message tells of."""
    document = parse_document(payload)
    if isinstance(document, Refusal):
        return Raw(refusals=(document,))
    episodes = Episodes.of(memory, CODEC)
    found = [
        _sighting(mapping_of(one), station=station, arrived=arrived, episodes=episodes) for one in list_of(document)
    ]
    return told([sighting for sighting in found if sighting is not None], station=station, arrived=arrived)


def _sighting(
    event: dict[str, Any], *, station: Station, arrived: int, episodes: Episodes
) -> Sighting | Refusal | None:
    """Return what one event tells; None for a repetition, or an end whose start is not known."""
    action, code = text_of(event.get("Action")), text_of(event.get("Code"))
    if not code:
        return Refusal(code=Code.MISSING_FIELD, detail="Code: expected the code of an event, got none")
    if action not in {"Pulse", "Start", "Stop"}:
        return Refusal(code=Code.BAD_VALUE, detail=f"Action: expected Pulse, Start or Stop, got {shown(action)}")
    data, channel = mapping_of(event.get("Data")), text_of(event.get("Index", 0))
    at = resolve_instant(_time(data), arrived=arrived)
    if isinstance(at, Refusal):
        return at
    started, revision, state = at, 0, {"state": "pulse"}
    key = (str(station.id), channel, code, text_of(data.get("Name")))
    if action == "Start":
        _, is_start = episodes.begin(key, at)
        if not is_start:
            return None
        state = {"state": "start"}
    elif action == "Stop":
        episode = episodes.end(key, at)
        if episode is None:
            return None
        started, revision, state = episode.started, ENDED, {"state": "end", "end": shown_instant(at)}
    kind, fault = _CODES.get(code) or (class_in(code), "")
    seen = mapping_of(data.get("Object"))
    target = text_of(seen.get("ObjectType"))
    attrs = state | {
        "fault": fault,
        "code": code,
        "rule": text_of(data.get("Name")),
        "target": _TARGETS.get(target.lower(), target),
        "channel": channel,
    }
    return Sighting(
        id=f"{code}:{channel}:{started}:{key[3]}",
        kind=kind,
        time=started / 1000,
        address=local_address(station, channel),
        bbox=_bbox(seen.get("BoundingBox")),
        attrs=attrs,
        revision=revision,
    )


def _time(data: dict[str, Any]) -> str | float | None:
    """Return when it was: the true UTC where firmware tells it, else ``UTC``, else the local text."""
    seconds = number_of(data.get("RealUTC", data.get("UTC")))
    if seconds is not None and seconds > 0:
        return seconds * 1000 + (number_of(data.get("UTCMS")) or 0)
    return instant_text(text_of(data.get("LocaleTime"))) or None


def _bbox(box: Any) -> tuple[float, float, float, float] | None:
    corners = [number_of(corner) for corner in list_of(box)]
    if len(corners) != _CORNERS:
        return None
    left, top, right, bottom = (0.0 if corner is None else corner / _GRID for corner in corners)
    return unit_box(left, top, right - left, bottom - top)
