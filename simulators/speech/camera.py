"""What cameras publish of something they saw: ``cam.event/1`` and Frigate's ``events``. Pure.

Source:
    docs.frigate.video, "MQTT", topic ``frigate/events``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import msgspec

from sensing.instant import BEIJING, from_micros

if TYPE_CHECKING:
    from sensing.station import Station
    from simulators.sighting import Sighting

#: Type of ``cam.event/1`` by our class; others go by the same name.
_TYPES: Final = {"fire_smoke": "smoke"}
#: What Frigate's own models know, by our class; others are labels of a custom model.
_LABELS: Final = {"person_near_water": "person", "illegal_parking": "car"}
#: Frigate tells boxes in pixels of the stream that it detects in.
_FRAME: Final = (1280, 720)


def cam_event(station: Station, sighting: Sighting, *, t_ms: int, number: int = 0) -> bytes:
    """Return a sighting, the ``number``-th of its look, as ``cam.event/1``: one message, no episode."""
    lon, lat = sighting.place
    body: dict[str, Any] = {
        "schema": "cam.event/1",
        "event_id": f"sim-{t_ms}-{number}" if number else f"sim-{t_ms}",
        "device_id": station.addresses.get("cam-event+json", ""),
        "type": _TYPES.get(sighting.kind, sighting.kind),
        "state": "pulse",
        "time": from_micros(t_ms * 1000).astimezone(BEIJING).isoformat(timespec="milliseconds"),
        "confidence": sighting.confidence,
        "location": {"lon": lon, "lat": lat, "crs": "EPSG:4490", "method": "simulated"},
        "bbox": list(sighting.bbox),
    }
    return msgspec.json.encode({key: value for key, value in body.items() if value != ""})


def frigate(station: Station, sighting: Sighting, *, t_ms: int, number: int = 0) -> bytes:
    """Return a sighting as the ``new`` of a tracked object; Frigate says no place, the camera's stands in."""
    seconds = t_ms / 1000
    x, y, width, height = sighting.bbox
    corners = (x * _FRAME[0], y * _FRAME[1], (x + width) * _FRAME[0], (y + height) * _FRAME[1])
    after = {
        "id": f"{seconds:.3f}-sim{number}",
        "camera": station.addresses.get("frigate+json", station.id),
        "label": _LABELS.get(sighting.kind, sighting.kind),
        "start_time": seconds,
        "frame_time": seconds,
        "end_time": None,
        "score": sighting.confidence,
        "top_score": sighting.confidence,
        "false_positive": False,
        "box": [round(corner) for corner in corners],
        "frame_size": f"{_FRAME[0]}x{_FRAME[1]}",
        "has_snapshot": False,
        "entered_zones": [],
    }
    return msgspec.json.encode({"type": "new", "before": after, "after": after})
