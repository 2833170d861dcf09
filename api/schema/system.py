"""What the installation says of itself, and the map."""

from dataclasses import asdict
from datetime import datetime
from typing import Any, Literal

from api.figures import IntakeFigures
from api.schema.drill import InterruptionShape
from api.schema.text import InstantText, Shape, Words
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


class ExerciseShape(Shape):
    """The drill that everything here belongs to."""

    title: Words
    #: Drill time.
    now: InstantText
    #: What real thing interrupted it; null: nothing did.
    interruption: InterruptionShape | None


class SiteShape(Shape):
    """What whoever comes to the door may know."""

    #: Null: this is no drill.
    exercise: ExerciseShape | None


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


class BasemapShape(Shape):
    """What lies under the map: the PMTiles file of this installation, or tiles of a map service."""

    kind: Literal["pmtiles", "tiles"]
    #: Addresses of the tiles with ``{z}``, ``{x}`` and ``{y}``, the lowest layer first; none for a file.
    urls: list[str]


class MapShape(Shape):
    """Map layers as GeoJSON feature collections, and what lies under them."""

    divisions: dict[str, Any]
    rivers: dict[str, Any]
    credit: Words
    #: Null: boundaries alone.
    basemap: BasemapShape | None
    #: 审图号: number under which the map was approved; empty: it has none.
    approval: str


class HealthShape(Shape):
    """Whether the process answers."""

    status: str


class ReadyShape(Shape):
    """Named checks; true, or why not."""

    status: str
    checks: dict[str, bool | str]
