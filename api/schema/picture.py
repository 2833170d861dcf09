"""Pictures of events at the edge: where each is, and whether it is kept here."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from api.schema.observation import event_json

if TYPE_CHECKING:
    from collections.abc import Sequence

    from api.ports import Pictures, Store
    from sensing.event import SensedEvent
    from sensing.evidence import Evidence


def events_json(events: Sequence[SensedEvent], *, store: Store, pictures: Pictures | None) -> list[dict[str, Any]]:
    """Return what cameras and people saw, with what is known of the pictures."""
    asked = {(event.station, event.id) for event in events if event.image_url}
    known = store.evidence(asked) if asked else {}
    return [
        event_json(event, image=_image(event, known.get((event.station, event.id)), pictures=pictures))
        for event in events
    ]


def _image(event: SensedEvent, known: Evidence | None, *, pictures: Pictures | None) -> dict[str, Any] | None:
    """Return an event's picture, None when it has none."""
    if not event.image_url and not event.image_sha256:
        return None
    # What is known of another URL is of an earlier telling of the event.
    fetched = known if known is not None and known.url == event.image_url else None
    sha256 = event.image_sha256 or (fetched.sha256 if fetched else "")
    is_kept = pictures is not None and pictures.has(sha256.lower())
    why = "" if is_kept or fetched is None else fetched.why
    return {"url": event.image_url, "sha256": sha256, "kept": is_kept, "why": why}
