"""Shapes of the city as it stood at an instant of the last days."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from api.schema.station import latest_json
from api.schema.text import InstantText, LevelKey, Shape
from incidents.retrospect import level_at
from sensing.instant import format_instant

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from incidents.incident import Incident
    from sensing.stored import LatestReading


class PastIncidentShape(Shape):
    """An incident that was open then."""

    id: str
    rule: str
    station: str
    division: str
    kind: str
    #: Level that it had then.
    level: LevelKey
    opened: InstantText


class PastReadingShape(Shape):
    """The newest reading of a datastream then."""

    station: str
    property: str
    t: InstantText
    v: float
    q: str
    why: list[str]
    #: Where a moving station was, longitude and latitude; left out for a fixed one.
    loc: tuple[float, float] = (0, 0)


class PastShape(Shape):
    """Incidents and readings as they stood."""

    at: InstantText
    incidents: list[PastIncidentShape]
    readings: list[PastReadingShape]


def past_json(at: datetime, *, incidents: Iterable[Incident], readings: Iterable[LatestReading]) -> dict[str, Any]:
    """Return the city as it stood at an instant."""
    return {
        "at": format_instant(at),
        "incidents": [_incident(incident, at) for incident in incidents],
        "readings": [{"station": reading.station, **latest_json(reading)} for reading in readings],
    }


def _incident(incident: Incident, at: datetime) -> dict[str, Any]:
    return {
        "id": incident.id,
        "rule": incident.rule,
        "station": incident.station,
        "division": incident.division,
        "kind": incident.kind.value,
        "level": level_at(incident, at).key,
        "opened": format_instant(incident.opened),
    }
