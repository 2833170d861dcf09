"""Sighting: what a codec of cameras has understood, before it becomes an event of the contract.

The event is checked by the reader of the ``event`` format, so that every way in has the same limits.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from ingest.wire.event import MAX_REVISION, MAX_TEXT, read_event
from ingest.wire.raw import Addressed, Raw
from ingest.wire.refusal import Refusal

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ingest.wire.cameras.vocabulary import EventClass
    from sensing.station import Station

#: Revision of an event that is over: nothing comes after it.
ENDED = MAX_REVISION


@dataclass(frozen=True, slots=True, kw_only=True)
class Sighting:
    """One thing a camera told."""

    #: Unique per camera; the same again is the same event.
    id: str
    kind: EventClass
    #: RFC 3339 text, epoch milliseconds, or None for the arrival.
    time: str | float | None
    #: Address of the camera in the codec's protocol; empty: the station of the topic.
    address: str = ""
    #: 0..1.
    confidence: float | None = None
    #: Longitude and latitude, WGS-84; None for the station's own place.
    place: tuple[float, float] | None = None
    #: x, y, width, height as parts of the picture.
    bbox: tuple[float, float, float, float] | None = None
    image_url: str = ""
    image_sha256: str = ""
    #: Further facts; empty ones are left out.
    attrs: dict[str, Any] = field(default_factory=dict)
    revision: int = 0


def told(sightings: Iterable[Sighting | Refusal], *, station: Station, arrived: int) -> Raw:
    """Return what a message said that held these sightings."""
    addressed: list[Addressed] = []
    refusals: list[Refusal] = []
    for sighting in sightings:
        if isinstance(sighting, Refusal):
            refusals.append(sighting)
            continue
        event = read_event(_document(sighting), station=station, arrived=arrived)
        if isinstance(event, Refusal):
            refusals.append(event)
        else:
            addressed.append(Addressed(sighting.address, event, has_place=sighting.place is not None))
    return Raw(addressed=tuple(addressed), refusals=tuple(refusals))


def place_of(lon: float | None, lat: float | None) -> tuple[float, float] | None:
    """Return a place, None when one number is missing or both are 0: what cameras send that know none."""
    return None if lon is None or lat is None or not (lon or lat) else (lon, lat)


def local_address(station: Station, camera: str) -> str:
    """Return the address of a camera that is numbered or named on its recorder only: ``NVR-01/3``."""
    return f"{station.id}/{camera}" if camera else ""


def _document(sighting: Sighting) -> dict[str, Any]:
    """Return the sighting as the values of an ``event`` message."""
    document: dict[str, Any] = {
        "id": _short(sighting.id),
        "class": sighting.kind.value,
        "t": sighting.time,
        "confidence": sighting.confidence,
        "loc": sighting.place,
        "bbox": sighting.bbox,
        "attrs": {key: value for key, value in sighting.attrs.items() if value not in (None, "", [], {})},
        "rev": sighting.revision,
    }
    if sighting.image_url or sighting.image_sha256:
        document["image"] = {"url": sighting.image_url, "sha256": sighting.image_sha256}
    return document


def _short(id_: str) -> str:
    """Return an id that fits the contract; the end of a longer one gives way to its hash."""
    if len(id_) <= MAX_TEXT["id"]:
        return id_
    digest = hashlib.sha256(id_.encode(errors="replace")).hexdigest()[:16]
    return f"{id_[: MAX_TEXT['id'] - 17]}~{digest}"
