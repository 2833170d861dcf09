"""Tellings: of one event told several times, which one is kept. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sensing.event import SensedEvent


def best_of(events: Iterable[SensedEvent]) -> dict[tuple[str, str], SensedEvent]:
    """Return one event by (station, id), in order of first arrival: the highest revision, the first of equal ones."""
    best: dict[tuple[str, str], SensedEvent] = {}
    for event in events:
        key = (event.station, event.id)
        known = best.get(key)
        if known is None or event.revision > known.revision:
            best[key] = event
    return best
