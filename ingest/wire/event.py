"""The ``event`` format: one thing that a camera or a person saw.

Events are few, so one careful reader is enough.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Annotated, Any

import msgspec

from ingest.wire.document import parse_document
from ingest.wire.instant import Time, resolve_instant
from ingest.wire.place import check_place
from ingest.wire.refusal import Code, Refusal, is_storable, shown
from sensing.event import SensedEvent

if TYPE_CHECKING:
    from sensing.station import Station

#: Longest text of each field, characters; the id must also fit into a database index.
MAX_TEXT = {"id": 128, "class": 64, "image.url": 2048, "image.sha256": 64}
#: How deep ``attrs`` may nest.
MAX_DEPTH = 16
#: Highest revision of an event.
MAX_REVISION = 2**31 - 1
_MAX_INTEGER = 2**63 - 1
_MISSING = "missing required field"


class _Image(msgspec.Struct):
    url: str = ""
    sha256: str = ""


class _Event(msgspec.Struct, rename={"kind": "class"}):
    id: str
    kind: str
    t: Time = None
    confidence: float | None = None
    loc: tuple[float, float] | None = None
    bbox: tuple[float, float, float, float] | None = None
    image: _Image | None = None
    attrs: dict[str, Any] | None = None
    rev: Annotated[int, msgspec.Meta(ge=0, le=MAX_REVISION)] = 0


def parse_event(payload: bytes, *, station: Station, arrived: int) -> SensedEvent | Refusal:
    """Return the event that a payload tells of, or why it is none.

    Args:
        payload: The message.
        station: Who sent it; its place stands in for one that the event does not give.
        arrived: When the message arrived, µs since the epoch; stands in for a time not given.
    """
    document = parse_document(payload)
    return document if isinstance(document, Refusal) else read_event(document, station=station, arrived=arrived)


def read_event(document: Any, *, station: Station, arrived: int) -> SensedEvent | Refusal:
    """Return the event that the values of a message tell of, or why they tell of none."""
    try:
        event = msgspec.convert(document, _Event)
    except msgspec.ValidationError as error:
        code = Code.MISSING_FIELD if _MISSING in str(error) else Code.WRONG_TYPE
        return Refusal(code=code, detail=f"event: {error}")
    except RecursionError:
        return Refusal(code=Code.TOO_DEEP, detail=f"event: expected at most {MAX_DEPTH} levels")
    seen = resolve_instant(event.t, arrived=arrived)
    if isinstance(seen, Refusal):
        return seen
    return _fault_of(event) or _record(event, station=station, seen=seen, arrived=arrived)


def _record(event: _Event, *, station: Station, seen: int, arrived: int) -> SensedEvent:
    lon, lat = event.loc or (station.lon, station.lat)
    image = event.image or _Image()
    return SensedEvent(
        station=station.id,
        id=event.id,
        phenomenon_time=seen,
        result_time=arrived,
        kind=event.kind,
        confidence=event.confidence,
        lon=lon,
        lat=lat,
        bbox=event.bbox,
        image_url=image.url,
        image_sha256=image.sha256,
        attrs=event.attrs or {},
        revision=event.rev,
    )


def _fault_of(event: _Event) -> Refusal | None:
    """Return the first field whose value the contract does not allow."""
    image = event.image or _Image()
    texts = {"id": event.id, "class": event.kind, "image.url": image.url, "image.sha256": image.sha256}
    for name in ("id", "class"):
        if not texts[name].strip():
            return Refusal(code=Code.MISSING_FIELD, detail=f"{name}: expected a text, got an empty one")
    for name, text in texts.items():
        if len(text) > MAX_TEXT[name] or not is_storable(text):
            detail = f"{name}: expected at most {MAX_TEXT[name]} characters of Unicode, no NUL, got {shown(text)}"
            return Refusal(code=Code.BAD_VALUE, detail=detail)
    shares = {"confidence": (event.confidence,), "bbox": event.bbox or ()}
    for name, numbers in shares.items():
        for number in numbers:
            if number is not None and not 0 <= number <= 1:
                return Refusal(code=Code.BAD_VALUE, detail=f"{name}: expected 0 to 1, got {shown(number)}")
    if event.loc is not None and (fault := check_place(event.loc)):
        return fault
    return _attribute_fault(event.attrs or {}, depth=1)


def _attribute_fault(value: Any, *, depth: int) -> Refusal | None:
    """Return why a value cannot be kept as JSON in a database, or None when it can."""
    if depth > MAX_DEPTH:
        return Refusal(code=Code.TOO_DEEP, detail=f"attrs: expected at most {MAX_DEPTH} levels")
    if isinstance(value, dict):
        parts = [*value.keys(), *value.values()]
    elif isinstance(value, list):
        parts = value
    else:
        return _scalar_fault(value)
    faults = (_attribute_fault(part, depth=depth + 1) for part in parts)
    return next((fault for fault in faults if fault is not None), None)


def _scalar_fault(value: object) -> Refusal | None:
    if isinstance(value, float) and not math.isfinite(value):
        return Refusal(code=Code.NOT_FINITE, detail=f"attrs: expected finite numbers, got {shown(value)}")
    if isinstance(value, int) and abs(value) > _MAX_INTEGER:
        return Refusal(code=Code.BAD_VALUE, detail=f"attrs: expected 64-bit integers, got {shown(value)}")
    if isinstance(value, str) and not is_storable(value):
        return Refusal(code=Code.BAD_VALUE, detail=f"attrs: expected text without NUL, got {shown(value)}")
    return None
