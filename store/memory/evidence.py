"""The twin's pictures of events."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sensing.evidence import EvidenceState, WantedPicture
from store.memory.devices import is_there

if TYPE_CHECKING:
    from collections.abc import Collection

    from sensing.event import SensedEvent
    from sensing.instant import Micros
    from store.memory.tables import Tables


def wanted(tables: Tables, *, now: Micros, since: Micros, limit: int) -> list[WantedPicture]:
    """Return pictures of events that arrived since then and whose fetching is due, oldest first."""
    events = [event for event in tables.events.values() if event.image_url and event.result_time >= since]
    events.sort(key=lambda event: (event.result_time, event.station, event.id))
    found = [_wanted(tables, event, now=now) for event in events]
    return [one for one in found if one is not None][:limit]


def is_shown(tables: Tables, sha256: str, *, within: str) -> bool:
    """Return whether an event of a subtree refers to a picture."""
    told = [(event.station, event.image_sha256) for event in tables.events.values()]
    fetched = [(record.station, record.sha256) for record in tables.evidence.values()]
    return any(
        hashed.lower() == sha256 and station in tables.stations and is_there(tables, station, within=within)
        for station, hashed in [*told, *fetched]
    )


def referenced(tables: Tables, hashes: Collection[str]) -> set[str]:
    """Return which of these pictures an event refers to."""
    told = {event.image_sha256 for event in tables.events.values()}
    fetched = {record.sha256 for record in tables.evidence.values()}
    return set(hashes) & (told | fetched) - {""}


def _wanted(tables: Tables, event: SensedEvent, *, now: Micros) -> WantedPicture | None:
    known = tables.evidence.get((event.station, event.id))
    if known is not None and known.url != event.image_url:
        known = None
    if known is not None and not (known.state is EvidenceState.WAITING and known.due <= now):
        return None
    return WantedPicture(
        station=event.station,
        event=event.id,
        url=event.image_url,
        sha256=event.image_sha256,
        tries=known.tries if known else 0,
    )
