"""What the installation says of itself, and the map."""

from dataclasses import asdict
from datetime import datetime
from typing import Any

from api.figures import IntakeFigures
from api.schema.text import Shape, Words
from sensing.instant import format_instant


class SystemShape(Shape):
    """The installation."""

    name: str
    version: str
    edition: str
    demo: bool
    server_time: str
    stations: int
    online: int


def intake_json(figures: IntakeFigures, *, now: datetime) -> dict[str, Any]:
    """Return figures of the intake as the API shows them, with the instant at which they were read."""
    return {"t": format_instant(now), **asdict(figures)}


class ListenerShape(Shape):
    """One TCP listener."""

    connections: int
    messages: int
    turned_away: int


class IntakeShape(Shape):
    """What the intake of this process has done since it started, and what waits; rates are differences over ``t``."""

    t: str
    messages: int
    readings: int
    stored: int
    duplicates: int
    distrusted: int
    waiting: int
    oldest_s: float | None
    lost: int
    store_errors: int
    flush_ms: float | None
    clock_offset_max_s: float
    refused: dict[str, int]
    presence: dict[str, int]
    listeners: dict[str, ListenerShape]


class MapShape(Shape):
    """Map layers as GeoJSON feature collections."""

    divisions: dict[str, Any]
    rivers: dict[str, Any]
    credit: Words


class HealthShape(Shape):
    """Whether the process answers."""

    status: str


class ReadyShape(Shape):
    """Named checks; true, or why not."""

    status: str
    checks: dict[str, bool | str]
