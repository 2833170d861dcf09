"""What the installation says of itself, and the map."""

from typing import Any

from api.schema.text import Shape, Words


class SystemShape(Shape):
    """The installation."""

    name: str
    version: str
    edition: str
    demo: bool
    server_time: str
    stations: int
    online: int


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
