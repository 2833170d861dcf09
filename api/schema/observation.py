"""Observations, camera events and quarantine at the edge."""

from typing import Any, Literal

from api.schema.text import Shape
from sensing.batch import Batch, FloatArray, IntArray
from sensing.event import SensedEvent
from sensing.instant import format_instant, from_micros
from sensing.quality import Check, Quality
from sensing.stored import QuarantineRow

_QUALITIES = {quality.value: quality.key for quality in Quality}


def observation_items(batch: Batch) -> list[dict[str, Any]]:
    """Return readings of one datastream as the API shows them."""
    columns = zip(
        batch.phenomenon_time.tolist(), batch.value.tolist(), batch.quality.tolist(), batch.why.tolist(), strict=True
    )
    return [
        {"t": format_instant(from_micros(t)), "v": v, "q": _QUALITIES[q], "why": Check(why).keys if why else []}
        for t, v, q, why in columns
    ]


def aggregate_items(starts: IntArray, values: FloatArray) -> list[dict[str, Any]]:
    """Return time buckets as the API shows them; ``t`` is where the bucket starts."""
    columns = zip(starts.tolist(), values.tolist(), strict=True)
    return [{"t": format_instant(from_micros(t)), "v": v} for t, v in columns]


def event_json(event: SensedEvent, *, image: dict[str, Any] | None = None) -> dict[str, Any]:
    """Return what a camera or a person saw; ``image`` is its picture as the API shows it."""
    return {
        "id": event.id,
        "station": event.station,
        "t": format_instant(from_micros(event.phenomenon_time)),
        "class": event.kind,
        "confidence": event.confidence,
        "loc": [event.lon, event.lat],
        "bbox": None if event.bbox is None else list(event.bbox),
        "image": image,
        "attrs": event.attrs,
    }


def quarantine_json(row: QuarantineRow) -> dict[str, Any]:
    """Return what was not understood; bytes that are no UTF-8 show as replacement characters."""
    reject = row.reject
    return {
        "id": row.id,
        "t": format_instant(from_micros(reject.result_time)),
        "topic": reject.topic,
        "station": reject.station,
        "code": reject.code,
        "detail": reject.detail,
        "payload": shown_payload(reject.payload),
        "size": len(reject.payload),
        "adopted": None if row.adopted is None else format_instant(from_micros(row.adopted)),
    }


def shown_payload(payload: bytes) -> str:
    """Return a payload as text; bytes that are no UTF-8 show as replacement characters."""
    return payload.decode(errors="replace")


class ObservationShape(Shape):
    """One reading in the canonical unit; an aggregate has no ``q`` and ``why``."""

    t: str
    v: float
    q: Literal["good", "doubtful", "unreliable"] | None = None
    why: list[str] | None = None


class ObservationPage(Shape):
    """Readings, ascending."""

    items: list[ObservationShape]
    next: str | None


class ImageShape(Shape):
    """A picture; ``kept`` ones are at ``/api/v1/evidence/{sha256}``, ``why`` says why one is not kept yet."""

    url: str
    sha256: str
    kept: bool
    why: str


class EventShape(Shape):
    """What a camera or a person saw; ``class`` names it."""

    id: str
    station: str
    t: str
    confidence: float | None
    loc: tuple[float, float]
    bbox: tuple[float, float, float, float] | None
    image: ImageShape | None
    attrs: dict[str, Any]


class EventPage(Shape):
    """Events, newest first."""

    items: list[EventShape]
    next: str | None


class QuarantineShape(Shape):
    """A message that was not understood, with the reason; ``adopted`` is when it was read again, else null."""

    id: int
    t: str
    topic: str
    station: str
    code: str
    detail: str
    payload: str
    size: int
    adopted: str | None


class QuarantinePage(Shape):
    """Quarantine, newest first."""

    items: list[QuarantineShape]
    next: str | None
