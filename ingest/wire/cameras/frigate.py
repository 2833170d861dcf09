"""Frigate: ``frigate/events``, one tracked object told as ``new``, ``update`` and ``end``.

Every message holds the whole state, so the newest replaces the others: revisions count the milliseconds since the
start. The size of the frame is not in the message; a station's note ``frame_size`` (``1280x720``) gives it, and its
note ``snapshot_url`` (with ``{id}``) says where the picture of an event can be fetched.

Source:
    docs.frigate.video, "MQTT", topic ``frigate/events``.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import quote

from ingest.wire.cameras.fields import list_of, mapping_of, number_of, shown_instant, text_of, unit_box
from ingest.wire.cameras.sighting import ENDED, Sighting, local_address, told
from ingest.wire.cameras.vocabulary import EventClass, class_in
from ingest.wire.document import parse_document
from ingest.wire.instant import resolve_instant
from ingest.wire.raw import Raw
from ingest.wire.refusal import Code, Refusal, shown

if TYPE_CHECKING:
    from ingest.wire.raw import Memory
    from sensing.station import Station

_LABELS: Final = {
    EventClass.PERSON: ("person", "face"),
    EventClass.VEHICLE: ("car", "truck", "bus", "motorcycle", "bicycle", "train", "license_plate"),
    EventClass.BOAT: ("boat",),
    EventClass.ANIMAL: ("dog", "cat", "bird", "horse", "sheep", "cow", "bear", "deer", "fox", "wild_boar"),
}
_CLASSES: Final = {label: kind for kind, labels in _LABELS.items() for label in labels}
_SIZE: Final = re.compile(r"([1-9]\d{1,4})\s*[x×*]\s*([1-9]\d{1,4})")
_CORNERS: Final = 4


def read_frigate(payload: bytes, *, station: Station, arrived: int, memory: Memory) -> Raw:  # noqa: ARG001 - a codec's own
    """Return the event that a message tells of; a false positive is none."""
    document = parse_document(payload)
    if isinstance(document, Refusal):
        return Raw(refusals=(document,))
    message = mapping_of(document)
    after = mapping_of(message.get("after"))
    if after.get("false_positive") is True:
        return Raw()
    return told(
        [_sighting(text_of(message.get("type")), after, station=station, arrived=arrived)],
        station=station,
        arrived=arrived,
    )


def _sighting(phase: str, after: dict[str, Any], *, station: Station, arrived: int) -> Sighting | Refusal:
    if phase not in {"new", "update", "end"}:
        return Refusal(code=Code.BAD_VALUE, detail=f"type: expected new, update or end, got {shown(phase)}")
    id_, camera, label = (text_of(after.get(name)) for name in ("id", "camera", "label"))
    started = number_of(after.get("start_time"))
    if not id_ or not label or started is None:
        return Refusal(code=Code.MISSING_FIELD, detail="after: expected id, label and start_time")
    scores = (number_of(after.get(name)) for name in ("top_score", "score"))
    score = next((score for score in scores if score is not None), None)
    box = [number for corner in list_of(after.get("box")) if (number := number_of(corner)) is not None]
    bbox = _bbox(box, _frame_size(after, camera=camera, station=station))
    template = station.notes.get("snapshot_url", "")
    has_picture = bool(template) and after.get("has_snapshot") is True
    attrs = {
        "label": label,
        "sub_label": text_of(after.get("sub_label")),
        "camera": camera,
        "state": {"new": "start"}.get(phase, phase),
        "end": _shown_end(after.get("end_time"), arrived=arrived) if phase == "end" else "",
        "zones": [text_of(zone) for zone in list_of(after.get("entered_zones"))][:32],
        "box_px": box if len(box) == _CORNERS and bbox is None else [],
    }
    return Sighting(
        id=id_,
        kind=_CLASSES.get(label) or class_in(label),
        time=started * 1000,
        address=local_address(station, camera),
        confidence=None if score is None else min(max(score, 0.0), 1.0),
        bbox=bbox,
        image_url=template.replace("{id}", quote(id_, safe="")) if has_picture else "",
        attrs=attrs,
        revision=_revision(phase, started, number_of(after.get("frame_time"))),
    )


def _shown_end(end: Any, *, arrived: int) -> str:
    """Return when an event ended; empty when nothing believable is said."""
    seconds = number_of(end)
    at = None if seconds is None else resolve_instant(seconds * 1000, arrived=arrived)
    return shown_instant(at) if isinstance(at, int) else ""


def _revision(phase: str, started: float, frame: float | None) -> int:
    if phase == "end":
        return ENDED
    if phase == "new" or frame is None:
        return int(phase == "update")
    return int(min(max((frame - started) * 1000, 1), ENDED - 1))


def _frame_size(after: dict[str, Any], *, camera: str, station: Station) -> tuple[float, float] | None:
    """Return width and height of the frame that boxes are told in, if anybody says it."""
    notes = station.notes
    text = text_of(after.get("frame_size")) or notes.get(f"frame_size/{camera}", "") or notes.get("frame_size", "")
    found = _SIZE.fullmatch(text)
    return (float(found[1]), float(found[2])) if found else None


def _bbox(box: list[float], size: tuple[float, float] | None) -> tuple[float, float, float, float] | None:
    """Return a box of two corners as a part of the picture."""
    if len(box) != _CORNERS or (size is None and max(box) > 1):
        return None
    width, height = size or (1.0, 1.0)
    left, top, right, bottom = box
    return unit_box(left / width, top / height, (right - left) / width, (bottom - top) / height)
